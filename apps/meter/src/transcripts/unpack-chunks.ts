import { RequestRows, uniqueRequests } from '@claude-meter/sources';
import { readChunk } from './chunk.ts';
import { kernelUnpack } from './index-kernel.ts';
import { plainSumRuns, type SumRuns } from './row-run.ts';

/** A chunk, and the rank of the transcript that it belongs to. */
export interface RankedChunk {
  bytes: Uint8Array;
  rank: number;
}

export interface UniqueRows {
  rows: RequestRows;
  /** 1 for each row that counts: one per request. */
  counts: Uint8Array;
  sumRuns: SumRuns;
}

/** All rows of some chunks, and which of them count. `contextNumber` is asked once per context of a chunk. */
export function unpackChunks(
  chunks: readonly RankedChunk[],
  contextNumber: (session: number, cwd: number, branch: number) => number,
): UniqueRows {
  // Node without a compiler (`--jitless`) has none of it.
  return typeof WebAssembly === 'undefined'
    ? plainUnpack(chunks, contextNumber)
    : kernelUnpack(chunks, contextNumber);
}

/** The same in plain code. */
export function plainUnpack(
  chunks: readonly RankedChunk[],
  contextNumber: (session: number, cwd: number, branch: number) => number,
): UniqueRows {
  const rows = new RequestRows();
  for (const { bytes, rank } of chunks) {
    readChunk(bytes, {
      rows,
      rank,
      contextNumber: ({ session, cwd, branch }) => contextNumber(session, cwd, branch),
    });
  }
  return plainUnique(rows, uniqueRequests(rows));
}

/** Rows of which it is known which count, summed up in plain code. */
export function plainUnique(rows: RequestRows, counts: Uint8Array): UniqueRows {
  return { rows, counts, sumRuns: (taker) => plainSumRuns(rows, counts, taker) };
}
