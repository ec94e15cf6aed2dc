import { likelihoodSlopes, type Surroundings } from './stretch-likelihood.ts';
import { inverseOf, type Matrix, product, times, zeros } from './symmetric-matrix.ts';
import {
  type Layout,
  type Lesson,
  logPosterior,
  type Prior,
  sizeOf,
  slopesOf,
  surroundingsOf,
} from './weights-model.ts';

/** What was estimated: the most probable numbers and how doubtful they are. */
export interface Fit {
  layout: Layout;
  numbers: Float64Array;
  covariance: Matrix;
  /** How much the limit scatters around the weights, as a share. */
  scatter: number;
}

interface Model {
  layout: Layout;
  prior: Prior;
}

const DAY_MS = 86_400_000;
const MOST_ROUNDS = 60;
/** The search ends when a round wins less than this much of log-likelihood. */
const ENOUGH = 1e-4;
const CURVE_STEP = 1e-3;
const LONGEST_STEP = 1.5;

/**
 * The most probable numbers by scoring: each round steps along the gradient, measured by the products of the single
 * gradients, which stand in for the curvature. Several beginnings, since what is local and what is not can be mistaken
 * for each other.
 */
export function fitWeights(lessons: readonly Lesson[], model: Model): Fit {
  const starts = startsOf(lessons, model);
  const climbed = starts.map((start) => climb(lessons, model, start));
  const best = climbed.reduce((a, b) => (b.height > a.height ? b : a));
  return {
    layout: model.layout,
    numbers: best.numbers,
    covariance: covarianceAt(lessons, model, best.numbers),
    scatter: surroundingsOf(model.layout, best.numbers).scatter,
  };
}

/** Beginnings: so many points for a dollar that a tenth, a third, … of the stretches saw less. The likeliest two. */
function startsOf(lessons: readonly Lesson[], model: Model): Float64Array[] {
  const rates = lessons
    .filter(({ rise }) => rise > 0)
    .map(({ rise, usd }) => rise / usd.reduce((sum, price) => sum + price, 0))
    .sort((a, b) => a - b);
  const starts = [0.1, 0.3, 0.5, 0.8].map((share) => {
    const numbers = Float64Array.from(model.prior.mean);
    const rate = rates[Math.floor(share * rates.length)] ?? 1;
    numbers.fill(Math.log(rate), 0, model.layout.regimes);
    return { numbers, height: logPosterior(lessons, numbers, model) };
  });
  starts.sort((a, b) => b.height - a.height);
  return starts.slice(0, 2).map(({ numbers }) => numbers);
}

function climb(
  lessons: readonly Lesson[],
  model: Model,
  start: Float64Array,
): { numbers: Float64Array; height: number } {
  let numbers = start;
  let height = logPosterior(lessons, numbers, model);
  let damping = 1e-3;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const { gradient, information } = scoresAt(lessons, model, numbers);
    const direction = directionOf(information, gradient, damping);
    let won = 0;
    for (let length = 1; length > 0.01 && won <= 0; length /= 2) {
      const tried = numbers.map((number, place) => number + length * (direction[place] as number));
      const reached = logPosterior(lessons, tried, model);
      won = reached - height;
      if (won > 0) [numbers, height] = [tried, reached];
    }
    damping = won > 0 ? Math.max(damping / 4, 1e-6) : damping * 30;
    if (won > 0 ? won < ENOUGH : damping > 10) break;
  }
  return { numbers, height };
}

function directionOf(information: Matrix, gradient: Float64Array, damping: number): Float64Array {
  const damped = information.map((row, place) => {
    const copy = Float64Array.from(row);
    copy[place] = (copy[place] as number) * (1 + damping) + 1e-9;
    return copy;
  });
  const inverse = inverseOf(damped);
  const direction = inverse === null ? gradient : times(inverse, gradient);
  const longest = direction.reduce((most, step) => Math.max(most, Math.abs(step)), 0);
  return longest > LONGEST_STEP ? direction.map((step) => (step * LONGEST_STEP) / longest) : direction;
}

/** Gradient of the posterior, and the sum of the products of the gradients of all lessons with the prior's precision. */
function scoresAt(
  lessons: readonly Lesson[],
  { layout, prior }: Model,
  numbers: Float64Array,
): { gradient: Float64Array; information: Matrix } {
  const size = sizeOf(layout);
  const gradient = new Float64Array(size);
  const information = zeros(size);
  const scores = new Float64Array(size);
  const around = surroundingsOf(layout, numbers);
  for (const lesson of lessons) {
    scoreInto(scores, { lesson, layout, numbers, around });
    for (let row = 0; row < size; row += 1) {
      const score = scores[row] as number;
      if (score === 0) continue;
      gradient[row] = (gradient[row] as number) + score;
      const line = information[row] as Float64Array;
      for (let column = 0; column < size; column += 1) {
        line[column] = (line[column] as number) + score * (scores[column] as number);
      }
    }
  }
  for (let place = 0; place < size; place += 1) {
    const precision = prior.precision[place] as number;
    const line = information[place] as Float64Array;
    line[place] = (line[place] as number) + precision;
    gradient[place] =
      (gradient[place] as number) - precision * ((numbers[place] as number) - (prior.mean[place] as number));
  }
  return { gradient, information };
}

/** The gradient of one lesson's log-likelihood. */
function scoreInto(
  scores: Float64Array,
  given: { lesson: Lesson; layout: Layout; numbers: Float64Array; around: Surroundings },
): void {
  const { lesson, layout, numbers, around } = given;
  const local = slopesOf(layout, numbers, { lesson, slopes: scores });
  const slopes = likelihoodSlopes(lesson, local, around);
  const first = scores.length - slopes.around.length;
  for (let place = 0; place < first; place += 1) scores[place] = (scores[place] as number) * slopes.perPoint;
  scores.set(slopes.around, first);
}

/**
 * How doubtful the numbers are, without trust in the model: what the lessons of one day have in common, they may have
 * in common by chance, so the gradients are added up by day before they are squared (a sandwich estimate).
 */
function covarianceAt(lessons: readonly Lesson[], model: Model, numbers: Float64Array): Matrix {
  const size = numbers.length;
  const gradients = new Map<number, Float64Array>();
  const scores = new Float64Array(size);
  const around = surroundingsOf(model.layout, numbers);
  for (const lesson of lessons) {
    scoreInto(scores, { lesson, layout: model.layout, numbers, around });
    const day = Math.floor(lesson.at / DAY_MS);
    const sum = gradients.get(day) ?? new Float64Array(size);
    gradients.set(
      day,
      sum.map((value, place) => value + (scores[place] as number)),
    );
  }
  const spread = zeros(size);
  // Few days vary less than all the days they stand for.
  const few = gradients.size / Math.max(1, gradients.size - (size - 3));
  for (const gradient of gradients.values()) addSquare(spread, gradient, few);
  spread.forEach((row, place) => {
    row[place] = (row[place] as number) + (model.prior.precision[place] as number);
  });
  const curved = inverseOf(curvatureAt(lessons, model, numbers));
  const plain = inverseOf(scoresAt(lessons, model, numbers).information);
  const bread = curved ?? plain ?? zeros(size);
  return product(product(bread, spread), bread);
}

function addSquare(into: Matrix, left: Float64Array, factor: number): void {
  left.forEach((value, row) => {
    const line = into[row] as Float64Array;
    left.forEach((other, column) => {
      line[column] = (line[column] as number) + factor * value * other;
    });
  });
}

/** Minus the second derivatives of the posterior. */
function curvatureAt(lessons: readonly Lesson[], model: Model, numbers: Float64Array): Matrix {
  const size = numbers.length;
  const slopes = Array.from({ length: size }, (_, place) => {
    const [less, more] = [-CURVE_STEP, CURVE_STEP].map((step) => {
      const moved = Float64Array.from(numbers);
      moved[place] = (moved[place] as number) + step;
      return scoresAt(lessons, model, moved).gradient;
    }) as [Float64Array, Float64Array];
    return less.map((value, row) => (value - (more[row] as number)) / (2 * CURVE_STEP));
  });
  return slopes.map((line, row) =>
    line.map((value, column) => (value + ((slopes[column] as Float64Array)[row] as number)) / 2),
  );
}
