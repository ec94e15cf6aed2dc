import type { Money } from './money.ts';

/**
 * `session`: the rolling 5-hour window. `weekly`: the 7-day window over everything. `scoped`: a 7-day window of
 * one model, client or surface. `pool`: one-time credit that expires. `other`: a kind the server added later.
 */
export type LimitKind = 'session' | 'weekly' | 'scoped' | 'pool' | 'other';

/** One enforced window or pool inside a snapshot, normalised. */
export interface Limit {
  /** Stable name: `five_hour`, `seven_day`, `seven_day_opus`, `weekly_scoped:fable`, `pool:cinder_cove`, … */
  id: string;
  kind: LimitKind;
  label: string;
  /** Percent 0–100, may exceed 100; null when the server has the window but no number for it. */
  percent: number | null;
  /** ISO-8601 as served; for a pool this is when it expires. Null: not running (starts on first use). */
  resets_at: string | null;
  /** The server's own word for "this is the one that stops you". */
  is_active: boolean;
  /** Dollars of a pool or seat budget; null where the limit is not counted in money. */
  used: Money | null;
  limit: Money | null;
  /** Why the server locked this window, as served. */
  locked_reason: string | null;
}

/** The two windows that titles show. */
export const FIVE_HOUR = 'five_hour';
export const SEVEN_DAY = 'seven_day';

/**
 * The limit that will stop the person first: the server's own word, else the highest percent. Ties go to the
 * earlier one, so that the answer does not flicker. Null when no limit has a number.
 */
export function bindingLimit<T extends Pick<Limit, 'percent' | 'is_active'>>(limits: readonly T[]): T | null {
  const counted = limits.filter((limit) => limit.percent !== null);
  const named = counted.filter((limit) => limit.is_active);
  let best: T | null = null;
  for (const limit of named.length > 0 ? named : counted) {
    if (best === null || (limit.percent ?? 0) > (best.percent ?? 0)) best = limit;
  }
  return best;
}
