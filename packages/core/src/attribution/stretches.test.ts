import { describe, expect, it } from 'vitest';
import { SIMULATED_MODELS } from '../../test/simulated-account.ts';
import type { LocalWork } from './local-work.ts';
import type { Piece } from './piece.ts';
import { joinPieces } from './stretches.ts';

const MINUTE = 60_000;

/** One request in each of some minutes. */
function workIn(minutes: readonly number[]): LocalWork {
  const column = () => new Int32Array(minutes.length);
  const counts = {
    input: column(),
    output: column(),
    cacheWrite5m: column(),
    cacheWrite1h: column(),
    cacheRead: column(),
  };
  const at = Float64Array.from(minutes, (minute) => minute * MINUTE);
  return {
    length: minutes.length,
    at,
    model: column(),
    context: column(),
    ...counts,
    models: SIMULATED_MODELS,
  };
}

function piece(from: number, to: number, more: Partial<Piece> = {}): Piece {
  const usual = {
    rise: 1,
    window: 0,
    startsAtZero: false,
    endsAtChange: true,
    isGap: false,
    isFull: false,
    isOdd: false,
  };
  return { from: from * MINUTE, to: to * MINUTE, ...usual, ...more };
}

/** Stretches as `from-to rise (requests)`, in minutes. */
function joined(pieces: readonly Piece[], minutes: readonly number[]): string[] {
  const countedBefore = Int32Array.from({ length: minutes.length + 1 }, (_, row) => row);
  const stretches = joinPieces(pieces, { work: workIn(minutes), countedBefore, resolution: 1 });
  return stretches.map(
    ({ from, to, rise, firstRow, endRow }) =>
      `${from / MINUTE}-${to / MINUTE} ${rise ?? '?'} (${endRow - firstRow})`,
  );
}

describe('joinPieces', () => {
  const cases: [promise: string, pieces: Piece[], minutes: number[], stretches: string[]][] = [
    ['joins a run of work', [piece(0, 10), piece(10, 20)], [5, 15], ['0-20 2 (2)']],
    [
      'parts work from idle time',
      [piece(0, 10), piece(10, 40), piece(40, 60)],
      [5],
      ['0-10 1 (1)', '10-60 2 (0)'],
    ],
    ['takes a rise just after a request for its own', [piece(0, 10), piece(10, 11)], [9.5], ['0-11 2 (1)']],
    [
      'cuts a long run at a change',
      [piece(0, 30), piece(30, 45), piece(45, 60)],
      [5, 35, 50],
      ['0-45 2 (2)', '45-60 1 (1)'],
    ],
    [
      'does not cut where nothing changed',
      [piece(0, 45, { endsAtChange: false, rise: 0 }), piece(45, 60)],
      [5, 50],
      ['0-60 1 (2)'],
    ],
    [
      'leaves each gap alone',
      [piece(0, 10), piece(10, 50, { isGap: true }), piece(50, 90, { isGap: true }), piece(90, 95)],
      [5, 30, 70, 92],
      ['0-10 1 (1)', '10-50 1 (1)', '50-90 1 (1)', '90-95 1 (1)'],
    ],
    [
      'joins what nobody saw',
      [piece(0, 10, { rise: null }), piece(10, 50, { rise: null })],
      [5, 30],
      ['0-50 ? (2)'],
    ],
    [
      'ends with its window',
      [piece(0, 10), piece(10, 20, { window: 1 })],
      [5, 15],
      ['0-10 1 (1)', '10-20 1 (1)'],
    ],
    [
      'parts what was done while the limit was full',
      [piece(0, 10), piece(10, 20, { isFull: true, rise: 0 })],
      [5, 15],
      ['0-10 1 (1)', '10-20 0 (1)'],
    ],
    ['is nothing without a piece', [], [5], []],
  ];
  it.each(cases)('%s', (_, pieces, minutes, stretches) => {
    expect(joined(pieces, minutes)).toEqual(stretches);
  });

  it('knows the level exactly where a window begins, and to its rounding elsewhere', () => {
    const pieces = [piece(0, 10, { startsAtZero: true }), piece(10, 20, { window: 1 })];
    const countedBefore = new Int32Array(1);
    const [first, second] = joinPieces(pieces, { work: workIn([]), countedBefore, resolution: 2 });
    expect([first?.startVariance, first?.endVariance]).toEqual([0, 4 / 12]);
    expect(second?.startVariance).toBe(4 / 12);
  });
});
