import type { AttributedLimit, SharedStretch } from './attribute-limit.ts';
import type { Fit } from './fit-weights.ts';
import { Z_80 } from './interval.ts';
import { MICRO } from './piece.ts';
import { type ShareDoubt, shareSlopes, stretchDoubt } from './share-slopes.ts';
import type { WorkGroup } from './stretch-work.ts';
import { quadratic } from './symmetric-matrix.ts';

/** Part of a rise, with its 80 % interval. Points are percentage points; `micro` is their exact number of millionths. */
export interface PointsOf<K> {
  key: K;
  micro: number;
  low: number;
  high: number;
  requests: number;
  tokens: number;
  /** List price of the tokens, USD, by rates that stand in where a model has none of its own. */
  firstAt: number;
  lastAt: number;
  /** Requests that lie where nobody saw the rise. */
  unmeasuredRequests: number;
}

export interface PointsRange {
  /** Ms: stretches that end after `from` and not after `to`. */
  from: number;
  to: number;
}

/** What a group of requests goes by: all that the transcripts tell of it. */
export type KeyOf<K> = (place: { model: number; context: number; at: number }) => K;

/** The points of the local work in a range, by whatever the caller tells it apart by. The largest first. */
export function pointsBy<K>(attributed: AttributedLimit, range: PointsRange, keyOf: KeyOf<K>): PointsOf<K>[] {
  const sums = new Map<K, Sum<K>>();
  for (const [place, stretch] of attributed.stretches.entries()) {
    if (stretch.to <= range.from || stretch.to > range.to) continue;
    const parts = partsOf(stretch, keyOf);
    const { fit, table } = attributed;
    const doubt = fit === null || stretch.expected === null ? null : stretchDoubt(stretch, fit);
    for (const [key, part] of parts) {
      const sum = sums.get(key) ?? new Sum(key, attributed);
      sums.set(key, sum);
      sum.add(stretch, part);
      if (doubt !== null) sum.doubt(place, shareSlopes(doubt, part.groups, table));
    }
  }
  return [...sums.values()].map((sum) => sum.told()).sort((a, b) => b.micro - a.micro || b.tokens - a.tokens);
}

/** What of the rise came from elsewhere, with its 80 % interval. */
export function elsewhereOf(
  attributed: AttributedLimit,
  range: PointsRange,
): { micro: number; rise: number; low: number; high: number } {
  let [micro, rise] = [0, 0];
  for (const stretch of attributed.stretches) {
    if (stretch.to <= range.from || stretch.to > range.to || stretch.rise === null) continue;
    micro += stretch.elsewhere;
    rise += stretch.rise;
  }
  const [local] = pointsBy(attributed, range, () => 'local');
  if (local === undefined) return { micro, rise, low: micro / MICRO, high: micro / MICRO };
  const high = Math.min(rise / MICRO, Math.max(micro / MICRO, rise / MICRO - local.low));
  return { micro, rise, low: Math.max(0, Math.min(micro / MICRO, rise / MICRO - local.high)), high };
}

/** The groups of one key within a stretch. */
interface Part {
  groups: WorkGroup[];
  places: number[];
  micro: number;
}

function partsOf<K>(stretch: SharedStretch, keyOf: KeyOf<K>): Map<K, Part> {
  const parts = new Map<K, Part>();
  stretch.work.groups.forEach((group, place) => {
    const key = keyOf({ model: group.model, context: group.context, at: group.firstAt });
    const part = parts.get(key) ?? { groups: [], places: [], micro: 0 };
    parts.set(key, part);
    part.groups.push(group);
    part.places.push(place);
    part.micro += stretch.points[place] as number;
  });
  return parts;
}

/** Adds up one key. Doubts at an end that two stretches share cancel as far as both belong to the key. */
class Sum<K> {
  readonly #key: K;
  readonly #fit: Fit | null;
  readonly #slopes: Float64Array;
  #micro = 0;
  #most = 0;
  #requests = 0;
  #tokens = 0;
  #unmeasured = 0;
  #firstAt = Number.POSITIVE_INFINITY;
  #lastAt = Number.NEGATIVE_INFINITY;
  #variance = 0;
  #last = { place: -2, share: 0, endVariance: 0 };

  constructor(key: K, { fit, resolution }: AttributedLimit) {
    this.#key = key;
    this.#fit = fit;
    // The server's number may be rounded down.
    this.#most = (resolution / 2) * MICRO;
    this.#slopes = new Float64Array(fit?.numbers.length ?? 0);
  }

  add(stretch: SharedStretch, part: Part): void {
    for (const group of part.groups) {
      this.#requests += group.requests;
      this.#tokens += group.tokens;
      if (stretch.rise === null || stretch.isFull) this.#unmeasured += group.requests;
      this.#firstAt = Math.min(this.#firstAt, group.firstAt);
      this.#lastAt = Math.max(this.#lastAt, group.lastAt);
    }
    this.#micro += part.micro;
    this.#most += stretch.rise ?? 0;
  }

  /** @param place of the stretch among all */
  doubt(place: number, { share, slopes, variance, startVariance, endVariance }: ShareDoubt): void {
    for (const [at, slope] of slopes.entries()) this.#slopes[at] = (this.#slopes[at] as number) + slope;
    this.#variance += variance;
    const isNext = this.#last.place === place - 1 && startVariance > 0;
    if (!isNext) this.#variance += this.#last.share ** 2 * this.#last.endVariance;
    this.#variance += (isNext ? (share - this.#last.share) ** 2 : share ** 2) * startVariance;
    this.#last = { place, share, endVariance };
  }

  told(): PointsOf<K> {
    const points = this.#micro / MICRO;
    const most = this.#most / MICRO;
    const ends = this.#last.share ** 2 * this.#last.endVariance;
    const ofWeights = this.#fit === null ? 0 : quadratic(this.#fit.covariance, this.#slopes);
    const error = Math.sqrt(this.#variance + ends + Math.max(0, ofWeights));
    return {
      key: this.#key,
      micro: this.#micro,
      // Without weights all that can be said is that it was no more than this.
      low: this.#fit === null ? 0 : Math.max(0, points - Z_80 * error),
      high: this.#fit === null ? most : Math.min(most, points + Z_80 * error),
      requests: this.#requests,
      tokens: this.#tokens,
      firstAt: this.#firstAt,
      lastAt: this.#lastAt,
      unmeasuredRequests: this.#unmeasured,
    };
  }
}
