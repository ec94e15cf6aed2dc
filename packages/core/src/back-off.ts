/** The least wait after the n-th failure in a row, ms. `Retry-After: 0` was served for days: the ladder is a floor. */
const LADDER_MS = [75, 180, 300, 600, 1200, 1800].map((seconds) => seconds * 1000);

/** Longer demands than a day are taken for a clock error. */
const LONGEST_MS = 24 * 60 * 60 * 1000;

export interface BackOff {
  /** Failures in a row. */
  failures: number;
  /** No request before this moment, ms. */
  until: number;
}

/**
 * The wait after one more failure: the larger of what the server asked for and the ladder.
 *
 * @param retryAt when the server wants to be asked again, ms; null when it did not say
 */
export function backOff(previous: BackOff | null, retryAt: number | null, now: number): BackOff {
  const failures = (previous?.failures ?? 0) + 1;
  const floor = LADDER_MS[Math.min(failures, LADDER_MS.length) - 1] ?? LONGEST_MS;
  const asked = retryAt === null ? 0 : Math.min(retryAt - now, LONGEST_MS);
  return { failures, until: now + Math.max(floor, asked) };
}

/** Whether a back-off still holds. A clock that went back far cannot hold it forever. */
export function isBackingOff(current: BackOff | null, now: number): boolean {
  return current !== null && now < current.until && current.until - now <= LONGEST_MS;
}
