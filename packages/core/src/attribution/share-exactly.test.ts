import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shareExactly } from './share-exactly.ts';

const weights = fc.array(fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1e9, noNaN: true })), {
  minLength: 1,
  maxLength: 40,
});

describe('shareExactly', () => {
  it.each([
    [10, [1, 1], [5, 5]],
    [1, [1, 1], [1, 0]],
    [100, [1, 1, 1], [34, 33, 33]],
    [7, [0, 3, 0], [0, 7, 0]],
    [5, [0, 0], [5, 0]],
    [0, [2, 1], [0, 0]],
    [3, [], []],
  ])('splits %j by %j into %j', (total, given, parts) => {
    expect(shareExactly(total, given)).toEqual(parts);
  });

  it('adds up to the total exactly, whatever the weights, and no part is negative', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 200_000_000 }), weights, (total, given) => {
        const parts = shareExactly(total, given);
        expect(parts.reduce((a, b) => a + b, 0)).toBe(total);
        expect(parts.every((part) => Number.isInteger(part) && part >= 0)).toBe(true);
      }),
    );
  });

  it('is off by less than one from what each weight is worth', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1_000_000 }),
        fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1 }),
        (total, given) => {
          const sum = given.reduce((a, b) => a + b, 0);
          fc.pre(sum > 0);
          shareExactly(total, given).forEach((part, place) => {
            expect(Math.abs(part - (total * (given[place] ?? 0)) / sum)).toBeLessThanOrEqual(1 + 1e-6);
          });
        },
      ),
    );
  });
});
