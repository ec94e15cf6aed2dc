import { CHAIN, type RequestRow, RequestRows } from '@claude-meter/sources';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Context, chunkOf, packRows, type RowNames, readChunk } from './chunk.ts';
import { joinChunks } from './join-chunks.ts';

const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const count = fc.oneof(fc.nat(300), fc.nat(1e9), fc.constantFrom(0, 127, 128, 16_383, 16_384, 1e9));
const anyRow: fc.Arbitrary<RequestRow> = fc.record({
  idHigh: int32,
  idLow: int32,
  requestId: fc.oneof(fc.constant(0), int32),
  at: fc.integer({ min: Date.UTC(2000, 0), max: Date.UTC(2100, 0) }),
  input: count,
  output: count,
  cache5m: count,
  cache1h: count,
  cacheRead: count,
  webSearches: fc.oneof(fc.constant(0), count),
  fast: fc.boolean(),
  chain: fc.constantFrom(...Object.values(CHAIN)),
  model: fc.nat(3),
  context: fc.nat(2),
  rank: fc.constant(7),
});
const NAMES: RowNames = {
  models: [11, 12, 0, 300],
  contexts: [
    { session: 1, cwd: 2, branch: 3 },
    { session: 1, cwd: 2, branch: 0 },
    { session: 100_000, cwd: 2, branch: 3 },
  ],
};

function chunkFrom(list: readonly RequestRow[]): Uint8Array {
  const rows = new RequestRows();
  for (const row of list) rows.add(row);
  return chunkOf(packRows(rows), NAMES);
}

/** The rows of a chunk with ids of names in place of numbers. */
function spelt(chunk: Uint8Array): unknown[] {
  const rows = new RequestRows();
  const contexts: Context[] = [];
  readChunk(chunk, { rows, rank: 7, contextNumber: (context) => contexts.push(context) - 1 });
  return Array.from({ length: rows.length }, (_, index) => {
    const row = rows.row(index);
    return { ...row, context: contexts[row.context] };
  });
}

const expected = (list: readonly RequestRow[]): unknown[] =>
  list.map((row) => ({ ...row, model: NAMES.models[row.model], context: NAMES.contexts[row.context] }));

describe('chunk', () => {
  it('gives back the rows that were packed', () => {
    fc.assert(
      fc.property(fc.array(anyRow, { maxLength: 20 }), (list) => {
        expect(spelt(chunkFrom(list))).toEqual(expected(list));
      }),
    );
  });

  it('joins two chunks into one with the rows of both', () => {
    fc.assert(
      fc.property(fc.array(anyRow, { maxLength: 8 }), fc.array(anyRow, { maxLength: 8 }), (first, second) => {
        const joined = joinChunks(chunkFrom(first), chunkFrom(second));
        expect(spelt(joined)).toEqual(expected([...first, ...second]));
      }),
    );
  });
});
