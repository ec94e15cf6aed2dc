import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatPercent, roundPercent } from './percent.ts';

describe('roundPercent', () => {
  it.each([
    [0, 0],
    [0.4, 0],
    [-0, 0],
    [0.5, 1],
    [0.6, 1],
    [1.5, 2],
    [2.5, 3],
    [3.5, 4],
    [36.5, 37],
    [46.5, 47],
    [47.5, 48],
    [79.9, 80],
    [89.5, 90],
    [99.49, 99],
    [99.5, 100],
    [99.6, 100],
    [100.5, 101],
    [104, 104],
  ])('%f is %i', (percent, rounded) => {
    expect(roundPercent(percent)).toBe(rounded);
  });

  it('is a whole number at most a half away', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1000, noNaN: true }), (percent) => {
        const rounded = roundPercent(percent);
        expect(Number.isInteger(rounded)).toBe(true);
        expect(Math.abs(rounded - percent)).toBeLessThanOrEqual(0.5);
      }),
    );
  });
});

describe('formatPercent', () => {
  it.each([
    [null, '—'],
    [0, '0%'],
    [-0, '0%'],
    [36.5, '37%'],
    [8.4, '8%'],
    [101.07, '101%'],
  ])('%s is %s', (percent, text) => {
    expect(formatPercent(percent)).toBe(text);
  });
});
