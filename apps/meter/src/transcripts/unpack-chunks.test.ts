import { CHAIN, type RequestRow, RequestRows } from '@claude-meter/sources';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chunkOf, packRows, type RowNames } from './chunk.ts';
import { kernelUnpack } from './index-kernel.ts';
import { plainUnpack, type RankedChunk, type UniqueRows } from './unpack-chunks.ts';

// Few values, so that rows meet one another in all ways that there are.
const few = fc.constantFrom(-7, 0, 3, 2 ** 31 - 1);
const count = fc.constantFrom(0, 1, 127, 128, 16_384, 1e9);
const row: fc.Arbitrary<RequestRow> = fc.record({
  idHigh: few,
  idLow: few,
  requestId: fc.constantFrom(0, 0, -5, 9, 11),
  at: fc.constantFrom(-4e12, 0, 1, Date.UTC(2026, 10), 4e15),
  input: count,
  output: fc.constantFrom(0, 5),
  cache5m: fc.constantFrom(0, 5),
  cache1h: fc.constantFrom(0, 5),
  cacheRead: fc.constantFrom(0, 5),
  webSearches: fc.constantFrom(0, 300),
  fast: fc.boolean(),
  chain: fc.constantFrom(...Object.values(CHAIN)),
  model: fc.nat(2),
  context: fc.nat(1),
  rank: fc.constant(0),
});
const names: fc.Arbitrary<RowNames> = fc.record({
  models: fc.constantFrom([1, 2, 3], [3, 0, 70_000]),
  contexts: fc.constantFrom(
    [
      { session: 4, cwd: 5, branch: 0 },
      { session: 4, cwd: 5, branch: 200 },
    ],
    [
      { session: 4, cwd: 5, branch: 200 },
      { session: 900_000, cwd: 0, branch: 6 },
    ],
  ),
});
const chunk: fc.Arbitrary<RankedChunk> = fc
  .tuple(fc.array(row, { maxLength: 12 }), names, fc.nat(3))
  .map(([list, named, rank]) => {
    const rows = new RequestRows();
    for (const one of list) rows.add(one);
    return { bytes: chunkOf(packRows(rows), named), rank };
  });

/** The rows, whether each counts, and the contexts that were asked for. */
function told(unpack: typeof plainUnpack, chunks: readonly RankedChunk[]): unknown {
  const asked: string[] = [];
  const contextNumber = (...context: number[]) => asked.push(context.join('/')) - 1;
  const { rows, counts }: UniqueRows = unpack(chunks, contextNumber);
  const list = Array.from({ length: rows.length }, (_, index) => [rows.row(index), counts[index]]);
  return { list, asked };
}

describe('unpackChunks', () => {
  it('finds the same rows with the kernel as in plain code, and of them the same that count', () => {
    let repeats = 0;
    fc.assert(
      fc.property(fc.array(chunk, { maxLength: 6 }), (chunks) => {
        const plain = plainUnpack(chunks, () => 0);
        if (plain.counts.some((counts) => counts === 0)) repeats++;
        expect(told(kernelUnpack, chunks)).toEqual(told(plainUnpack, chunks));
      }),
      { numRuns: 2000 },
    );
    expect(repeats).toBeGreaterThan(500);
  });

  it('makes room for more rows than it was prepared for', () => {
    const rows = new RequestRows();
    const empty = { at: 0, input: 0, output: 0, cache5m: 0, cache1h: 0, cacheRead: 0, webSearches: 0 };
    const ids = { idHigh: 0, idLow: 0, requestId: 0, fast: false, chain: 0, model: 0, context: 0, rank: 0 };
    for (let index = 0; index < 5_000; index++) rows.add({ ...ids, ...empty });
    const bytes = chunkOf(packRows(rows), { models: [1], contexts: [{ session: 1, cwd: 1, branch: 1 }] });
    const { counts } = kernelUnpack([{ bytes, rank: 0 }], () => 0);
    expect([counts.length, Math.min(...counts)]).toEqual([5_000, 1]);
  });

  it('is content with nothing', () => {
    expect(told(kernelUnpack, [])).toEqual({ list: [], asked: [] });
  });
});
