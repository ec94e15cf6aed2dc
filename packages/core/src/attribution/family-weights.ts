import type { AttributedLimit } from './attribute-limit.ts';
import { Z_80 } from './interval.ts';
import { KINDS } from './local-work.ts';
import { quadratic } from './symmetric-matrix.ts';
import { expectedOf, slopesOf } from './weights-model.ts';

/** What a dollar of list price takes of a limit, by a family of models. */
export interface FamilyWeightOf {
  family: string;
  /** Points for one dollar, of tokens mixed as this account mixes them; now, after the last step. */
  pointsPerUsd: number;
  low: number;
  high: number;
  /** Whether the account's own work says so, or hardly anything but list prices. */
  basis: 'estimated' | 'assumed';
}

/** Doubt in a family's factor that is left of what was doubted before anything was seen: above this nothing was learned. */
const LEARNED = 0.75;
const FAMILY_DOUBT = 0.4;

/** The weights of all families that there is work of. Empty where nothing was estimated. */
export function familyWeights(attributed: AttributedLimit): FamilyWeightOf[] {
  return attributed.table.families.flatMap((family, place) => weightOf(attributed, family, place));
}

function weightOf(attributed: AttributedLimit, family: string, place: number): FamilyWeightOf[] {
  const { fit, lessons, table } = attributed;
  if (fit === null) return [];
  const usd = new Float64Array(table.families.length * KINDS);
  for (const lesson of lessons) {
    for (let at = place * KINDS; at < (place + 1) * KINDS; at += 1)
      usd[at] = (usd[at] as number) + (lesson.usd[at] as number);
  }
  const price = usd.reduce((sum, one) => sum + one, 0);
  if (!(price > 0)) return [];
  const now = { usd, regime: fit.layout.regimes - 1 };
  const points = expectedOf(fit.layout, fit.numbers, now);
  const slopes = new Float64Array(fit.numbers.length);
  slopesOf(fit.layout, fit.numbers, { lesson: now, slopes });
  const error = Math.sqrt(
    Math.max(
      0,
      quadratic(
        fit.covariance,
        slopes.map((slope) => slope / points),
      ),
    ),
  );
  const own = fit.covariance[fit.layout.regimes + place]?.[fit.layout.regimes + place] ?? 0;
  const isLearned = Math.min(Math.sqrt(own), error) < LEARNED * FAMILY_DOUBT;
  return [
    {
      family,
      pointsPerUsd: points / price,
      low: (points / price) * Math.exp(-Z_80 * error),
      high: (points / price) * Math.exp(Z_80 * error),
      basis: isLearned ? 'estimated' : 'assumed',
    },
  ];
}
