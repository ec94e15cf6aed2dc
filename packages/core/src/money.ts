/** An amount in minor units of a currency. `minor` may be fractional: the server counts parts of a cent. */
export interface Money {
  minor: number;
  /** ISO-4217 code as served, upper-cased; null when the server named none. */
  currency: string | null;
  /** Digits after the decimal point: `major = minor / 10 ** exponent`. */
  exponent: number;
}

const SYMBOLS: Readonly<Record<string, string>> = { USD: '$', EUR: '€', GBP: '£', JPY: '¥', INR: '₹' };

/**
 * `$4.20`, `€40.00`, `CAD 62.30`, `¥1200`. An amount without a currency is printed bare: a guessed sign would be
 * a wrong number.
 */
export function formatMoney(money: Money): string {
  const digits = Math.max(0, Math.min(6, money.exponent));
  const major = money.minor / 10 ** money.exponent;
  const amount = Math.abs(major).toFixed(digits);
  const sign = major < 0 ? '-' : '';
  if (money.currency === null) return `${sign}${amount}`;
  const symbol = SYMBOLS[money.currency];
  return symbol === undefined ? `${sign}${money.currency} ${amount}` : `${sign}${symbol}${amount}`;
}

/** Share of `limit` that `used` is, in percent 0–100 and beyond; null when that cannot be said. */
export function moneyPercent(used: Money | null, limit: Money | null): number | null {
  if (used === null || limit === null || limit.minor <= 0) return null;
  if (used.currency !== null && limit.currency !== null && used.currency !== limit.currency) return null;
  const percent = ((used.minor / 10 ** used.exponent) * 100) / (limit.minor / 10 ** limit.exponent);
  return Number.isFinite(percent) ? percent : null;
}
