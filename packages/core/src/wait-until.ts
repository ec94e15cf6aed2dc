import type { LimitReading, Reading } from './reading.ts';

/** What somebody waits for. */
export type WaitGoal = { kind: 'reset' } | { kind: 'below'; percent: number };

/** What a wait began with: the window that runs, so that the next one can be told from it. */
export interface WaitStart {
  /** ISO-8601 as served; null while no window runs. */
  resetsAt: string | null;
  percent: number | null;
}

/** `reached`: it is so now. `waiting`: not yet. `none`: nothing fresh is known that could say. */
export type WaitState = 'reached' | 'waiting' | 'none';

/** A window is the same one when it resets within a minute of it: the server's time jitters. */
const SAME_WINDOW_MS = 60_000;

/** Reads the beginning of a wait off the first fresh reading; null while there is none. */
export function waitStart(reading: Reading | null, limit: LimitReading | null): WaitStart | null {
  if (reading === null || !reading.live || limit === null) return null;
  return { resetsAt: limit.resets_at, percent: limit.percent };
}

/**
 * Whether what is waited for has come. Only a fresh reading says so: a reset time that has passed is a promise of the
 * server, not yet a window that is open again.
 */
export function waitState(
  goal: WaitGoal,
  start: WaitStart,
  { reading, limit }: { reading: Reading | null; limit: LimitReading | null },
): WaitState {
  if (reading === null || !reading.live || limit === null) return 'none';
  if (goal.kind === 'below') {
    if (limit.percent === null) return 'none';
    return limit.percent < goal.percent ? 'reached' : 'waiting';
  }
  return isAnotherWindow(start, limit) ? 'reached' : 'waiting';
}

/** No window runs: the next one begins with the first use. */
function isAnotherWindow(start: WaitStart, limit: LimitReading): boolean {
  if (limit.resets_at === null) return true;
  if (start.resetsAt === null) return false;
  return Date.parse(limit.resets_at) - Date.parse(start.resetsAt) >= SAME_WINDOW_MS;
}
