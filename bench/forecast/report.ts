import { record } from '../performance-page.ts';
import { METHODS, type Method, ours } from './methods.ts';
import type { Moment } from './moment.ts';
import { addScore, brierOf, coverageOf, emptyScore, joinScores, type Score } from './score.ts';

const KINDS = { session: 'five-hour windows', weekly: 'weeks' } as const;
export type Kind = keyof typeof KINDS;

/** Scores of all methods on some moments of one kind. */
export type Scores = Map<Method, Score>;

/** @param baseRate how often the wall is hit at large: stands in where a method says nothing */
export function scoresOf(moments: readonly Moment[], baseRate: number): Scores {
  const said = moments.map((moment) => ours.say(moment));
  return new Map(
    METHODS.map((method) => {
      const score = emptyScore();
      moments.forEach((moment, index) => {
        const beside = said[index] ?? null;
        addScore(score, moment, { said: method === ours ? beside : method.say(moment), beside, baseRate });
      });
      return [method, score];
    }),
  );
}

/** Prints a table; returns 1 when another method has a Brier score as good as ours, else 0. */
export function printScores(kind: Kind, moments: readonly Moment[], scores: Scores): number {
  const hits = moments.filter(({ hit }) => hit).length;
  console.log(`\n  ${KINDS[kind]}: ${moments.length} moments, the wall is hit after ${hits} of them`);
  const heads = ['Brier', 'ours better by', 'answers', 'there (ours)', '80 % holds', 'width', 'time holds'];
  console.log(`  ${''.padEnd(22)}${heads.map((head) => head.padStart(16)).join('')}`);
  const mine = scores.get(ours) ?? emptyScore();
  for (const [{ name }, score] of scores) {
    const cells = [
      brierOf(score).toFixed(4),
      score === mine ? '' : advantage(mine, score),
      percent(score.said / score.moments),
      score === mine ? '' : there(score),
      percent(coverageOf(score)),
      score.intervals === 0 ? '—' : (score.width / score.intervals).toFixed(1),
      percent(score.timesHeld / score.times),
    ];
    console.log(`  ${name.padEnd(22)}${cells.map((cell) => cell.padStart(16)).join('')}`);
  }
  const bins = mine.bins.filter(({ said }) => said > 0);
  const told = bins.map(
    ({ said, sum, hits }) => `${Math.round((100 * sum) / said)}→${Math.round((100 * hits) / said)}`,
  );
  console.log(`  ClaudeMeter said → came true, %: ${told.join('  ')}`);
  const rivals = [...scores].filter(([method]) => method !== ours);
  for (const [{ name }, score] of rivals) {
    record(`The forecast, Brier score (smaller is better): ${KINDS[kind]}, ${moments.length} moments`, {
      what: `against ${name}`,
      measured: brierOf(mine).toFixed(4),
      beside: brierOf(score).toFixed(4),
      ratio: `${(brierOf(mine) / brierOf(score)).toFixed(2)} ×`,
      promise: '< 1 ×',
      kept: brierOf(mine) < brierOf(score),
    });
  }
  const isBest = rivals.every(([, score]) => brierOf(mine) < brierOf(score));
  if (!isBest) console.log('  Another method has the better Brier score here.');
  return isBest ? 0 : 1;
}

/** Prints what the intervals of all sets together hold; returns 1 when that is not 75–85 %, else 0. */
export function printCoverage(kind: Kind, sets: readonly Scores[]): number {
  const covered = coverageOf(joinScores(sets.map((scores) => scores.get(ours) ?? emptyScore())));
  const kept = covered >= 0.75 && covered <= 0.85;
  console.log(
    `  ${KINDS[kind]}: the 80 % interval holds ${percent(covered)} of all outcomes (promise 75–85 %)${kept ? '' : ' MISSED'}`,
  );
  return kept ? 0 : 1;
}

/** Mean difference of the Brier scores per account ± twice its standard error. */
function advantage(mine: Score, other: Score): string {
  const differences = [...mine.perTrace].map(([trace, sum]) => {
    const theirs = other.perTrace.get(trace);
    return (theirs === undefined ? 0 : theirs.brier - sum.brier) / sum.moments;
  });
  const mean = differences.reduce((sum, one) => sum + one, 0) / differences.length;
  const variance =
    differences.reduce((sum, one) => sum + (one - mean) ** 2, 0) / Math.max(1, differences.length - 1);
  return `${mean.toFixed(3)} ± ${(2 * Math.sqrt(variance / differences.length)).toFixed(3)}`;
}

/** The Brier score where a method answers, and ours at the same moments. */
function there({ said, answered }: Score): string {
  return `${(answered.brier / said).toFixed(4)} (${(answered.ours / said).toFixed(4)})`;
}

function percent(share: number): string {
  return Number.isNaN(share) ? '—' : `${(share * 100).toFixed(1)} %`;
}
