import { describe, expect, it } from 'vitest';
import { outcomesOf, quantile } from './outcomes.ts';

const TIMES = Float64Array.from([10, 20, 30, 40]);
const path = (...points: number[]) => Float64Array.from(points);
const of = (percent: number, paths: Float64Array[]) => outcomesOf(paths, { now: 0, percent, times: TIMES });
const repeat = (count: number, one: Float64Array) => Array.from({ length: count }, () => one);

describe('outcomesOf', () => {
  it('is the share of paths that reach the wall, with half a path of doubt', () => {
    const paths = [...repeat(3, path(10, 20, 30, 40)), path(0, 0, 0, 0)];
    expect(of(70, paths).hitProbability).toBeCloseTo(3.5 / 5);
    expect(of(50, paths).hitProbability).toBeCloseTo(0.5 / 5);
  });

  it('finds the moment of the wall between two times', () => {
    expect(of(75, repeat(9, path(10, 20, 30, 40))).hitAt?.mid).toBeCloseTo(25);
    expect(of(95, repeat(9, path(10, 20, 30, 40))).hitAt?.mid).toBeCloseTo(5);
  });

  it('names no time where the wall is rare', () => {
    expect(of(75, [path(10, 20, 30, 40), ...repeat(30, path(0, 0, 0, 0))]).hitAt).toBeNull();
  });

  it('holds 80 % in the shortest interval, also where most paths end alike', () => {
    const paths = [...repeat(5, path(0, 0, 0, 0)), ...[1, 2, 3, 4, 20].map((end) => path(0, 0, 0, end))];
    expect(of(40, paths).fan.at(-1)).toEqual({ at: 40, low: 40, mid: 40.5, high: 43 });
  });

  it('ends no path above 100 %', () => {
    expect(of(80, repeat(9, path(10, 20, 30, 40))).fan.at(-1)).toEqual({
      at: 40,
      low: 100,
      mid: 100,
      high: 100,
    });
  });

  it('draws a fan that never falls', () => {
    const paths = [
      path(0, 0, 30, 30),
      path(0, 20, 20, 20),
      path(10, 10, 10, 10),
      path(0, 0, 0, 25),
      path(1, 2, 3, 4),
    ];
    const { fan } = of(10, paths);
    for (const side of ['low', 'mid', 'high'] as const) {
      const line = fan.map((point) => point[side]);
      expect(line).toEqual([...line].sort((a, b) => a - b));
    }
  });
});

describe('quantile', () => {
  it.each([
    [0, 1],
    [0.5, 2.5],
    [1, 4],
    [0.25, 1.75],
  ])('lies between neighbours: %s', (share, value) => {
    expect(quantile([1, 2, 3, 4], share)).toBeCloseTo(value);
  });
});
