import type { VNode } from 'preact';

export interface SparklineProps {
  /** Times in ms, rising. */
  at: readonly number[];
  /** Percent 0–100 and beyond at each time; it stays until the next. Null: nobody watched. */
  percent: readonly (number | null)[];
  from: number;
  to: number;
  /** What it shows, in words: the line itself says nothing to those who do not see it. */
  label: string;
}

const WIDTH = 240;
const HEIGHT = 36;

/** The course of one limit as a line of steps, from 0 at the bottom to 100 at the top. */
export function Sparkline({ at, percent, from, to, label }: SparklineProps): VNode {
  const path = stepPath({ at, percent, from, to });
  return (
    <svg
      class="cm-spark"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <path class="cm-spark-area" d={path.area} />
      <path class="cm-spark-line" d={path.line} />
    </svg>
  );
}

function stepPath({ at, percent, from, to }: Omit<SparklineProps, 'label'>): { line: string; area: string } {
  const x = (time: number) => round(((Math.min(to, Math.max(from, time)) - from) / (to - from)) * WIDTH);
  const y = (value: number) => round(HEIGHT - 1 - (Math.min(100, Math.max(0, value)) / 100) * (HEIGHT - 2));
  let line = '';
  let area = '';
  at.forEach((time, index) => {
    const value = percent[index];
    if (value == null) return;
    const [left, right] = [x(time), x(at[index + 1] ?? to)];
    const before = index === 0 ? null : percent[index - 1];
    line += `${before == null ? 'M' : 'L'}${left} ${y(value)}H${right}`;
    area += `M${left} ${HEIGHT}V${y(value)}H${right}V${HEIGHT}Z`;
  });
  return { line, area };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
