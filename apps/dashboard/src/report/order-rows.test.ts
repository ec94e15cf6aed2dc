import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keepOrder, type OrderValue, orderRows } from './order-rows.ts';

interface Row {
  key: string;
  value: OrderValue;
}
const rows = (...values: OrderValue[]): Row[] => values.map((value, index) => ({ key: `k${index}`, value }));
const order = { keyOf: (row: Row) => row.key, by: (row: Row) => row.value };
const valuesOf = (sorted: readonly Row[]) => sorted.map(({ value }) => value);

describe('orderRows', () => {
  it.each<[string, OrderValue[], boolean, OrderValue[]]>([
    ['numbers up', [3, 20, 1], false, [1, 3, 20]],
    ['numbers down', [3, 20, 1], true, [20, 3, 1]],
    ['words as people do', ['fix-10', 'fix-9', 'Fix-1'], false, ['Fix-1', 'fix-9', 'fix-10']],
    ['nothing last, up', [null, 2, null, 1], false, [1, 2, null, null]],
    ['nothing last, down', [null, 2, null, 1], true, [2, 1, null, null]],
  ])('%s', (_, values, isDown, sorted) => {
    expect(valuesOf(orderRows(rows(...values), { ...order, isDown }))).toEqual(sorted);
  });

  it('lays the same rows alike, in whatever order they come', () => {
    const some = fc.uniqueArray(fc.record({ key: fc.string(), value: fc.constantFrom(1, 2, null) }), {
      selector: ({ key }) => key,
    });
    fc.assert(
      fc.property(some, fc.boolean(), (given, isDown) => {
        const sorted = orderRows(given, { ...order, isDown });
        expect(orderRows(given.toReversed(), { ...order, isDown })).toEqual(sorted);
      }),
    );
  });
});

describe('keepOrder', () => {
  const kept = (now: string, before: string) => keepOrder([...now], [...before], (key) => key).join('');

  it.each([
    ['abc', 'cba', 'cba'],
    ['abc', '', 'abc'],
    ['xabc', 'cba', 'xcba'],
    ['abxc', 'cba', 'cbxa'],
    ['ac', 'cba', 'ca'],
  ])('of %s, where %s stood, is %s', (now, before, shown) => {
    expect(kept(now, before)).toBe(shown);
  });

  it('loses no row and doubles none', () => {
    const keys = fc.uniqueArray(fc.string());
    fc.assert(
      fc.property(keys, keys, (now, before) => {
        expect(keepOrder(now, before, (key) => key).toSorted()).toEqual(now.toSorted());
      }),
    );
  });
});
