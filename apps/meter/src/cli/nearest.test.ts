import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editDistance, nearest } from './nearest.ts';

describe('nearest', () => {
  const known = ['run', 'status', 'watch', 'demo'];
  const cases: [word: string, meant: string | null][] = [
    ['statu', 'status'],
    ['stauts', 'status'],
    ['wtach', 'watch'],
    ['rnu', 'run'],
    ['dmeo', 'demo'],
    ['verify', null],
    ['', null],
    ['x', null],
  ];
  it.each(cases)('%j was meant to be %j', (word, meant) => {
    expect(nearest(word, known)).toBe(meant);
  });

  it('measures a distance: 0 only to itself, the same both ways, never longer than the longer word', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 6 });
    fc.assert(
      fc.property(word, word, (a, b) => {
        const distance = editDistance(a, b);
        expect(distance === 0).toBe(a === b);
        expect(editDistance(b, a)).toBe(distance);
        expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length));
      }),
    );
  });
});
