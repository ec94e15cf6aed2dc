import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Fingers, moved, pinched, zoomed } from './stretch.ts';

const HOUR = 3_600_000;
const DAY = { from: 100 * HOUR, to: 124 * HOUR };
/** So long after 1970 that no width reaches back to it. */
const LATER = { from: 500_000 * HOUR, to: 500_024 * HOUR };
const at = ({ from, to }: { from: number; to: number }, share: number) => from + share * (to - from);

describe('zoomed', () => {
  it.each([
    [0.5, 0.5, 106, 118],
    [0.5, 0, 100, 112],
    [2, 1, 76, 124],
  ])('by %d around %d', (factor, share, from, to) => {
    expect(zoomed(DAY, factor, share)).toEqual({ from: from * HOUR, to: to * HOUR });
  });

  it('never gets narrower than five minutes, nor begins before 1970', () => {
    expect(zoomed(DAY, 0.0001, 0.5)).toEqual({ from: 112 * HOUR - 150_000, to: 112 * HOUR + 150_000 });
    expect(zoomed(DAY, 1e9, 0.5).from).toBe(0);
  });
});

it('moved keeps the width, and does not go before 1970', () => {
  expect(moved(DAY, HOUR)).toEqual({ from: 101 * HOUR, to: 125 * HOUR });
  expect(moved(DAY, -1000 * HOUR)).toEqual({ from: 0, to: 24 * HOUR });
});

describe('pinched', () => {
  const share = fc.double({ min: 0, max: 1, noNaN: true });
  const fingers = fc.tuple(share, share).filter(([a, b]) => Math.abs(a - b) > 0.1);

  it('keeps what was under both fingers under them', () => {
    fc.assert(
      fc.property(fingers, fingers, (before, now) => {
        const next = pinched(LATER, before as Fingers, now as Fingers);
        const ordered = (pair: Fingers) => [...pair].sort((a, b) => a - b);
        const [a = 0, b = 0] = ordered(before as Fingers);
        const [c = 0, d = 0] = ordered(now as Fingers);
        expect(Math.abs(at(next, c) - at(LATER, a))).toBeLessThan(1_000);
        expect(Math.abs(at(next, d) - at(LATER, b))).toBeLessThan(1_000);
      }),
    );
  });

  it('two fingers in one place move, and do not blow up', () => {
    expect(pinched(DAY, [0.5, 0.5], [0.25, 0.25])).toEqual(moved(DAY, 6 * HOUR));
  });
});
