import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Change, joinChanges } from './change.ts';

const c = (at: number, percent: number): Change => ({ at, percent });

describe('joinChanges', () => {
  it.each<[string, Change[], Change[], Change[]]>([
    ['takes both in order', [c(1, 10), c(3, 30)], [c(2, 20)], [c(1, 10), c(2, 20), c(3, 30)]],
    ['believes the newer list about one moment', [c(1, 10)], [c(1, 11)], [c(1, 11)]],
    ['leaves out what is after now', [c(1, 10), c(200, 20)], [], [c(1, 10)]],
    ['leaves out what is no number', [c(1, Number.NaN), c(2, 20)], [], [c(2, 20)]],
    ['puts a list in order', [c(3, 30), c(1, 10)], [], [c(1, 10), c(3, 30)]],
    ['has nothing of nothing', [], [], []],
  ])('%s', (_, older, newer, joined) => {
    expect(joinChanges(older, newer, { since: 0, now: 100 })).toEqual(joined);
  });

  it('begins with the change that still holds', () => {
    const history = [c(1, 10), c(5, 20), c(9, 30)];
    expect(joinChanges(history, [c(9, 30)], { since: 7, now: 10 })).toEqual([c(5, 20), c(9, 30)]);
  });

  it('is strictly in order and loses no moment, whatever comes', () => {
    const changes = fc.array(fc.record({ at: fc.integer({ min: 0, max: 50 }), percent: fc.nat(100) }));
    fc.assert(
      fc.property(changes, changes, (older, newer) => {
        const joined = joinChanges(older, newer, { since: 0, now: 40 });
        const moments = [...older, ...newer].map(({ at }) => at).filter((at) => at <= 40);
        expect(joined.map(({ at }) => at)).toEqual([...new Set(moments)].sort((a, b) => a - b));
      }),
    );
  });
});
