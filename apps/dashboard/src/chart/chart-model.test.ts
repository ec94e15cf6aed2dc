import { describe, expect, it } from 'vitest';
import { type ChartLine, stretchOf, topOf } from './chart-model.ts';

function line(high: readonly number[], fan: ChartLine['fan'] = []): ChartLine {
  const values = Float64Array.from(high);
  const at = Float64Array.from(high, (_, index) => index);
  return { id: 'x', label: 'x', colour: 0, line: { at, high: values, low: values }, fan };
}

describe('stretchOf', () => {
  const model = { from: 0, to: 2000, gaps: [], marks: [] };

  it('ends with the range when nothing is said about the future', () => {
    expect(stretchOf({ ...model, lines: [line([1])] })).toEqual({ from: 0, to: 2000 });
  });

  it('ends with the furthest of what lies ahead', () => {
    const fan = [2500, 2900].map((at) => ({ at, low: 30, mid: 40, high: 60 }));
    const lines = [line([1], fan), line([1], fan.slice(0, 1))];
    expect(stretchOf({ ...model, lines })).toEqual({ from: 0, to: 2900 });
  });

  it('leaves two thirds of the picture to what was, however far the forecast reaches', () => {
    const fan = [{ at: 90_000, low: 1, mid: 2, high: 3 }];
    expect(stretchOf({ ...model, lines: [line([1], fan)] })).toEqual({ from: 0, to: 3000 });
  });
});

describe('topOf', () => {
  it.each([
    [[40, Number.NaN], 104],
    [[125], 130],
    [[], 104],
  ])('of %j is %i', (high, top) => {
    expect(topOf([line(high)])).toBe(top);
  });
});
