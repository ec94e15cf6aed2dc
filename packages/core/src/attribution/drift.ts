import type { AttributedLimit } from './attribute-limit.ts';
import { Z_80 } from './interval.ts';
import { peakOf, profileOf } from './scale-profile.ts';
import { FEWEST_STEP_DAYS, type WeightStep } from './weight-steps.ts';
import { expectedOf, type Lesson } from './weights-model.ts';

/** Points for a dollar of list price in one week, with its 80 % interval. */
export interface WeekWeight {
  /** Ms. */
  from: number;
  to: number;
  pointsPerUsd: number;
  low: number;
  high: number;
}

/** Whether a token has come to weigh more or less. */
export type DriftOf =
  | { kind: 'drift'; steps: WeightStep[]; weeks: WeekWeight[] }
  | { kind: 'thin'; days: number };

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
/** A week with fewer stretches of work is not told. */
const FEWEST_IN_WEEK = 4;

/** The weeks before a moment, and the steps between them. */
export function driftOf(attributed: AttributedLimit, until: number): DriftOf {
  const { fit, lessons, steps } = attributed;
  const days = new Set(lessons.map(({ at }) => Math.floor(at / DAY_MS))).size;
  if (fit === null || days < FEWEST_STEP_DAYS) return { kind: 'thin', days };
  // A dollar as this account spends it: measured by the weights that hold now.
  const now = lessons.map((lesson) => ({ ...lesson, regime: fit.layout.regimes - 1 }));
  const price = now.reduce((sum, { usd }) => sum + usd.reduce((a, b) => a + b, 0), 0);
  const points = now.reduce((sum, lesson) => sum + expectedOf(fit.layout, fit.numbers, lesson), 0);
  const byWeek = new Map<number, Lesson[]>();
  for (const lesson of now) {
    const week = Math.floor((until - lesson.at) / WEEK_MS);
    byWeek.set(week, [...(byWeek.get(week) ?? []), lesson]);
  }
  const weeks = [...byWeek]
    .filter(([, same]) => same.length >= FEWEST_IN_WEEK)
    .sort(([a], [b]) => b - a)
    .map(([week, same]): WeekWeight => {
      const { log, error } = peakOf(profileOf(same, fit));
      const weight = (by: number) => (points / price) * Math.exp(log + by * error);
      const to = until - week * WEEK_MS;
      return { from: to - WEEK_MS, to, pointsPerUsd: weight(0), low: weight(-Z_80), high: weight(Z_80) };
    });
  return { kind: 'drift', steps, weeks };
}
