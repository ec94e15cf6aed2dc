import { describe, expect, it } from 'vitest';
import { type ChartLine, COLUMNS_PER_LINE, tableOf, topOf } from './chart-model.ts';

function line(at: number[], high: (number | null)[], fan: ChartLine['fan'] = []): ChartLine {
  return { id: 'x', label: 'x', colour: 0, line: { at, high, low: high }, fan };
}

describe('tableOf', () => {
  it('puts lines with times of their own into one table, without breaking any', () => {
    const table = tableOf([line([1, 3], [10, 30]), line([2, 3], [5, null])]);
    expect(table[0]).toEqual([1, 2, 3]);
    expect(table[1]).toEqual([10, undefined, 30]);
    expect(table[1 + COLUMNS_PER_LINE]).toEqual([undefined, 5, null]);
  });

  it('puts what lies ahead behind what was', () => {
    const fan = [{ at: 4000, low: 30, mid: 40, high: 60 }];
    const table = tableOf([line([1], [10], fan)]);
    expect(table).toEqual([
      [1, 4],
      [10, undefined],
      [10, undefined],
      [undefined, 40],
      [undefined, 30],
      [undefined, 60],
    ]);
  });
});

describe('topOf', () => {
  it.each([
    [[40, null], 104],
    [[125], 130],
    [[], 104],
  ])('of %j is %i', (high, top) => {
    expect(
      topOf([
        line(
          high.map((_, index) => index),
          high,
        ),
      ]),
    ).toBe(top);
  });
});
