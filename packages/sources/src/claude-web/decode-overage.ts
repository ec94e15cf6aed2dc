import type { ExtraUsage } from '@claude-meter/core';
import { asFlag, asInstant, asText, hasNull, parseObject } from '../json-fields.ts';
import { isBlocking } from './extra-usage.ts';
import { minorUnits, shareOf } from './served-money.ts';

const KEYS = ['is_enabled', 'used_credits', 'monthly_credit_limit', 'disabled_reason', 'disabled_until'];

/**
 * Reads an overage body (`/overage_spend_limit`): amounts in minor units, and the lock that only this body knows.
 *
 * @returns null for a JSON `null` (nothing metered here), and for a text in which nothing is known
 */
export function decodeOverage(text: string): ExtraUsage | null {
  const body = parseObject(text);
  if (body === null) return null;
  const money = (amount: unknown) =>
    minorUnits(amount, body['currency'], body['decimal_places'] ?? body['exponent']);
  const enabled = asFlag(body['is_enabled']);
  const used = money(body['used_credits']);
  const limit = money(body['monthly_credit_limit']);
  const reason = asText(body['disabled_reason']);
  const until = asInstant(body['disabled_until']);
  const empty = asFlag(body['out_of_credits']);
  const known = [enabled, used, limit, reason, until, empty].some((part) => part !== null);
  if (!known && !hasNull(body, KEYS)) return null;
  const blocked = empty === true || until !== null || isBlocking(reason);
  return { enabled, used, limit, percent: shareOf(used, limit), blocked, blocked_until: until, reason };
}
