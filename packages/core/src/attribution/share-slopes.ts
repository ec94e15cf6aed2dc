import type { SharedStretch } from './attribute-limit.ts';
import type { Fit } from './fit-weights.ts';
import { KINDS, type ModelTable } from './local-work.ts';
import { elsewhereIn, type Observed, type Surroundings } from './stretch-likelihood.ts';
import type { WorkGroup } from './stretch-work.ts';
import { MICRO } from './walk-rises.ts';
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

/** @param given.groups some of the groups of the stretch; `stretch.expected` is known */
export function shareSlopes(
  stretch: SharedStretch,
  { groups, fit, table }: { groups: readonly WorkGroup[]; fit: Fit; table: ModelTable },
): ShareDoubt {
  const { layout, numbers } = fit;
  const size = sizeOf(layout);
  const { usd, regime, seen } = { usd: stretch.work.usd, regime: stretch.regime, seen: observedOf(stretch) };
  const [whole, part] = [new Float64Array(size), new Float64Array(size)];
  const expected = slopesOf(layout, numbers, { lesson: { usd, regime }, slopes: whole });
  const weight = slopesOf(layout, numbers, {
    lesson: { usd: priceOf(groups, table), regime },
    slopes: part,
  });
  const around = surroundingsOf(layout, numbers);
  const { variance } = elsewhereIn(seen, expected, around);
  const share = weight / expected;
  const local = stretch.local / MICRO;
  const lessLocal = elsewhereSlopes(seen, expected, { fit, around });
  const slopes = Float64Array.from({ length: size }, (_, at) => {
    const relative = ((part[at] as number) - share * (whole[at] as number)) / expected;
    const more = lessLocal.perPoint * (whole[at] as number) + (lessLocal.perNumber[at] as number);
    return local * relative - share * more;
  });
  const late = (expected ** 2 * stretch.work.edge) / 2;
  // The groups and the rest scatter around the weights each for itself.
  const apart = 2 * (local * share * (1 - share) * around.scatter) ** 2;
  return {
    share,
    slopes,
    variance: share ** 2 * variance + apart,
    startVariance: UNKNOWN_ROUNDING * stretch.startVariance + late,
    endVariance: UNKNOWN_ROUNDING * stretch.endVariance + late,
  };
}

/** What the likelihood looks at in a stretch. */
export function observedOf(stretch: SharedStretch): Observed {
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
