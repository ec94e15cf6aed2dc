import type { Limit } from './limit.ts';
import { type Money, moneyPercent } from './money.ts';

/** Metered use beyond the plan, out of the usage body and the overage body. */
export interface ExtraUsage {
  /** Null when the server did not say. */
  enabled: boolean | null;
  used: Money | null;
  /** Null: no cap, or unknown. */
  limit: Money | null;
  /** Percent of the cap 0–100 and beyond, null without a cap. */
  percent: number | null;
  /** The server refuses metered use now, though it is bought or wanted. */
  blocked: boolean;
  /** ISO-8601 end of the block, null when open-ended or not blocked. */
  blocked_until: string | null;
  /** `disabled_reason` as served. */
  reason: string | null;
}

/** What a usage body says, in our words. */
export interface Usage {
  limits: Limit[];
  extra: ExtraUsage | null;
  /** The body itself proves that this org counts in percent (see `decodeUsage` for the rule). */
  percentEvident: boolean;
  /** Share of the week per product (`seven_day_breakdown`), percent 0–100. */
  breakdown: UsageShare[];
}

export interface UsageShare {
  key: string;
  label: string;
  percent: number;
}

/** When and how the person pays, out of the subscription body. */
export interface Billing {
  status: string | null;
  /** Date or instant as served. */
  next_charge: string | null;
  /** Set when the plan ends instead of renewing. */
  ends_at: string | null;
  card: { brand: string; last4: string } | null;
}

/**
 * Joins the extra usage of the two bodies. The usage body is asked every minute and the overage body every quarter
 * of an hour, so the amounts come from the former; only the latter knows `out_of_credits` and `disabled_until`.
 */
export function joinExtraUsage(usage: ExtraUsage | null, overage: ExtraUsage | null): ExtraUsage | null {
  if (usage === null || overage === null) return usage ?? overage;
  const used = usage.used ?? overage.used;
  const limit = usage.limit ?? overage.limit;
  return {
    enabled: usage.enabled ?? overage.enabled,
    used,
    limit,
    percent: moneyPercent(used, limit) ?? usage.percent ?? overage.percent,
    blocked: usage.blocked || overage.blocked,
    blocked_until: usage.blocked_until ?? overage.blocked_until,
    reason: usage.reason ?? overage.reason,
  };
}
