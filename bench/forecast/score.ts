import type { Said } from './methods.ts';
import type { Moment } from './moment.ts';

/** Running scores of one method. */
export interface Score {
  moments: number;
  said: number;
  brier: number;
  /** Where the method answers: its own sum, and that of ours at the same moments. */
  answered: { brier: number; ours: number };
  /** Sums per account: moments of one account are not independent. */
  perTrace: Map<string, { moments: number; brier: number }>;
  /** Of the percent at the reset. */
  held: number;
  intervals: number;
  width: number;
  /** Of the moment of the wall, where it was hit and a time was named. */
  timesHeld: number;
  times: number;
  /** Reliability: per tenth of probability how often it was said and how often it came true. */
  bins: { said: number; sum: number; hits: number }[];
}

export function emptyScore(): Score {
  return {
    moments: 0,
    said: 0,
    brier: 0,
    answered: { brier: 0, ours: 0 },
    perTrace: new Map(),
    held: 0,
    intervals: 0,
    width: 0,
    timesHeld: 0,
    times: 0,
    bins: Array.from({ length: 10 }, () => ({ said: 0, sum: 0, hits: 0 })),
  };
}

/**
 * Scores one answer; where a method says nothing, the rate at which walls are hit at large stands in for it.
 *
 * @param beside what ours said at the same moment
 */
export function addScore(
  score: Score,
  moment: Moment,
  { said, beside, baseRate }: { said: Said | null; beside: Said | null; baseRate: number },
): void {
  const probability = said?.probability ?? baseRate;
  const errorOf = (chance: number) => (chance - Number(moment.hit)) ** 2;
  const error = errorOf(probability);
  score.moments += 1;
  score.brier += error;
  const { name } = moment.trace;
  const before = score.perTrace.get(name) ?? { moments: 0, brier: 0 };
  score.perTrace.set(name, { moments: before.moments + 1, brier: before.brier + error });
  if (said === null) return;
  score.said += 1;
  score.answered.brier += error;
  score.answered.ours += errorOf(beside?.probability ?? baseRate);
  const bin = score.bins[Math.min(9, Math.floor(probability * 10))];
  if (bin !== undefined) {
    bin.said += 1;
    bin.sum += probability;
    bin.hits += Number(moment.hit);
  }
  if (said.atReset !== null) {
    const { low, high } = said.atReset;
    score.intervals += 1;
    score.width += high - low;
    // As shown: in whole percent.
    const truth = Math.round(moment.percentAtReset);
    if (truth >= Math.round(low) && truth <= Math.round(high)) score.held += 1;
  }
  if (said.hitAt !== null && moment.hitAt !== null) {
    score.times += 1;
    if (moment.hitAt >= said.hitAt.low && moment.hitAt <= said.hitAt.high) score.timesHeld += 1;
  }
}

export function brierOf(score: Score): number {
  return score.brier / score.moments;
}

/** Share of outcomes that the 80 % interval held, 0–1; NaN without intervals. */
export function coverageOf(score: Score): number {
  return score.held / score.intervals;
}

/** Several scores as one, as far as coverage goes. */
export function joinScores(scores: readonly Score[]): Score {
  const joined = emptyScore();
  for (const { held, intervals } of scores) {
    joined.held += held;
    joined.intervals += intervals;
  }
  return joined;
}
