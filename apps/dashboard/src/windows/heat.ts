import type { WindowInfo } from '@claude-meter/wire';

/** What the heat map counts. */
export const MEASURES = ['walls', 'left'] as const;
export type Measure = (typeof MEASURES)[number];

/** One hour of the week. */
export interface HeatCell {
  /** 0 is Monday. */
  day: number;
  hour: number;
  /** `walls`: how often 100 % was reached then. `left`: what was left over on average, percent; null for no window. */
  value: number | null;
  /** Windows that `value` is made of. */
  count: number;
}

/**
 * The hours of a week in a person's time zone, Monday first: when the wall was hit, or how much was left over of the
 * windows that ended then. Windows that are still open count for walls only.
 */
export function heatOf(windows: readonly WindowInfo[], measure: Measure, timeZone: string): HeatCell[] {
  const hourOfWeek = weekClock(timeZone);
  const sums = Array.from({ length: 168 }, () => ({ sum: 0, count: 0 }));
  for (const window of windows) {
    const at = measure === 'walls' ? window.full_at : window.ended === null ? null : window.resets_at;
    if (at === null || (measure === 'left' && window.peak === null)) continue;
    const cell = sums[hourOfWeek(at)];
    if (cell === undefined) continue;
    cell.count += 1;
    cell.sum += measure === 'walls' ? 1 : leftOver(window);
  }
  return sums.map(({ sum, count }, index) => ({
    day: Math.floor(index / 24),
    hour: index % 24,
    value: measure === 'walls' ? count : count === 0 ? null : sum / count,
    count,
  }));
}

/** What was left over of a window, percent 0–100. */
export function leftOver({ peak }: Pick<WindowInfo, 'peak'>): number {
  return Math.max(0, 100 - (peak ?? 0));
}

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** Tells the hour of the week, 0–167 from Monday midnight on, of moments in ms. */
function weekClock(timeZone: string): (at: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    weekday: 'short',
    hour: '2-digit',
    hourCycle: 'h23',
    timeZone,
  });
  return (at) => {
    const parts = format.formatToParts(at);
    const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
    return DAYS.indexOf(part('weekday')) * 24 + Number(part('hour'));
  };
}

/** What a list of windows amounts to. */
export interface WindowSums {
  /** Windows that are over. */
  ended: number;
  /** Of those and the open one, how many hit 100 %. */
  walls: number;
  /** Median of what was left over in those that are over, percent; null for none. */
  medianLeft: number | null;
  /** Mean time from the opening to the wall, ms; null when none was hit. */
  toWallMs: number | null;
}

export function sumWindows(windows: readonly WindowInfo[]): WindowSums {
  const ended = windows.filter((window) => window.ended !== null && window.peak !== null);
  const walls = windows.filter((window) => window.full_at !== null);
  const left = ended.map(leftOver).sort((a, b) => a - b);
  const middle = left.length >> 1;
  const median = left.length % 2 === 1 ? left[middle] : ((left[middle - 1] ?? 0) + (left[middle] ?? 0)) / 2;
  const times = walls.map((window) => (window.full_at ?? 0) - window.opened_at);
  return {
    ended: ended.length,
    walls: walls.length,
    medianLeft: left.length === 0 ? null : (median ?? null),
    toWallMs: times.length === 0 ? null : times.reduce((sum, time) => sum + time, 0) / times.length,
  };
}
