/** How one number text relates to another. */
export type NumberRelation = 'identical' | 'reprinted' | 'rounding' | 'factor_100' | 'different';

/** Slack for arithmetic in doubles, relative to the numbers compared. */
const NOISE = 1e-9;

/**
 * How the number text `shown` came from `served`: the same text; the same number in other words (`42` for `42.0`);
 * rounded to the decimals it shows; a hundredfold or a hundredth (a percentage taken for a fraction, or back); or
 * something else.
 */
export function relateNumbers(served: string, shown: string): NumberRelation {
  if (served === shown) return 'identical';
  if (canonical(served) === canonical(shown)) return 'reprinted';
  if (isRoundingOf(served, shown)) return 'rounding';
  return isHundredfold(served, shown) ? 'factor_100' : 'different';
}

/** Whether the one is the other taken for a fraction or for a percentage, rounding allowed. */
export function isHundredfold(served: string, shown: string): boolean {
  const [from, to] = [Number(served), Number(shown)];
  if (from === 0 || to === 0) return false;
  // A hundredth without decimals says nothing: 1 is not 80 taken for a fraction.
  return near(from * 100, to, halfUnit(shown)) || near(from / 100, to, Math.min(halfUnit(shown), 0.005));
}

/** Whether `shown` is `served` rounded to as many decimals as `shown` has. */
export function isRoundingOf(served: string, shown: string): boolean {
  return near(Number(served), Number(shown), halfUnit(shown));
}

function near(expected: number, shown: number, tolerance: number): boolean {
  if (!Number.isFinite(expected) || !Number.isFinite(shown)) return false;
  const noise = NOISE * Math.max(1, Math.abs(expected));
  return Math.abs(expected - shown) <= tolerance + noise;
}

/** Half of the last decimal place that a number text shows; at most 0.5. */
function halfUnit(text: string): number {
  const { decimals } = partsOf(text);
  return 0.5 * 10 ** -Math.max(0, decimals);
}

/**
 * One spelling per number, exact for any length: sign, digits without zeros at either end, exponent. `42.0`, `42` and
 * `4.2e1` come out alike, `12345678901234567890` and its neighbour do not.
 */
function canonical(text: string): string {
  const { negative, digits, decimals } = partsOf(text);
  const trimmed = digits.replace(/^0+/, '');
  if (trimmed === '') return '0';
  const significant = trimmed.replace(/0+$/, '');
  return `${negative ? '-' : ''}${significant}e${trimmed.length - significant.length - decimals}`;
}

/** The value is `digits` × 10^-decimals. */
function partsOf(text: string): { negative: boolean; digits: string; decimals: number } {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text);
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match ?? [];
  return { negative: sign === '-', digits: whole + fraction, decimals: fraction.length - Number(exponent) };
}
