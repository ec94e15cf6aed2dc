import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatPercent, formatShare, roundPercent } from './percent.ts';

describe('roundPercent', () => {
  it.each([
    [0, 0],
    [0.4, 0],
    [0.5, 0],
    [0.6, 1],
    [1.5, 2],
    [2.5, 2],
    [3.5, 4],
    [46.5, 46],
    [47.5, 48],
    [79.9, 80],
    [89.5, 90],
    [99.49, 99],
    [99.5, 100],
    [99.6, 100],
    [100.5, 100],
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

describe('formatPercent and formatShare', () => {
  it.each([
    [null, '—', '—'],
    [0, '0%', '0%'],
    [-0, '0%', '0%'],
    [36.5, '36%', '37%'],
    [37.5, '38%', '38%'],
    [8.4, '8%', '8%'],
    [101.07, '101%', '101%'],
  ])('%s is %s for a window and %s for a share of money', (percent, window, share) => {
    expect(formatPercent(percent)).toBe(window);
    expect(formatShare(percent)).toBe(share);
  });
});
