import { type Money, moneyPercent } from '@claude-meter/core';
import { asObject, asQuantity, timesHundred } from '../json-fields.ts';

/** Minor units of most currencies; a server that means another number says so. */
const USUAL_EXPONENT = 2;
const MOST_DIGITS = 8;

/** `"eur"` → `EUR`; null for what is no ISO-4217 code. */
export function asCurrency(value: unknown): string | null {
  return typeof value === 'string' && /^[A-Za-z]{3}$/.test(value) ? value.toUpperCase() : null;
}

/**
 * An amount in minor units. A missing exponent is 2; one that cannot be read makes the amount unknown, because a
 * guess would be off by a power of ten.
 */
export function minorUnits(amount: unknown, currency: unknown, exponent: unknown): Money | null {
  const minor = asQuantity(amount);
  const digits = exponent === undefined || exponent === null ? USUAL_EXPONENT : asQuantity(exponent);
  if (minor === null || digits === null || !Number.isInteger(digits) || digits > MOST_DIGITS) return null;
  return { minor, currency: asCurrency(currency), exponent: digits };
}

/** `{amount_minor, currency, exponent}`. */
export function moneyObject(value: unknown): Money | null {
  const money = asObject(value);
  return money === null ? null : minorUnits(money['amount_minor'], money['currency'], money['exponent']);
}

/** A `*_dollars` field: major units. */
export function dollars(value: unknown, currency: string | null): Money | null {
  const major = asQuantity(value);
  if (major === null) return null;
  const minor = timesHundred(major);
  return minor > Number.MAX_SAFE_INTEGER ? null : { minor, currency, exponent: USUAL_EXPONENT };
}

/** Share of the cap in percent; null when that is no number. */
export function shareOf(used: Money | null, limit: Money | null): number | null {
  const percent = moneyPercent(used, limit);
  return percent !== null && Number.isFinite(percent) ? percent : null;
}
