import type { WindowInfo } from '@claude-meter/wire';

/** A span of time that counts as one week. */
export interface Week {
  /** ms, inclusive and exclusive */
  from: number;
  to: number;
  /** Whether it is the server's own window; otherwise it is seven days up to now. */
  isWindow: boolean;
}

const WEEK_MS = 7 * 86_400_000;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/**
 * The weeks to choose from, newest first: the server's own windows of seven days, as far as they are known. Where a
 * window was cut short by the next one, so is the week. Without any, the last seven days.
 */
export function weeksOf(windows: readonly WindowInfo[], now: number): Week[] {
  // The server's times jitter below a second: a window is told apart by its minute.
  const ends = [...new Set(windows.map((one) => Math.round(one.resets_at / MINUTE_MS) * MINUTE_MS))]
    .sort((a, b) => a - b)
    .filter((end) => end - WEEK_MS <= now);
  const weeks = ends.map((end, index): Week => {
    const next = ends[index + 1];
    const to = next === undefined ? end : Math.min(end, next - WEEK_MS);
    return { from: end - WEEK_MS, to, isWindow: true };
  });
  const whole = weeks.filter(({ from, to }) => to > from);
  if (whole.length > 0) return whole.reverse();
  const to = (Math.floor(now / HOUR_MS) + 1) * HOUR_MS;
  return [{ from: to - WEEK_MS, to, isWindow: false }];
}

/** The week that begins when the address says; else the newest. */
export function chosenWeek(weeks: readonly Week[], from: string | undefined): number {
  return Math.max(
    0,
    weeks.findIndex((week) => String(week.from) === from),
  );
}
