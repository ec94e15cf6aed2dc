import { describe, expect, it } from 'vitest';
import { formatMoney, type Money, moneyPercent } from './money.ts';

const money = (minor: number, currency: string | null = 'USD', exponent = 2): Money => ({
  minor,
  currency,
  exponent,
});

describe('formatMoney', () => {
  it.each([
    [money(420), '$4.20'],
    [money(0), '$0.00'],
    [money(20214), '$202.14'],
    [money(4000, 'EUR'), '€40.00'],
    [money(1200, 'JPY', 0), '¥1200'],
    [money(12345, 'KWD', 3), 'KWD 12.345'],
    [money(6230, 'CAD'), 'CAD 62.30'],
    [money(763, null), '7.63'],
    [money(-763), '-$7.63'],
    [money(-763, 'CAD'), '-CAD 7.63'],
    [money(1234.5), '$12.35'],
    [money(1.4), '$0.01'],
    [money(-0), '$0.00'],
  ])('%o is %s', (amount, text) => {
    expect(formatMoney(amount)).toBe(text);
  });
});

describe('moneyPercent', () => {
  it.each<[string, Money | null, Money | null, number | null]>([
    ['of the cap', money(7300), money(20000), 36.5],
    ['beyond the cap', money(20214), money(20000), 101.07],
    ['nothing used', money(0), money(5000), 0],
    ['different exponents', money(730, 'USD', 1), money(20000), 36.5],
    ['a currency that is not named', money(7300, null), money(20000), 36.5],
    ['no cap', money(7300), null, null],
    ['nothing known', null, money(20000), null],
    ['a cap of nothing', money(7300), money(0), null],
    ['a negative cap', money(7300), money(-5), null],
    ['two currencies', money(7300, 'EUR'), money(20000, 'USD'), null],
    ['an amount beyond all numbers', money(1e308), money(1e-300), null],
  ])('%s', (_, used, limit, percent) => {
    expect(moneyPercent(used, limit)).toBe(percent);
  });
});
