import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawnLine, known, lastAtOrBefore, valueAt } from './drawn-line.ts';

const columns = (points: [at: number, value: number][], gaps: [number, number][] = []) => ({
  at: points.map(([at]) => at),
  percent: points.map(([, value]) => value),
  high: points.map(([, value]) => value),
  low: points.map(([, value]) => value),
  gaps,
});
const RANGE = { from: 1000, to: 9000 };
const drawn = (points: [number, number][], gaps: [number, number][] = []) => {
  const { at, high } = drawnLine(columns(points, gaps), RANGE);
  return Array.from(at, (moment, index) => [moment, known(high[index])]);
};

describe('drawnLine', () => {
  it('begins with what stood when the range began, and ends with what stands at its end', () => {
    expect(
      drawn([
        [0, 5],
        [4000, 7],
      ]),
    ).toEqual([
      [1000, 5],
      [4000, 7],
      [9000, 7],
    ]);
  });

  it('does not begin before there was anything', () => {
    expect(drawn([[4000, 7]])).toEqual([
      [4000, 7],
      [9000, 7],
    ]);
    expect(drawn([])).toEqual([[9000, null]]);
  });

  it('breaks where nobody watched, and goes on with what was read again', () => {
    expect(drawn([[2000, 5]], [[3000, 6000]])).toEqual([
      [2000, 5],
      [3000, 5],
      [3001, null],
      [6000, 5],
      [9000, 5],
    ]);
  });

  it('goes on with the new value where the gap ends with a change', () => {
    expect(
      drawn(
        [
          [2000, 5],
          [6000, 8],
        ],
        [[3000, 6000]],
      ),
    ).toEqual([
      [2000, 5],
      [3000, 5],
      [3001, null],
      [6000, 8],
      [9000, 8],
    ]);
  });

  it('ends with the last reading when nobody watches since', () => {
    expect(drawn([[2000, 5]], [[3000, 9000]])).toEqual([
      [2000, 5],
      [3000, 5],
      [3001, null],
    ]);
  });

  it('ends with what stood last, not with the peak of the last span', () => {
    const line = drawnLine({ at: [2000], percent: [3], high: [100], low: [0], gaps: [] }, RANGE);
    expect([...line.high]).toEqual([100, 3]);
    expect([...line.low]).toEqual([0, 3]);
  });

  it('holds every reading that somebody watched, and no other value than was read', () => {
    const point = fc.tuple(fc.integer({ min: 0, max: 10_000 }), fc.integer({ min: 0, max: 100 }));
    const gap = fc.tuple(fc.integer({ min: 0, max: 10_000 }), fc.integer({ min: 0, max: 10_000 }));
    fc.assert(
      fc.property(fc.uniqueArray(point, { selector: ([at]) => at }), fc.array(gap), (points, gaps) => {
        const sorted = [...points].sort((a, b) => a[0] - b[0]);
        const unseen = (at: number) => gaps.some(([since, until]) => since < at && at < until);
        const line = drawnLine(columns(sorted, gaps), RANGE);
        for (const [at, value] of sorted) {
          const isGapEdge = gaps.some(
            ([since, until]) => Math.abs(at - since) <= 1 || Math.abs(at - until) <= 1,
          );
          if (at < RANGE.from || at >= RANGE.to || unseen(at) || isGapEdge) continue;
          expect(valueAt(line, at).high).toBe(value);
        }
        const read = new Set(points.map(([, value]) => value));
        for (const value of line.high) expect(Number.isNaN(value) || read.has(value)).toBe(true);
      }),
    );
  });

  it('is rising in time and stays within the range, whatever comes', () => {
    const point = fc.tuple(fc.integer({ min: 0, max: 10_000 }), fc.integer({ min: 0, max: 100 }));
    const gap = fc.tuple(fc.integer({ min: 0, max: 10_000 }), fc.integer({ min: 0, max: 10_000 }));
    fc.assert(
      fc.property(fc.uniqueArray(point, { selector: ([at]) => at }), fc.array(gap), (points, gaps) => {
        const sorted = [...points].sort((a, b) => a[0] - b[0]);
        const times = drawnLine(columns(sorted, gaps), RANGE).at;
        expect(times.every((time, index) => index === 0 || time > (times[index - 1] ?? 0))).toBe(true);
        expect(times.every((time) => time >= 1000 && time <= 9001)).toBe(true);
      }),
    );
  });
});

describe('valueAt', () => {
  const line = drawnLine(columns([[2000, 5]], [[3000, 6000]]), RANGE);

  it.each([
    [1999, null],
    [2000, 5],
    [4000, null],
    [6000, 5],
    [9999, 5],
  ])('says at %i: %j', (at, value) => {
    expect(valueAt(line, at)).toEqual({ high: value, low: value });
  });
});

describe('lastAtOrBefore', () => {
  it.each([
    [0, -1],
    [1, 0],
    [2, 0],
    [3, 1],
    [9, 2],
  ])('of 1, 3, 5 the one for %i is at %i', (moment, index) => {
    expect(lastAtOrBefore([1, 3, 5], moment)).toBe(index);
  });
});
