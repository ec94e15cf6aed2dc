import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BackOff, backOff, isBackingOff } from './back-off.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const DAY = 24 * 60 * 60 * 1000;
const seconds = (state: BackOff) => (state.until - NOW) / 1000;
const LADDER = [75, 180, 300, 600, 1200, 1800];

/** The waits of failures in a row, each told by the server when to come back. */
function waits(count: number, retryAt: number | null): number[] {
  let state: BackOff | null = null;
  return Array.from({ length: count }, () => {
    state = backOff(state, retryAt, NOW);
    return seconds(state);
  });
}

describe('backOff', () => {
  it('climbs the ladder and stays on its top', () => {
    expect(waits(8, null)).toEqual([...LADDER, 1800, 1800]);
  });

  it('keeps to the ladder when the server says 0 or names the past', () => {
    expect(waits(3, NOW)).toEqual([75, 180, 300]);
    expect(waits(3, NOW - DAY)).toEqual([75, 180, 300]);
  });

  it('waits as long as the server asks when that is longer', () => {
    expect(waits(3, NOW + 200_000)).toEqual([200, 200, 300]);
    expect(waits(2, NOW + 3_242_000)).toEqual([3242, 3242]);
  });

  it('takes more than a day for a clock error', () => {
    expect(waits(1, NOW + 9 * DAY)).toEqual([DAY / 1000]);
  });

  it('never waits less than the ladder, nor more than a day', () => {
    fc.assert(
      fc.property(fc.nat({ max: 20 }), fc.option(fc.maxSafeInteger()), (failures, retryAt) => {
        const state = backOff({ failures, until: NOW }, retryAt, NOW);
        expect(state.failures).toBe(failures + 1);
        expect(seconds(state)).toBeGreaterThanOrEqual(LADDER[Math.min(failures, 5)] ?? 0);
        expect(seconds(state)).toBeLessThanOrEqual(DAY / 1000);
        expect(isBackingOff(state, NOW)).toBe(true);
        expect(isBackingOff(state, state.until)).toBe(false);
      }),
    );
  });
});

describe('isBackingOff', () => {
  it.each<[string, BackOff | null, boolean]>([
    ['never failed', null, false],
    ['a moment to go', { failures: 1, until: NOW + 1 }, true],
    ['over', { failures: 1, until: NOW }, false],
    ['a whole day to go', { failures: 1, until: NOW + DAY }, true],
    ['the clock has gone back far', { failures: 1, until: NOW + DAY + 1 }, false],
  ])('%s', (_, state, expected) => {
    expect(isBackingOff(state, NOW)).toBe(expected);
  });
});
