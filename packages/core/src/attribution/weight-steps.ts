import { chanceOf } from '../pace/chance.ts';
import type { Fit } from './fit-weights.ts';
import { Z_80 } from './interval.ts';
import { GRID, peakOf, profileOf } from './scale-profile.ts';
import type { Lesson } from './weights-model.ts';

/** From one day on tokens weigh another multiple of what they did. */
export interface WeightStep {
  /** Ms: the likeliest moment, the beginning of the first day after it. */
  at: number;
  /** Ms: with 80 % it lies between. */
  between: readonly [from: number, to: number];
  /** What a token weighs since, of what it did before, and its 80 % interval. */
  factor: number;
  low: number;
  high: number;
  /** 1 − the share of shuffled histories that show as large a step. */
  confidence: number;
}

const DAY_MS = 86_400_000;
/** Days of work that must lie on both sides of a step, and stretches in them. */
const FEWEST_DAYS = 5;
const FEWEST_STRETCHES = 12;
/** Days of work below which no step is looked for. */
export const FEWEST_STEP_DAYS: number = 2 * FEWEST_DAYS;
const SHUFFLES = 499;
/** A step is told when at most this share of shuffled histories has one as large. */
const RARE = 0.01;
/** Smaller changes are not worth a word, log scale: 6 %. */
const SMALLEST = 0.06;
const MOST_STEPS = 3;

interface Day {
  at: number;
  stretches: number;
  profile: Float64Array;
}

/**
 * Finds the days from which on tokens weigh more or less: of all ways to cut the history in two, the one that explains
 * the rises best, if hardly any history with its days shuffled can be explained so much better by a cut. The parts are
 * cut again in the same way.
 */
export function findSteps(lessons: readonly Lesson[], fit: Fit): WeightStep[] {
  const days = daysOf(lessons, fit);
  const found: WeightStep[] = [];
  const search = (part: readonly Day[]): void => {
    if (found.length >= MOST_STEPS) return;
    const step = stepIn(part);
    if (step === null) return;
    found.push(step);
    search(part.filter(({ at }) => at < step.at));
    search(part.filter(({ at }) => at >= step.at));
  };
  search(days);
  return found.sort((a, b) => a.at - b.at);
}

function daysOf(lessons: readonly Lesson[], fit: Fit): Day[] {
  const byDay = new Map<number, Lesson[]>();
  for (const lesson of lessons) {
    const day = Math.floor(lesson.at / DAY_MS);
    const same = byDay.get(day);
    if (same === undefined) byDay.set(day, [lesson]);
    else same.push(lesson);
  }
  return [...byDay]
    .sort(([a], [b]) => a - b)
    .map(([day, same]) => ({ at: day * DAY_MS, stretches: same.length, profile: profileOf(same, fit) }));
}

function stepIn(days: readonly Day[]): WeightStep | null {
  if (days.length < FEWEST_STEP_DAYS) return null;
  const gains = gainsOf(days);
  const best = gains.indexOf(Math.max(...gains));
  const gain = gains[best] as number;
  if (!(gain > 0)) return null;
  const before = peakOf(sumOf(days.slice(0, best)));
  const after = peakOf(sumOf(days.slice(best)));
  const log = after.log - before.log;
  if (Math.abs(log) < SMALLEST) return null;
  const larger = countLarger(days, gain);
  const chance = (larger + 1) / (SHUFFLES + 1);
  if (chance > RARE) return null;
  const error = Math.hypot(before.error, after.error);
  return {
    at: (days[best] as Day).at,
    between: likelyPlaces(days, gains),
    factor: Math.exp(log),
    low: Math.exp(log - Z_80 * error),
    high: Math.exp(log + Z_80 * error),
    confidence: 1 - chance,
  };
}

/** Per day, what is won by a cut before it; −∞ where too little would lie on one side. */
function gainsOf(days: readonly Day[]): number[] {
  const all = sumOf(days);
  const whole = Math.max(...all);
  const before = new Float64Array(GRID);
  const stretches = days.reduce((sum, day) => sum + day.stretches, 0);
  let seen = 0;
  return days.map((day, place) => {
    let [left, right] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let factor = 0; factor < GRID; factor += 1) {
      const value = before[factor] as number;
      left = Math.max(left, value);
      right = Math.max(right, (all[factor] as number) - value);
      before[factor] = value + (day.profile[factor] as number);
    }
    const isThin = Math.min(place, days.length - place) < FEWEST_DAYS;
    const isEmpty = Math.min(seen, stretches - seen) < FEWEST_STRETCHES;
    seen += day.stretches;
    return isThin || isEmpty ? Number.NEGATIVE_INFINITY : left + right - whole;
  });
}

function sumOf(days: readonly Day[]): Float64Array {
  const sum = new Float64Array(GRID);
  for (const { profile } of days) {
    for (let place = 0; place < GRID; place += 1)
      sum[place] = (sum[place] as number) + (profile[place] as number);
  }
  return sum;
}

/** How many histories with shuffled days show as large a gain; stops as soon as it is clear that the step is none. */
function countLarger(days: readonly Day[], gain: number): number {
  const most = RARE * (SHUFFLES + 1);
  let larger = 0;
  const shuffled = [...days];
  for (let round = 0; round < SHUFFLES && larger < most; round += 1) {
    for (let last = shuffled.length - 1; last > 0; last -= 1) {
      const other = Math.floor(chanceOf(round, last, days.length) * (last + 1));
      [shuffled[last], shuffled[other]] = [shuffled[other] as Day, shuffled[last] as Day];
    }
    if (Math.max(...gainsOf(shuffled)) >= gain) larger += 1;
  }
  return larger;
}

/** The fewest places that hold 80 % of the likelihood, as moments. */
function likelyPlaces(days: readonly Day[], gains: readonly number[]): [number, number] {
  const most = Math.max(...gains);
  const likely = gains.map((gain, place) => ({ place, weight: Math.exp(gain - most) }));
  const whole = likely.reduce((sum, { weight }) => sum + weight, 0);
  likely.sort((a, b) => b.weight - a.weight);
  let held = 0;
  const places: number[] = [];
  for (const { place, weight } of likely) {
    if (held >= 0.8 * whole) break;
    held += weight;
    places.push(place);
  }
  const first = Math.min(...places);
  const last = Math.max(...places);
  // The step lies somewhere between the last day before and the first day after it.
  return [((days[first - 1] ?? days[first]) as Day).at + DAY_MS, (days[last] as Day).at + DAY_MS];
}
