import type { SharedStretch } from './attribute-limit.ts';
import type { Fit } from './fit-weights.ts';
import { KINDS, type ModelTable } from './local-work.ts';
import { MICRO } from './piece.ts';
import { elsewhereIn, type Observed, type Surroundings } from './stretch-likelihood.ts';
import type { WorkGroup } from './stretch-work.ts';
import { sizeOf, slopesOf, surroundingsOf } from './weights-model.ts';

/** How doubtful the share of some groups in a stretch is. */
export interface ShareDoubt {
  /** Of the local part, 0–1. */
  share: number;
  /** How the points of the groups change with each number of the fit. */
  slopes: Float64Array;
  /**
   * Of the points of the groups, given the numbers, points²: what came from elsewhere is not known exactly, nor how far
   * each group is from its weight.
   */
  variance: number;
  /** Of the level at both ends, by rounding and by requests that show late, points². */
  startVariance: number;
  endVariance: number;
}

const STEP = 1e-3;
/** Whether the server rounds up, down or to the nearest is not known: against a whole window this is more than one step. */
const UNKNOWN_ROUNDING = 1.6;

/** What is doubtful about a stretch as a whole, worked out once for all its groups. */
export interface StretchDoubt {
  stretch: SharedStretch;
  fit: Fit;
  /** Points that the work should have taken, and how they change with each number. */
  expected: number;
  whole: Float64Array;
  /** How what came from elsewhere changes with each number. */
  elsewhere: Float64Array;
  /** Of what came from elsewhere, points². */
  variance: number;
  /** Of requests near an end that show late, points². */
  late: number;
}

/** @param stretch one whose `expected` is known */
export function stretchDoubt(stretch: SharedStretch, fit: Fit): StretchDoubt {
  const { layout, numbers } = fit;
  const whole = new Float64Array(sizeOf(layout));
  const lesson = { usd: stretch.work.usd, regime: stretch.regime };
  const expected = slopesOf(layout, numbers, { lesson, slopes: whole });
  const seen = observedOf(stretch);
  const around = surroundingsOf(layout, numbers);
  const { perPoint, perNumber } = elsewhereSlopes(seen, expected, { fit, around });
  return {
    stretch,
    fit,
    expected,
    whole,
    elsewhere: perNumber.map((slope, at) => slope + perPoint * (whole[at] as number)),
    variance: elsewhereIn(seen, expected, around).variance,
    late: (expected ** 2 * stretch.work.edge) / 2,
  };
}

/** @param groups some of the groups of the stretch */
export function shareSlopes(
  doubt: StretchDoubt,
  groups: readonly WorkGroup[],
  table: ModelTable,
): ShareDoubt {
  const { stretch, fit, expected, whole, elsewhere, late } = doubt;
  const { layout, numbers, scatter } = fit;
  const part = new Float64Array(whole.length);
  const lesson = { usd: priceOf(groups, table), regime: stretch.regime };
  const share = slopesOf(layout, numbers, { lesson, slopes: part }) / expected;
  const local = stretch.local / MICRO;
  const slopes = part.map((slope, at) => {
    const relative = (slope - share * (whole[at] as number)) / expected;
    return local * relative - share * (elsewhere[at] as number);
  });
  // The groups and the rest scatter around the weights each for itself.
  const apart = 2 * (local * share * (1 - share) * scatter) ** 2;
  return {
    share,
    slopes,
    variance: share ** 2 * doubt.variance + apart,
    startVariance: UNKNOWN_ROUNDING * stretch.startVariance + late,
    endVariance: UNKNOWN_ROUNDING * stretch.endVariance + late,
  };
}

/** What the likelihood looks at in a stretch. */
function observedOf(stretch: SharedStretch): Observed {
  return {
    rise: (stretch.rise ?? 0) / MICRO,
    rounding: stretch.startVariance + stretch.endVariance,
    edge: stretch.work.edge,
  };
}

function priceOf(groups: readonly WorkGroup[], table: ModelTable): Float64Array {
  const usd = new Float64Array(table.families.length * KINDS);
  for (const group of groups) {
    const first = (table.familyOf[group.model] as number) * KINDS;
    group.usd.forEach((price, kind) => {
      usd[first + kind] = (usd[first + kind] as number) + price;
    });
  }
  return usd;
}

/** How what came from elsewhere changes with what is expected of local work, and with the surroundings. */
function elsewhereSlopes(
  seen: Observed,
  expected: number,
  { fit, around }: { fit: Fit; around: Surroundings },
): { perPoint: number; perNumber: Float64Array } {
  const at = (local: number, with_: Surroundings): number => elsewhereIn(seen, local, with_).mean;
  const step = expected * STEP;
  const perNumber = new Float64Array(fit.numbers.length);
  for (let place = fit.numbers.length - 3; place < fit.numbers.length; place += 1) {
    const [less, more] = [-STEP, STEP].map((by) => {
      const moved = Float64Array.from(fit.numbers);
      moved[place] = (moved[place] as number) + by;
      return at(expected, surroundingsOf(fit.layout, moved));
    });
    perNumber[place] = ((more as number) - (less as number)) / (2 * STEP);
  }
  return { perPoint: (at(expected + step, around) - at(expected - step, around)) / (2 * step), perNumber };
}
