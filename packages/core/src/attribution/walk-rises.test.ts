import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Span } from '../pace/walk-spending.ts';
import { type LimitReadingAt, MICRO } from './piece.ts';
import { walkRises } from './walk-rises.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const START = Date.UTC(2026, 10, 2, 8);
const at = (minutes: number) => START + minutes * MINUTE;
const reset = (minutes: number) => at(minutes);
const read = (minutes: number, percent: number | null, resetsAt: number | null): LimitReadingAt => ({
  at: at(minutes),
  percent,
  resetsAt: resetsAt === null ? null : reset(resetsAt),
});

interface Told {
  readings: LimitReadingAt[];
  gaps?: [number, number][];
  cuts?: number[];
  until?: number;
}

/** Pieces as `from-to rise`, in minutes and points; `?` where nobody saw the rise. */
function pieces({ readings, gaps = [], cuts = [], until = 600 }: Told): string[] {
  const spans = gaps.map(([from, to]): Span => [at(from), at(to)]);
  const walked = walkRises(readings, {
    gaps: spans,
    windowMs: 5 * HOUR,
    cuts: cuts.map(at),
    until: at(until),
  });
  const minutes = (ms: number) => (ms - START) / MINUTE;
  return walked.pieces.map(
    ({ from, to, rise, window }) =>
      `${minutes(from)}-${minutes(to)} ${rise === null ? '?' : rise / MICRO} w${window}`,
  );
}

describe('walkRises', () => {
  const cases: [promise: string, told: Told, pieces: string[]][] = [
    [
      'tells rises between changes',
      { readings: [read(0, 0, 300), read(5, 2, 300), read(9, 3.5, 300)], until: 10 },
      ['0-5 2 w0', '5-9 1.5 w0', '9-10 0 w0'],
    ],
    [
      'counts what was used before the first look since the window began',
      { readings: [read(60, 12, 300)], until: 60 },
      ['0-60 12 w0'],
    ],
    [
      'takes a new window for a reset',
      { readings: [read(0, 40, 10), read(12, 3, 310)], until: 12 },
      ['-290-0 40 w0', '0-10 0 w0', '10-12 3 w1'],
    ],
    [
      'lets a window rest until it is used',
      { readings: [read(0, 0, null), read(30, 4, 325)], until: 30 },
      ['0-25 0 w0', '25-30 4 w1'],
    ],
    [
      'takes a fall within a window for a correction',
      { readings: [read(0, 0, 300), read(5, 30, 300), read(60, 20, 300), read(120, 26, 300)], until: 120 },
      ['0-5 30 w0', '5-60 0 w0', '60-120 6 w0'],
    ],
    [
      'takes a fall of a point at most for the rounding of another source',
      { readings: [read(0, 0, 300), read(5, 41.3, 300), read(6, 41, 300), read(7, 41.4, 300)], until: 7 },
      ['0-5 41.3 w0', '5-6 0 w0', '6-7 0.1 w0'],
    ],
    [
      'takes a fall that is taken back for none',
      { readings: [read(0, 0, 300), read(5, 30, 300), read(6, 0, 300), read(8, 31, 300)], until: 8 },
      ['0-5 30 w0', '5-6 0 w0', '6-8 1 w0'],
    ],
    [
      'takes a fall to next to nothing for an early reset',
      { readings: [read(0, 0, 300), read(5, 30, 300), read(60, 2, 500)], until: 60 },
      ['0-5 30 w0', '5-60 0 w0', '60-60 2 w1'],
    ],
    [
      'lets a gap be a piece of its own',
      { readings: [read(0, 0, 300), read(5, 2, 300), read(100, 9, 300)], gaps: [[20, 99]], until: 110 },
      ['0-5 2 w0', '5-20 0 w0', '20-100 7 w0', '100-110 0 w0'],
    ],
    [
      'keeps the last reading before a gap out of it',
      { readings: [read(0, 0, 300), read(20, 2, 300), read(99, 9, 300)], gaps: [[20, 99]], until: 99 },
      ['0-20 2 w0', '20-99 7 w0'],
    ],
    [
      'does not know what a reset in a gap wiped out',
      { readings: [read(0, 0, 60), read(5, 20, 60), read(200, 4, 360)], gaps: [[30, 199]], until: 200 },
      ['-240-0 0 w0', '0-5 20 w0', '5-30 0 w0', '30-60 ? w0', '60-200 4 w1'],
    ],
    [
      'cuts where it is asked to',
      { readings: [read(0, 0, 300), read(5, 2, 300), read(50, 9, 300)], cuts: [20], until: 50 },
      ['0-5 2 w0', '5-20 0 w0', '20-50 7 w0'],
    ],
    [
      'does not cut a gap',
      { readings: [read(0, 0, 300), read(100, 9, 300)], gaps: [[20, 99]], cuts: [50], until: 100 },
      ['0-20 0 w0', '20-100 9 w0'],
    ],
    [
      'does not know what nobody has looked at yet',
      { readings: [read(0, 0, 300), read(5, 2, 300)], gaps: [[30, 90]], until: 90 },
      ['0-5 2 w0', '5-30 0 w0', '30-90 ? w0'],
    ],
    [
      'goes on when a reset is moved',
      { readings: [read(0, 0, 300), read(5, 20, 300), read(9, 25, 420)], until: 9 },
      ['0-5 20 w0', '5-9 5 w0'],
    ],
    [
      'leaves out readings without a number',
      { readings: [read(0, 0, 300), read(3, null, null), read(5, 2, 300)], until: 5 },
      ['0-5 2 w0'],
    ],
    ['says nothing without a reading', { readings: [] }, []],
  ];
  it.each(cases)('%s', (_, told, wanted) => {
    expect(pieces(told)).toEqual(wanted);
  });

  it('knows when the limit was full, and that a rise to the top is cut short', () => {
    const readings = [read(0, 0, 300), read(50, 90, 300), read(60, 100, 300), read(310, 1, 605)];
    const { pieces: walked } = walkRises(readings, {
      gaps: [],
      windowMs: 5 * HOUR,
      cuts: [],
      until: at(310),
    });
    expect(walked.map(({ isFull, isOdd }) => [isFull, isOdd])).toEqual([
      [false, false],
      [false, true],
      [true, true],
      [false, false],
    ]);
  });

  const anyReadings = fc.array(
    fc.record({
      gap: fc.integer({ min: 1, max: 400 }),
      percent: fc.option(fc.integer({ min: 0, max: 1100 })),
      window: fc.integer({ min: 0, max: 4 }),
    }),
    { maxLength: 60 },
  );
  const anyGaps = fc.array(fc.tuple(fc.nat(9000), fc.integer({ min: 1, max: 900 })), { maxLength: 5 });

  it('never tells negative use, and leaves no hole between pieces, whatever the server says', () => {
    fc.assert(
      fc.property(anyReadings, anyGaps, fc.array(fc.nat(9000), { maxLength: 3 }), (drawn, breaks, cuts) => {
        let minutes = 0;
        const readings = drawn.map(({ gap, percent, window }) => {
          minutes += gap;
          return read(
            minutes,
            percent === null ? null : percent / 10,
            window === 0 ? null : minutes - (minutes % 300) + 60 * window,
          );
        });
        let reached = 0;
        const gaps = breaks
          .sort(([a], [b]) => a - b)
          .flatMap(([from, length]): Span[] => {
            if (from < reached) return [];
            reached = from + length + 1;
            return [[at(from), at(from + length)]];
          });
        const context = {
          gaps,
          windowMs: 5 * HOUR,
          cuts: cuts.sort((a, b) => a - b).map(at),
          until: at(minutes + 30),
        };
        const { pieces: walked, windows } = walkRises(readings, context);
        walked.forEach((piece, place) => {
          expect(piece.rise ?? 0).toBeGreaterThanOrEqual(0);
          expect(Number.isInteger(piece.rise ?? 0)).toBe(true);
          expect(piece.to).toBeGreaterThanOrEqual(piece.from);
          expect(piece.from).toBe(walked[place - 1]?.to ?? piece.from);
          expect(windows[piece.window]).toBeDefined();
        });
      }),
    );
  });

  it('adds up to the level when nothing falls', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 30 })), {
          minLength: 1,
          maxLength: 40,
        }),
        (steps) => {
          let [minutes, level] = [0, 0];
          const readings = steps.map(([wait, rise]) => {
            minutes += wait;
            level += rise;
            return read(minutes, level / 10, 300);
          });
          const { pieces: walked } = walkRises(readings, {
            gaps: [],
            windowMs: 5 * HOUR,
            cuts: [],
            until: at(minutes),
          });
          expect(walked.reduce((sum, { rise }) => sum + (rise ?? 0), 0)).toBe(level * (MICRO / 10));
        },
      ),
    );
  });
});
