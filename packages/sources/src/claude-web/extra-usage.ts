import type { ExtraUsage, Money } from '@claude-meter/core';
import { asFlag, asObject, asText, type JsonObject } from '../json-fields.ts';
import { asPercent, type Scale } from './scale.ts';
import { asCurrency, minorUnits, moneyObject, shareOf } from './served-money.ts';

/** Reasons that pass by themselves: metered use is wanted, and refused for now. All others say "switched off". */
const BLOCKING_REASONS: ReadonlySet<string> = new Set([
  'org_level_disabled_until',
  'org_spend_cap_reached',
  'out_of_credits',
  'monthly_cap_reached',
]);

export function isBlocking(reason: string | null): boolean {
  return reason !== null && BLOCKING_REASONS.has(reason);
}

/**
 * Extra usage out of a usage body: `spend` (since 2026-07) and `extra_usage` (before, and still beside it).
 *
 * Field by field `spend` wins where it says something, because each of its amounts names its own currency and exponent;
 * `extra_usage` fills what it lacks. The percentage is computed from the amounts; the served one is whole or, while
 * switched off, 0, and counts only where amounts are missing.
 */
export function extraUsageOf(body: JsonObject, scale: Scale): ExtraUsage | null {
  const spend = asObject(body['spend']);
  const extra = asObject(body['extra_usage']);
  if (spend === null && extra === null) return null;
  const [newer, older] = [spendParts(spend ?? {}), extraParts(extra ?? {}, scale)];
  const used = newer.used ?? older.used;
  const limit = newer.limit ?? older.limit;
  const reason = newer.reason ?? older.reason;
  const enabled = newer.enabled ?? older.enabled;
  const served = older.percent ?? (limit === null ? null : newer.percent);
  if (enabled === null && used === null && limit === null && reason === null && served === null) return null;
  const percent = used === null || limit === null ? served : shareOf(used, limit);
  return { enabled, used, limit, percent, blocked: isBlocking(reason), blocked_until: null, reason };
}

/**
 * What makes the bodies about extra usage worth asking again: a change of the switch, or of the reason why it is off.
 */
export function extraMarkOf(body: JsonObject): string {
  const spend = asObject(body['spend']);
  const extra = asObject(body['extra_usage']);
  return JSON.stringify([
    asFlag(spend?.['enabled']) ?? asFlag(extra?.['is_enabled']),
    asText(spend?.['disabled_reason']) ?? asText(extra?.['disabled_reason']),
  ]);
}

/** The currency that a body counts extra usage in, null when it names none. */
export function bodyCurrency(body: JsonObject): string | null {
  const spend = asObject(body['spend']);
  const used = asObject(spend?.['used']);
  return asCurrency(used?.['currency']) ?? asCurrency(asObject(body['extra_usage'])?.['currency']);
}

interface Parts {
  enabled: boolean | null;
  used: Money | null;
  limit: Money | null;
  percent: number | null;
  reason: string | null;
}

function spendParts(spend: JsonObject): Parts {
  return {
    enabled: asFlag(spend['enabled']),
    used: moneyObject(spend['used']),
    limit: moneyObject(spend['limit']) ?? moneyObject(asObject(spend['cap'])?.['money']),
    percent: asPercent(spend['percent'], 1),
    reason: asText(spend['disabled_reason']),
  };
}

function extraParts(extra: JsonObject, scale: Scale): Parts {
  const money = (amount: unknown) => minorUnits(amount, extra['currency'], extra['decimal_places']);
  return {
    enabled: asFlag(extra['is_enabled']),
    used: money(extra['used_credits']),
    limit: money(extra['monthly_limit']),
    percent: asPercent(extra['utilization'], scale.factor),
    reason: asText(extra['disabled_reason']),
  };
}
