const MINUTE_MS = 60_000;

/** Spans for which the history keeps low, high and last: what 30 days, 90 days and years are drawn from. */
export const SPANS_MS: readonly number[] = [10 * MINUTE_MS, 30 * MINUTE_MS, 120 * MINUTE_MS, 720 * MINUTE_MS];

/** The finest span with which a range needs at most `points`; the coarsest when none does. */
export function spanFor(rangeMs: number, points: number): number {
  const coarsest = SPANS_MS.at(-1) ?? MINUTE_MS;
  return SPANS_MS.find((span) => rangeMs / span <= points) ?? coarsest;
}

/** The finest span that is kept for good; the finer ones go with the samples they were made of. */
export const KEPT_SPAN_MS: number = 120 * MINUTE_MS;
