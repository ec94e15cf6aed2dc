import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RequestRow, RequestRows } from './request-rows.ts';
import { uniqueRequests } from './unique-requests.ts';
import { CHAIN } from './usage-line.ts';

const BASE: RequestRow = {
  idHigh: 1,
  idLow: 1,
  requestId: 1,
  at: 1_000,
  input: 1,
  output: 10,
  cache5m: 0,
  cache1h: 0,
  cacheRead: 0,
  webSearches: 0,
  fast: false,
  chain: CHAIN.main,
  model: 0,
  context: 0,
  rank: 0,
};

function counted(given: readonly Partial<RequestRow>[]): RequestRow[] {
  const rows = new RequestRows();
  for (const row of given) rows.add({ ...BASE, ...row });
  const counts = uniqueRequests(rows);
  return given.map((_, index) => rows.row(index)).filter((_, index) => counts[index] === 1);
}

const outputs = (given: readonly Partial<RequestRow>[]): number[] =>
  counted(given)
    .map((row) => row.output)
    .sort((a, b) => a - b);

describe('uniqueRequests', () => {
  it.each<[string, Partial<RequestRow>[], number[]]>([
    ['keeps the largest row of a streamed answer', [{ output: 3 }, { output: 40 }, { output: 3 }], [40]],
    ['counts two message ids twice', [{ output: 3 }, { idLow: 2, output: 4 }], [3, 4]],
    ['tells ids apart by all of their bits', [{ output: 3 }, { idHigh: 2, output: 4 }], [3, 4]],
    [
      'counts one message id under two request ids twice',
      [{ output: 3 }, { requestId: 2, output: 4 }],
      [3, 4],
    ],
    [
      'keeps the parent when a side question repeats it under a new request id, though larger',
      [{ output: 3 }, { requestId: 2, output: 900, chain: CHAIN.sidechain }],
      [3],
    ],
    [
      'counts a sidechain of its own',
      [{ output: 3 }, { idLow: 2, output: 4, chain: CHAIN.sidechain }],
      [3, 4],
    ],
    [
      'knows a request without request id by its message id alone',
      [
        { requestId: 0, output: 3 },
        { requestId: 0, output: 5 },
        { requestId: 0, output: 4 },
      ],
      [5],
    ],
    [
      'joins a row without request id to the one that has it',
      [{ output: 5 }, { requestId: 0, output: 4 }],
      [5],
    ],
    [
      'counts rows without message id as they are',
      [
        { idHigh: 0, idLow: 0, output: 5 },
        { idHigh: 0, idLow: 0, output: 5 },
      ],
      [5, 5],
    ],
    [
      'takes a progress copy only where the row itself is gone',
      [
        { output: 5, chain: CHAIN.sidechain },
        { output: 9, chain: CHAIN.copy },
        { idLow: 2, output: 7, chain: CHAIN.copy },
      ],
      [5, 7],
    ],
  ])('%s', (_, given, expected) => {
    expect(outputs(given)).toEqual(expected);
  });

  it('leaves a request with the transcript that began first when a resumed session copied it', () => {
    const [winner] = counted([
      { context: 2, rank: 5 },
      { context: 1, rank: 4 },
      { context: 3, rank: 6 },
    ]);
    expect(winner?.context).toBe(1);
  });

  it('dates an answer by its final row', () => {
    const [winner] = counted([{ at: 1_000 }, { at: 3_000 }, { at: 2_000 }]);
    expect(winner?.at).toBe(3_000);
  });

  it('counts the same whatever the order of the rows', () => {
    const row = fc.record({
      idLow: fc.integer({ min: 1, max: 4 }),
      requestId: fc.integer({ min: 0, max: 3 }),
      chain: fc.constantFrom(CHAIN.main, CHAIN.main, CHAIN.sidechain, CHAIN.copy),
      output: fc.integer({ min: 1, max: 4 }),
      at: fc.integer({ min: 1, max: 3 }),
      rank: fc.integer({ min: 0, max: 2 }),
    });
    const words = (list: RequestRow[]): string[] => list.map((one) => JSON.stringify(one)).sort();
    fc.assert(
      fc.property(
        fc
          .array(row, { maxLength: 40 })
          .chain((list) =>
            fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
          ),
        ([list, shuffled]) => {
          expect(words(counted(shuffled))).toEqual(words(counted(list)));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('finds the repeats among many requests', () => {
    const rows = new RequestRows();
    for (let round = 0; round < 3; round++) {
      for (let id = 1; id <= 20_000; id++)
        rows.add({ ...BASE, idLow: Math.imul(id, 64), idHigh: id, output: round });
    }
    const counts = uniqueRequests(rows);
    expect(counts.reduce((sum, one) => sum + one, 0)).toBe(20_000);
    expect(counts.subarray(40_000).every((one) => one === 1)).toBe(true);
  });
});
