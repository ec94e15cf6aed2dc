import { quantile } from '../pace/outcomes.ts';
import type { AttributedLimit } from './attribute-limit.ts';
import { MICRO } from './piece.ts';
import { pointsBy } from './points-by.ts';

/** What a session usually takes of a limit, points: the median and the middle half. */
export type OrdinarySessionOf =
  | { kind: 'ordinary'; median: number; low: number; high: number; sessions: number }
  | { kind: 'thin'; sessions: number };

/** Fewer say nothing about the ordinary. */
export const FEWEST_SESSIONS = 5;
/** Older ones are of other habits, ms. */
const REACH_MS = 56 * 86_400_000;
/** A session that did something so short ago may go on, ms. */
const PAUSE_MS = 30 * 60_000;
/** Of so many steps of the resolution at least: less is a question, and cannot be told from nothing. */
const FEWEST_STEPS = 0.25;

/** @param sessionOf the session of a context; null for work without one */
export function ordinarySession(
  attributed: AttributedLimit,
  { until, sessionOf }: { until: number; sessionOf: (context: number) => string | null },
): OrdinarySessionOf {
  const range = { from: until - REACH_MS, to: until };
  const costs = pointsBy(attributed, range, ({ context }) => sessionOf(context))
    .filter(
      ({ key, lastAt, unmeasuredRequests, micro }) =>
        key !== null &&
        lastAt < until - PAUSE_MS &&
        unmeasuredRequests === 0 &&
        micro >= FEWEST_STEPS * attributed.resolution * MICRO,
    )
    .map(({ micro }) => micro / MICRO)
    .sort((a, b) => a - b);
  if (costs.length < FEWEST_SESSIONS || attributed.fit === null)
    return { kind: 'thin', sessions: costs.length };
  const [low, median, high] = [0.25, 0.5, 0.75].map((share) => quantile(costs, share)) as [
    number,
    number,
    number,
  ];
  return { kind: 'ordinary', median, low, high, sessions: costs.length };
}
