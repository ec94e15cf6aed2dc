import type { AttributedLimit, SharedStretch } from './attribute-limit.ts';
import { familyWeights } from './family-weights.ts';
import { Z_80 } from './interval.ts';
import { KINDS, type TokenRates } from './local-work.ts';
import { MICRO } from './piece.ts';
import type { PointsRange } from './points-by.ts';
import { quadratic } from './symmetric-matrix.ts';
import { slopesOf } from './weights-model.ts';

/** Had the same tokens been those of another family. */
export type WhatIfOf =
  | {
      kind: 'what_if';
      /** What the local work took, and what it would have taken: 80 % interval, points. */
      points: number;
      wouldBe: number;
      low: number;
      high: number;
      /** Windows that were full; those that would have stayed below, by the whole interval and by the middle of it. */
      fullWindows: number;
      savedWindows: number;
      perhapsSavedWindows: number;
    }
  | { kind: 'declined'; why: 'no_work' | 'thin' | 'unknown_weight' | 'nothing_to_switch' };

interface Switched {
  local: number;
  wouldBe: number;
  slopes: Float64Array;
}

/**
 * What the local work of a range would have taken, had its tokens been those of one family: the same tokens at the
 * family's weight. Declines where that weight is not known from the account's own work.
 *
 * @param rates list prices of the family
 */
export function whatIf(
  attributed: AttributedLimit,
  { range, family, rates }: { range: PointsRange; family: string; rates: TokenRates },
): WhatIfOf {
  const { fit, table, counted, stretches, windows } = attributed;
  const target = table.families.indexOf(family);
  const worked = stretches.filter(
    ({ to, local, work }) => to > range.from && to <= range.to && local > 0 && work.total > 0,
  );
  if (worked.length === 0) return { kind: 'declined', why: 'no_work' };
  const isSame = worked.every(({ work }) =>
    work.groups.every(({ model }) => table.familyOf[model] === target),
  );
  if (isSame) return { kind: 'declined', why: 'nothing_to_switch' };
  if (fit === null) return { kind: 'declined', why: 'thin' };
  const isCounted = counted === 'all' || (typeof counted === 'object' && counted.family === family);
  const known = familyWeights(attributed).find((one) => one.family === family);
  if (isCounted && known?.basis !== 'estimated') return { kind: 'declined', why: 'unknown_weight' };
  const byWindow = new Map<number, Switched>();
  const all = emptySum(fit.numbers.length);
  for (const stretch of worked) {
    const switched = isCounted ? switchedIn(stretch, { attributed, target, rates }) : goneFrom(stretch);
    const window = byWindow.get(stretch.window) ?? emptySum(fit.numbers.length);
    byWindow.set(stretch.window, window);
    for (const sum of [all, window]) addTo(sum, switched);
  }
  const errorOf = (sum: Switched): number => Math.sqrt(Math.max(0, quadratic(fit.covariance, sum.slopes)));
  const full = [...byWindow].filter(([window]) => (windows[window]?.peak ?? 0) >= 100 * MICRO);
  const peaks = full.map(([window, sum]) => {
    const peak = (windows[window]?.peak ?? 0) / MICRO - sum.local + sum.wouldBe;
    return { peak, high: peak + Z_80 * errorOf(sum) };
  });
  return {
    kind: 'what_if',
    points: all.local,
    wouldBe: all.wouldBe,
    low: Math.max(0, all.wouldBe - Z_80 * errorOf(all)),
    high: all.wouldBe + Z_80 * errorOf(all),
    fullWindows: full.length,
    savedWindows: peaks.filter(({ high }) => high < 100).length,
    perhapsSavedWindows: peaks.filter(({ peak, high }) => peak < 100 && high >= 100).length,
  };
}

function emptySum(size: number): Switched {
  return { local: 0, wouldBe: 0, slopes: new Float64Array(size) };
}

function addTo(sum: Switched, more: Switched): void {
  sum.local += more.local;
  sum.wouldBe += more.wouldBe;
  more.slopes.forEach((slope, place) => {
    sum.slopes[place] = (sum.slopes[place] as number) + slope;
  });
}

/** The limit does not count the family at all. */
function goneFrom(stretch: SharedStretch): Switched {
  return { local: stretch.local / MICRO, wouldBe: 0, slopes: new Float64Array(0) };
}

/** Each group's points by the ratio of the two weights: how far the limit was off in the stretch stays as it was. */
function switchedIn(
  stretch: SharedStretch,
  { attributed, target, rates }: { attributed: AttributedLimit; target: number; rates: TokenRates },
): Switched {
  const { table, fit } = attributed;
  const { layout, numbers } = fit as NonNullable<AttributedLimit['fit']>;
  const sum = emptySum(numbers.length);
  const [was, would] = [new Float64Array(numbers.length), new Float64Array(numbers.length)];
  stretch.work.groups.forEach((group, place) => {
    const points = (stretch.points[place] as number) / MICRO;
    const own = table.familyOf[group.model] as number;
    sum.local += points;
    if (own === target) {
      sum.wouldBe += points;
      return;
    }
    const regime = stretch.regime;
    const before = slopesOf(layout, numbers, {
      lesson: { usd: placed(group.usd, own, table.families.length), regime },
      slopes: was,
    });
    const priced = repriced(group.usd, table.rates[group.model] as TokenRates, rates);
    const after = slopesOf(layout, numbers, {
      lesson: { usd: placed(priced, target, table.families.length), regime },
      slopes: would,
    });
    if (!(before > 0)) return;
    const moved = (points * after) / before;
    sum.wouldBe += moved;
    sum.slopes.forEach((slope, at) => {
      sum.slopes[at] = slope + moved * ((would[at] as number) / after - (was[at] as number) / before);
    });
  });
  return sum;
}

/** The list price of the same tokens at other rates. */
function repriced(usd: Float64Array, from: TokenRates, to: TokenRates): Float64Array {
  const ratios = [
    to.input / from.input,
    to.output / from.output,
    // Both lives of a cache are written at multiples of the same price.
    to.cacheWrite5m / from.cacheWrite5m,
    to.cacheRead / from.cacheRead,
  ];
  return usd.map((price, kind) => (price === 0 ? 0 : price * (ratios[kind] as number)));
}

function placed(usd: Float64Array, family: number, families: number): Float64Array {
  const all = new Float64Array(families * KINDS);
  all.set(usd, family * KINDS);
  return all;
}
