import type { Span } from '../pace/walk-spending.ts';
import { type Fit, fitWeights } from './fit-weights.ts';
import { Z_80 } from './interval.ts';
import { type LocalWork, type ModelTable, modelTable } from './local-work.ts';
import { countedFamily } from './model-family.ts';
import { type LimitReadingAt, MICRO, type SeenWindow } from './piece.ts';
import { resolutionOf } from './resolution.ts';
import { shareExactly } from './share-exactly.ts';
import { elsewhereIn } from './stretch-likelihood.ts';
import { type StretchWork, workOf } from './stretch-work.ts';
import { joinPieces, type Stretch } from './stretches.ts';
import { quadratic } from './symmetric-matrix.ts';
import { walkRises } from './walk-rises.ts';
import { findSteps, type WeightStep } from './weight-steps.ts';
import { expectedOf, type Layout, type Lesson, priorOf, surroundingsOf } from './weights-model.ts';

/** What is known of one limit and of the work beside it. */
export interface LimitInput {
  limit: { id: string; kind: string; label: string };
  /** Its changes, oldest first. */
  readings: readonly LimitReadingAt[];
  /** Stretches nobody watched, ms, in order. */
  gaps: readonly Span[];
  /** Length of its windows, ms; null where it is not known. */
  windowMs: number | null;
  work: LocalWork;
  /** Moments that answers are asked from or until, ms: no stretch reaches across one where somebody watched. */
  cuts: readonly number[];
  /** Ms: what came later is not looked at. */
  until: number;
  /** Ms: what came before is not learned from. @default everything is */
  since?: number;
}

/** A stretch whose rise is split up: `local` + `elsewhere` = `rise`, and so the points of the groups = `local`. */
export interface SharedStretch extends Stretch {
  work: StretchWork;
  /** Points that the work should have taken; null where nothing is known of weights. */
  expected: number | null;
  /** Millionths of a point. */
  local: number;
  elsewhere: number;
  /** Millionths of a point by group of `work`. */
  points: number[];
  regime: number;
}

export interface AttributedLimit {
  limit: LimitInput['limit'];
  /** Points. */
  resolution: number;
  counted: 'all' | 'unknown' | { family: string };
  windows: SeenWindow[];
  /** Oldest first, without a hole. */
  stretches: SharedStretch[];
  table: ModelTable;
  /** Per row of the work whether the limit counts it: 1 or 0. */
  counts: Uint8Array;
  /** Null where too little was seen. */
  fit: Fit | null;
  lessons: Lesson[];
  steps: WeightStep[];
}

/** With fewer stretches of work nothing is estimated. */
export const FEWEST_LESSONS = 8;

/** Shares every rise of a limit among the local work of its time and elsewhere. */
export function attributeLimit(input: LimitInput): AttributedLimit {
  const { limit, readings, work } = input;
  const table = modelTable(work.models);
  const counted = countedFamily(limit, table.families);
  const resolution = resolutionOf(readings);
  const counts = countsOf(work, table, counted);
  const { pieces, windows } = walkRises(readings, input);
  const stretches = joinPieces(pieces, { work, countedBefore: runningTotal(counts), resolution });
  const works = stretches.map((stretch) => workOf(stretch, { work, table, counts }));
  const lessons = lessonsOf(stretches, works, input.since ?? Number.NEGATIVE_INFINITY);
  const { fit, steps } = learn(lessons, table);
  const shared = stretches.map((stretch, place) =>
    share(stretch, { work: works[place] as StretchWork, fit, table, steps }),
  );
  return { limit, resolution, counted, windows, stretches: shared, table, counts, fit, lessons, steps };
}

/** Per row whether the limit counts it. */
function countsOf(work: LocalWork, table: ModelTable, counted: AttributedLimit['counted']): Uint8Array {
  const family = typeof counted === 'object' ? table.families.indexOf(counted.family) : -1;
  const isCounted = Array.from(table.familyOf, (one) =>
    counted === 'unknown' || one === -1 ? false : counted === 'all' || one === family,
  );
  const counts = new Uint8Array(work.length);
  for (let row = 0; row < work.length; row += 1) if (isCounted[work.model[row] as number]) counts[row] = 1;
  return counts;
}

function runningTotal(counts: Uint8Array): Int32Array {
  const total = new Int32Array(counts.length + 1);
  counts.forEach((count, row) => {
    total[row + 1] = (total[row] as number) + count;
  });
  return total;
}

/** Stretches that teach what tokens weigh: those with work, whose rise was seen and not cut short. */
function lessonsOf(stretches: readonly Stretch[], works: readonly StretchWork[], since: number): Lesson[] {
  return stretches.flatMap((stretch, place): Lesson[] => {
    const { total, usd, edge } = works[place] as StretchWork;
    if (stretch.rise === null || stretch.isFull || stretch.isOdd || !(total > 0) || stretch.to < since)
      return [];
    const rounding = stretch.startVariance + stretch.endVariance;
    return [
      { at: (stretch.from + stretch.to) / 2, rise: stretch.rise / MICRO, rounding, edge, usd, regime: 0 },
    ];
  });
}

/** Estimates the weights; where they changed in a step, for each time between two steps. */
function learn(lessons: Lesson[], table: ModelTable): { fit: Fit | null; steps: WeightStep[] } {
  const risen = lessons.filter(({ rise }) => rise > 0);
  if (risen.length < FEWEST_LESSONS) return { fit: null, steps: [] };
  const rises = risen.map(({ rise }) => rise).sort((a, b) => a - b);
  const usualRise = rises[rises.length >> 1] as number;
  const fitFor = (regimes: number): Fit => {
    const layout: Layout = { regimes, families: table.families.length };
    return fitWeights(lessons, { layout, prior: priorOf(layout, { hasPrice: table.hasPrice, usualRise }) });
  };
  const first = fitFor(1);
  const steps = findSteps(lessons, first);
  if (steps.length === 0) return { fit: first, steps };
  for (const lesson of lessons) lesson.regime = regimeAt(steps, lesson.at);
  const fit = fitFor(steps.length + 1);
  return { fit, steps: steps.map((step, place) => measured(step, { fit, place })) };
}

/** The size of a step as the last fit has it, which knows how much days differ by chance. */
function measured(step: WeightStep, { fit, place }: { fit: Fit; place: number }): WeightStep {
  const change = new Float64Array(fit.numbers.length);
  change[place] = -1;
  change[place + 1] = 1;
  const log = (fit.numbers[place + 1] as number) - (fit.numbers[place] as number);
  const error = Math.sqrt(Math.max(0, quadratic(fit.covariance, change)));
  return {
    ...step,
    factor: Math.exp(log),
    low: Math.exp(log - Z_80 * error),
    high: Math.exp(log + Z_80 * error),
  };
}

/** Which of the times between steps a moment lies in. */
export function regimeAt(steps: readonly WeightStep[], at: number): number {
  return steps.filter((step) => step.at <= at).length;
}

function share(
  stretch: Stretch,
  given: { work: StretchWork; fit: Fit | null; table: ModelTable; steps: readonly WeightStep[] },
): SharedStretch {
  const { work, fit, table, steps } = given;
  const regime = regimeAt(steps, (stretch.from + stretch.to) / 2);
  const hasWork = work.total > 0 && !stretch.isFull;
  const expected =
    fit === null || !hasWork ? null : expectedOf(fit.layout, fit.numbers, { usd: work.usd, regime });
  const rise = stretch.rise ?? 0;
  const elsewhere = restOf(rise, { stretch, hasWork, expected, fit, edge: work.edge });
  const local = rise - elsewhere;
  const weights = work.groups.map((group) => groupWeight(group, { fit, table, regime }));
  const points = hasWork ? shareExactly(local, weights) : work.groups.map(() => 0);
  return { ...stretch, work, expected, local, elsewhere, points, regime };
}

/** What tells elsewhere from local: the rest that the work does not explain, as it is to be expected. */
function restOf(
  rise: number,
  given: { stretch: Stretch; hasWork: boolean; expected: number | null; fit: Fit | null; edge: number },
): number {
  const { stretch, hasWork, expected, fit, edge } = given;
  if (!hasWork) return rise;
  if (fit === null || expected === null) return 0;
  const rounding = stretch.startVariance + stretch.endVariance;
  const around = surroundingsOf(fit.layout, fit.numbers);
  const { mean } = elsewhereIn({ rise: rise / MICRO, rounding, edge }, expected, around);
  return Math.min(rise, Math.max(0, Math.round(mean * MICRO)));
}

function groupWeight(
  group: StretchWork['groups'][number],
  { fit, table, regime }: { fit: Fit | null; table: ModelTable; regime: number },
): number {
  if (fit === null) return group.usd.reduce((sum, price) => sum + price, 0);
  const usd = new Float64Array(table.families.length * group.usd.length);
  usd.set(group.usd, (table.familyOf[group.model] as number) * group.usd.length);
  return expectedOf(fit.layout, fit.numbers, { usd, regime });
}
