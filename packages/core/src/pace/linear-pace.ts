/** Share of a window that must have passed before its average rate says anything (9 minutes of 5 hours). */
const FIRST_SHARE = 0.03;

export interface LinearPace {
  /** Where even spending would stand now, percent 0–100. */
  expected: number;
  /** Percentage points ahead of it (negative: behind). */
  ahead: number;
  /** Percentage points an hour since the window began. */
  perHour: number;
  /** When the window is full at this rate, ms; null when that is not before its reset. */
  hitAt: number | null;
  lastsUntilReset: boolean;
  /** Percent at the reset at this rate; may exceed 100. */
  atReset: number;
}

/**
 * The plainest pace there is: as it went since the window began, so it goes on. Null where nothing can be said: no
 * running window, or less than 3 % of it gone.
 *
 * @param window percent 0–100; reset in ms; length of the window in ms
 */
export function linearPace(
  window: { percent: number; resetsAt: number; windowMs: number },
  now: number,
): LinearPace | null {
  const { percent, resetsAt, windowMs } = window;
  const left = resetsAt - now;
  const elapsed = windowMs - left;
  if (left <= 0 || elapsed < FIRST_SHARE * windowMs) return null;
  const expected = (elapsed / windowMs) * 100;
  const rate = percent / elapsed;
  const hitAt = percent >= 100 ? now : rate > 0 ? now + (100 - percent) / rate : Number.POSITIVE_INFINITY;
  return {
    expected,
    ahead: percent - expected,
    perHour: rate * 3_600_000,
    hitAt: hitAt < resetsAt ? hitAt : null,
    lastsUntilReset: hitAt >= resetsAt,
    atReset: percent + rate * left,
  };
}
