import { describe, expect, it } from 'vitest';
import { stepWindow, type WindowLife } from './window-life.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const RESET = 100 * HOUR;
const sample = (at: number, percent: number | null, resetsAt: number | null, kind = 'session') => ({
  at,
  percent,
  resetsAt,
  kind: kind as 'session',
});

function live(samples: readonly ReturnType<typeof sample>[]): WindowLife[] {
  const all: WindowLife[] = [];
  for (const one of samples) {
    const last = all.at(-1);
    const { open, begun } = stepWindow(last !== undefined && last.closedAt === null ? last : null, one);
    if (open !== null) all.splice(-1, 1, open);
    if (begun !== null) all.push(begun);
  }
  return all;
}

const ends = (windows: readonly WindowLife[]) => windows.map((one) => [one.ended, one.peak, one.lastPercent]);

describe('the life of a window', () => {
  it.each([
    ['runs while its reset stays', [sample(1, 1, RESET), sample(2, 5, RESET)], [[null, 5, 5]]],
    [
      'resets at its time',
      [sample(1, 90, RESET), sample(RESET, 0, RESET + 5 * HOUR)],
      [
        ['reset', 90, 90],
        [null, 0, 0],
      ],
    ],
    [
      'resets a little early',
      [sample(1, 9, RESET), sample(RESET - MINUTE, 0, RESET + 5 * HOUR)],
      [
        ['reset', 9, 9],
        [null, 0, 0],
      ],
    ],
    [
      'is moved by the server',
      [sample(1, 90, RESET), sample(2, 0, RESET + 4 * HOUR)],
      [
        ['moved', 90, 90],
        [null, 0, 0],
      ],
    ],
    ['is corrected by minutes', [sample(1, 9, RESET), sample(2, 9, RESET + 5 * MINUTE)], [[null, 9, 9]]],
    ['ends when nothing is running', [sample(1, 9, RESET), sample(RESET + 1, 0, null)], [['reset', 9, 9]]],
    ['is gone before its time', [sample(1, 9, RESET), sample(2, null, null)], [['gone', 9, 9]]],
    ['keeps its peak after a correction', [sample(1, 60, RESET), sample(2, 40, RESET)], [[null, 60, 40]]],
    ['does not believe late arrivals', [sample(5, 60, RESET), sample(4, 99, RESET)], [[null, 60, 60]]],
    ['does not begin without a reset', [sample(1, 0, null)], []],
    ['is not what a pool has', [sample(1, 10, RESET, 'pool')], []],
  ])('%s', (_name, samples, expected) => {
    expect(ends(live(samples))).toEqual(expected);
  });

  it('remembers when the wall was first hit', () => {
    expect(live([sample(1, 99, RESET), sample(7, 100, RESET), sample(9, 104, RESET)])[0]?.fullAt).toBe(7);
  });
});
