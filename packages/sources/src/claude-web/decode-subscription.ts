import type { Billing } from '@claude-meter/core';
import { asInstant, asName, asObject, asText, hasNull, parseObject } from '../json-fields.ts';

const KEYS = ['status', 'next_charge_at', 'next_charge_date', 'plan_ending_at', 'payment_method'];

/** States in which no further charge comes, whatever date still stands there. */
const ENDED: ReadonlySet<string> = new Set(['canceled', 'cancelled']);

/**
 * Reads a subscription body (`/subscription_details`). An ending plan has no next charge.
 *
 * @returns null for a JSON `null`, and for a text in which nothing is known
 */
export function decodeSubscription(text: string): Billing | null {
  const body = parseObject(text);
  if (body === null) return null;
  const status = asName(body['status']);
  const charge = asInstant(body['next_charge_at']) ?? asInstant(body['next_charge_date']);
  const ends = asInstant(body['plan_ending_at']) ?? asInstant(body['plan_ending_before']);
  const card = cardOf(body['payment_method']);
  const known = [status, charge, ends, card].some((part) => part !== null);
  if (!known && !hasNull(body, KEYS)) return null;
  const renews = ends === null && !ENDED.has(status ?? '');
  return { status, next_charge: renews ? charge : null, ends_at: ends, card };
}

/** `{brand, country, last4, type}`; without the four digits there is no card to show. */
function cardOf(value: unknown): Billing['card'] {
  const method = asObject(value);
  const last4 = asText(method?.['last4']);
  if (method === null || last4 === null || !/^\d{4}$/.test(last4)) return null;
  return { brand: asName(method['brand']) ?? 'card', last4 };
}
