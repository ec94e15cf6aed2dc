import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Change } from './change.ts';
import { type Span, walkSpending } from './walk-spending.ts';

const MINUTE = 60_000;

/** Minutes: `'0:10 5:14'` is 10 % at first and 14 % five minutes later. */
interface Given {
  changes: string;
  gaps?: [number, number][];
  resets?: number[];
}

interface Found {
  spent: [from: number, to: number, points: number][];
  walls: [number, number][];
}

function changesOf(text: string): Change[] {
  const pairs = text.split(' ').map((pair) => pair.split(':').map(Number));
  return pairs.map(([at = 0, percent = 0]) => ({ at: at * MINUTE, percent }));
}

function walk(changes: readonly Change[], { gaps = [], resets = [] }: Omit<Given, 'changes'>): Found {
  const found: Found = { spent: [], walls: [] };
  walkSpending(
    changes,
    {
      gaps: gaps.map(([from, to]): Span => [from * MINUTE, to * MINUTE]),
      resets: resets.map((at) => at * MINUTE),
      windowMs: 300 * MINUTE,
      now: 1000 * MINUTE,
    },
    {
      spend: (from, to, points) => found.spent.push([from / MINUTE, to / MINUTE, points]),
      wall: (from, to) => found.walls.push([from / MINUTE, to / MINUTE]),
    },
  );
  return found;
}

describe('walkSpending', () => {
  it.each<[string, Given, Found['spent']]>([
    ['a rise was spent when it was seen', { changes: '0:10 5:14' }, [[5, 5, 4]]],
    ['a small fall is a correction', { changes: '0:40 5:38 9:39' }, [[9, 9, 1]]],
    ['a fall at a known reset leaves the new number', { changes: '0:40 60:2', resets: [60] }, [[60, 60, 2]]],
    ['a reset is seen a minute early', { changes: '0:40 59:0 70:3', resets: [60] }, [[70, 70, 3]]],
    ['a fall to nearly nothing is a reset that nobody told of', { changes: '0:40 60:1' }, [[60, 60, 1]]],
    ['a great fall in plain sight spends nothing', { changes: '0:90 60:30' }, []],
    ['a fall that is taken back was none', { changes: '0:60 5:0 6:61' }, [[6, 6, 1]]],
    ['a slow rise after a fall is spending', { changes: '0:20 5:0 100:19' }, [[100, 100, 19]]],
    [
      'what was spent while nobody watched was spent some time in the gap',
      { changes: '0:10 120:30', gaps: [[20, 119]] },
      [[20, 120, 20]],
    ],
    [
      'after a reset in a gap the new number was spent since the reset',
      { changes: '0:50 120:8', gaps: [[20, 119]], resets: [60] },
      [[60, 120, 8]],
    ],
    [
      'a higher number behind a reset in a gap is not the difference',
      { changes: '0:50 120:58', gaps: [[20, 119]], resets: [60] },
      [[60, 120, 58]],
    ],
    [
      'a reset that did not come leaves the difference',
      { changes: '0:40 60:41', resets: [60] },
      [[60, 60, 1]],
    ],
    [
      'a change long after a gap has none of it',
      { changes: '0:10 200:12', gaps: [[20, 119]] },
      [[200, 200, 2]],
    ],
  ])('%s', (_, given, spent) => {
    expect(walk(changesOf(given.changes), given).spent).toEqual(spent);
  });

  it.each<[string, Given, Found['walls']]>([
    ['a wall stands until the percent falls', { changes: '0:90 10:100 200:0' }, [[10, 200]]],
    ['a wall stands no longer than to its reset', { changes: '10:100 400:0', resets: [250] }, [[10, 250]]],
    ['a wall stands no longer than a window', { changes: '10:100 900:0' }, [[10, 310]]],
    ['a wall that still stands ends now', { changes: '800:101' }, [[800, 1000]]],
    ['without 100 % there is no wall', { changes: '0:99.6 10:99.9' }, []],
  ])('%s', (_, given, walls) => {
    expect(walk(changesOf(given.changes), given).walls).toEqual(walls);
  });

  it('never finds negative spending nor a span that runs backwards, whatever comes', () => {
    const span = fc
      .tuple(fc.nat(900), fc.nat(99))
      .map(([from, length]): [number, number] => [from, from + length]);
    const change = fc.tuple(fc.nat(1000), fc.integer({ min: 0, max: 130 }));
    const changes = fc
      .uniqueArray(change, { selector: ([at]) => at })
      .map((some) => some.map(([at, percent]) => ({ at: at * MINUTE, percent })).sort((a, b) => a.at - b.at));
    const known = fc.record({
      gaps: fc.array(span).map((gaps) => gaps.sort((a, b) => a[0] - b[0])),
      resets: fc.array(fc.nat(1000)).map((resets) => resets.sort((a, b) => a - b)),
    });
    fc.assert(
      fc.property(changes, known, (some, context) => {
        const { spent, walls } = walk(some, context);
        for (const [from, to, points] of spent) {
          expect(points).toBeGreaterThan(0);
          expect(to).toBeGreaterThanOrEqual(from);
        }
        for (const [from, to] of walls) expect(to).toBeGreaterThanOrEqual(from);
      }),
    );
  });
});
