import { KINDS } from './local-work.ts';
import { logLikelihood, type Observed, type Surroundings } from './stretch-likelihood.ts';

/** A stretch that may teach what tokens weigh. */
export interface Lesson extends Observed {
  /** Ms of its middle. */
  at: number;
  /** List price in USD by family and kind of token: family · KINDS + kind. */
  usd: Float64Array;
  /** Which of the times between two steps it lies in. */
  regime: number;
}

/**
 * The numbers that are estimated, all on a log scale but one: points per USD for each regime; a factor for each family
 * of models and for each kind of token but the prompt's, around 1; then `alone` (logit), `elsewhere` and `scatter`.
 */
export interface Layout {
  regimes: number;
  families: number;
}

export const sizeOf = ({ regimes, families }: Layout): number => regimes + families + (KINDS - 1) + 3;

/** What a number is held to be before anything was seen, and how firmly. */
export interface Prior {
  mean: Float64Array;
  /** 1 / variance; 0: nothing is known. */
  precision: Float64Array;
}

/** Doubt about factors, log scale: of a family with a list price, of one without, and of kinds of tokens. */
const FAMILY_DOUBT = 0.4;
const UNPRICED_DOUBT = 1.2;
const KIND_DOUBT: readonly number[] = [0.3, 0.3, 0.6];
/** … and of the surroundings: `alone`, `elsewhere`, `scatter`. */
const AROUND_DOUBT: readonly number[] = [1.5, 1, 0.6];
const USUAL_ALONE = 1;
const USUAL_SCATTER = Math.log(0.08);

export function priorOf(layout: Layout, known: { hasPrice: readonly boolean[]; usualRise: number }): Prior {
  const doubts = [
    ...Array.from({ length: layout.regimes }, () => Number.POSITIVE_INFINITY),
    ...known.hasPrice.map((has) => (has ? FAMILY_DOUBT : UNPRICED_DOUBT)),
    ...KIND_DOUBT,
    ...AROUND_DOUBT,
  ];
  const mean = new Float64Array(doubts.length);
  mean[doubts.length - 3] = USUAL_ALONE;
  mean[doubts.length - 2] = Math.log(known.usualRise);
  mean[doubts.length - 1] = USUAL_SCATTER;
  return { mean, precision: Float64Array.from(doubts, (doubt) => 1 / doubt ** 2) };
}

export function surroundingsOf(layout: Layout, numbers: Float64Array): Surroundings {
  const first = sizeOf(layout) - 3;
  const [alone = 0, elsewhere = 0, scatter = 0] = numbers.subarray(first);
  return { alone: 1 / (1 + Math.exp(-alone)), elsewhere: Math.exp(elsewhere), scatter: Math.exp(scatter) };
}

/** Points that the work of a stretch should take. */
export function expectedOf(
  layout: Layout,
  numbers: Float64Array,
  { usd, regime }: Pick<Lesson, 'usd' | 'regime'>,
): number {
  let sum = 0;
  for (let family = 0; family < layout.families; family += 1) {
    const first = family * KINDS;
    let price = usd[first] as number;
    for (let kind = 1; kind < KINDS; kind += 1)
      price +=
        (usd[first + kind] as number) *
        Math.exp(numbers[layout.regimes + layout.families + kind - 1] as number);
    if (price > 0) sum += price * Math.exp(numbers[layout.regimes + family] as number);
  }
  return sum * Math.exp(numbers[regime] as number);
}

/** How expected points change with each number: into `slopes`, of which only the weights' part is written. */
export function slopesOf(
  layout: Layout,
  numbers: Float64Array,
  { lesson, slopes }: { lesson: Pick<Lesson, 'usd' | 'regime'>; slopes: Float64Array },
): number {
  const { regimes, families } = layout;
  slopes.fill(0);
  const scale = Math.exp(numbers[lesson.regime] as number);
  let sum = 0;
  for (let family = 0; family < families; family += 1) {
    const factor = scale * Math.exp(numbers[regimes + family] as number);
    for (let kind = 0; kind < KINDS; kind += 1) {
      const price = lesson.usd[family * KINDS + kind] as number;
      if (price === 0) continue;
      const place = regimes + families + kind - 1;
      const points = price * factor * (kind === 0 ? 1 : Math.exp(numbers[place] as number));
      sum += points;
      slopes[regimes + family] = (slopes[regimes + family] as number) + points;
      if (kind > 0) slopes[place] = (slopes[place] as number) + points;
    }
  }
  slopes[lesson.regime] = sum;
  return sum;
}

/** Log of the posterior density, up to a constant. */
export function logPosterior(
  lessons: readonly Lesson[],
  numbers: Float64Array,
  { layout, prior }: { layout: Layout; prior: Prior },
): number {
  const around = surroundingsOf(layout, numbers);
  let sum = 0;
  for (const lesson of lessons) sum += logLikelihood(lesson, expectedOf(layout, numbers, lesson), around);
  numbers.forEach((number, place) => {
    sum -= 0.5 * (prior.precision[place] as number) * (number - (prior.mean[place] as number)) ** 2;
  });
  return sum;
}
