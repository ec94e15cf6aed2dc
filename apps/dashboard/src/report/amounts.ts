import type { Use } from '@claude-meter/wire';

const formats = new Map<string, Intl.NumberFormat>();

function format(locale: string, key: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const known = formats.get(`${locale} ${key}`);
  if (known !== undefined) return known;
  const made = new Intl.NumberFormat(locale, options);
  formats.set(`${locale} ${key}`, made);
  return made;
}

/** A count as the person writes it: `1,234,567`. */
export function whole(count: number, locale: string): string {
  return format(locale, 'whole', { maximumFractionDigits: 0 }).format(count);
}

/** A count in few characters: `1.2M`. */
export function compact(count: number, locale: string): string {
  return format(locale, 'compact', { notation: 'compact', maximumFractionDigits: 1 }).format(count);
}

/** A list price in USD; `—` where nothing of it has one, with `+` where something has none. */
export function listPrice(
  { usd, unpriced_requests }: Pick<Use, 'usd' | 'unpriced_requests'>,
  locale: string,
): string {
  if (usd === null) return '—';
  const text = dollars(usd, locale);
  return unpriced_requests > 0 ? `${text}+` : text;
}

/** `$1,234.50`; below a cent `<$0.01`, since nothing costs nothing. */
export function dollars(usd: number, locale: string): string {
  const cents = format(locale, 'usd', {
    style: 'currency',
    currency: 'USD',
    currencyDisplay: 'narrowSymbol',
  });
  return usd > 0 && usd < 0.005 ? `<${cents.format(0.01)}` : cents.format(usd);
}

/** Points of a limit, 1 point = 1 % of it: `12.4`, `0.31`, `<0.01`. */
export function points(value: number, locale: string): string {
  if (value === 0) return '0';
  if (value > 0 && value < 0.005)
    return `<${format(locale, 'p2', { maximumFractionDigits: 2 }).format(0.01)}`;
  const digits = Math.abs(value) >= 10 ? 1 : 2;
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return format(locale, `points ${digits}`, options).format(value);
}
