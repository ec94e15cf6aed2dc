import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isHundredfold, isRoundingOf, type NumberRelation, relateNumbers } from './decimal.ts';

describe('how one number text came from another', () => {
  it.each<[served: string, shown: string, relation: NumberRelation]>([
    ['42.0', '42.0', 'identical'],
    ['42.0', '42', 'reprinted'],
    ['42', '42.00', 'reprinted'],
    ['1e2', '100', 'reprinted'],
    ['1E+2', '100.0', 'reprinted'],
    ['0.5e1', '5', 'reprinted'],
    ['-0', '0', 'reprinted'],
    ['0.000', '0', 'reprinted'],
    ['12345678901234567890', '12345678901234567890.0', 'reprinted'],
    ['12345678901234567890', '12345678901234567891', 'rounding'],
    ['85.70003930000001', '85.7', 'rounding'],
    ['85.70003930000001', '86', 'rounding'],
    ['42.5', '42', 'rounding'],
    ['42.5', '43', 'rounding'],
    ['42.51', '42', 'different'],
    ['42.4', '42.3', 'different'],
    ['42', '42.3', 'different'],
    ['0.42', '42', 'factor_100'],
    ['0.42', '42.0', 'factor_100'],
    ['0.4267', '43', 'factor_100'],
    ['42', '0.42', 'factor_100'],
    ['42.0', '0.4200', 'factor_100'],
    ['80', '1', 'different'],
    ['0', '100', 'different'],
    ['42', '31', 'different'],
    ['42', '-42', 'different'],
    ['1e400', '1e500', 'different'],
  ])('%s shown as %s is %s', (served, shown, relation) => {
    expect(relateNumbers(served, shown)).toBe(relation);
  });

  it('calls a number rounded to the digits shown a rounding, and nothing farther off', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 120, noNaN: true }), fc.nat(6), (value, digits) => {
        const shown = value.toFixed(digits);
        expect(isRoundingOf(String(value), shown)).toBe(true);
        expect(isRoundingOf(String(value), (Number(shown) + 10 ** -digits * 2).toFixed(digits))).toBe(false);
      }),
    );
  });

  it('recognises a hundredfold in both directions', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), (hundredths) => {
        const fraction = (hundredths / 10_000).toFixed(4);
        const percent = (hundredths / 100).toFixed(2);
        expect(isHundredfold(fraction, percent)).toBe(true);
        expect(isHundredfold(percent, fraction)).toBe(true);
      }),
    );
  });
});
