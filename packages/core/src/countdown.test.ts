import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ago, countdown } from './countdown.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const S = 1000;
const M = 60 * S;
const H = 60 * M;
const D = 24 * H;
const until = (ms: number) => countdown(new Date(NOW + ms).toISOString(), NOW);

describe('countdown', () => {
  it.each([
    [-D, 'soon'],
    [0, 'soon'],
    [1, '1m'],
    [59 * S, '1m'],
    [M, '1m'],
    [2 * M - 1, '1m'],
    [45 * M, '45m'],
    [H - 1, '59m'],
    [H, '1h'],
    [H + 59 * S, '1h'],
    [H + 45 * M, '1h 45m'],
    [2 * H - 1, '1h 59m'],
    [2 * H, '2h'],
    [3 * H - 1, '2h'],
    [23 * H, '23h'],
    [D - 1, '23h'],
    [D, '1d'],
    [D + 59 * M, '1d'],
    [D + H, '1d 1h'],
    [4 * D + 6 * H, '4d 6h'],
    [5 * D - 1, '4d 23h'],
    [7 * D, '7d'],
  ])('%i ms: %s', (left, words) => {
    expect(until(left)).toBe(words);
  });

  it.each(['2026-11-22T14:00:00.158327+00:00', '2026-11-22T14:00:00Z', '2026-11-22T15:00:00+01:00'])(
    'reads %s',
    (resetsAt) => {
      expect(countdown(resetsAt, NOW)).toBe('2h');
    },
  );

  it.each(['', 'soon', '2026-13-45'])('says nothing for %j', (resetsAt) => {
    expect(countdown(resetsAt, NOW)).toBeNull();
  });

  it('never promises more time than there is', () => {
    const spoken = (words: string) =>
      [...words.matchAll(/(\d+)([dhm])/g)].reduce(
        (sum, [, count, unit]) => sum + Number(count) * (unit === 'd' ? D : unit === 'h' ? H : M),
        0,
      );
    fc.assert(
      fc.property(fc.integer({ min: M, max: 30 * D }), (left) => {
        const said = spoken(until(left) ?? '');
        expect(said).toBeLessThanOrEqual(left);
        expect(left - said).toBeLessThan(H);
      }),
    );
  });
});

describe('ago', () => {
  it.each([
    [-H, 'just now'],
    [0, 'just now'],
    [4999, 'just now'],
    [5 * S, '5s ago'],
    [59_999, '59s ago'],
    [M, '1m ago'],
    [H - 1, '59m ago'],
    [H, '1h ago'],
    [D - 1, '23h ago'],
    [4 * D + 1, '4d ago'],
  ])('%i ms: %s', (age, words) => {
    expect(ago(NOW - age, NOW)).toBe(words);
  });
});
