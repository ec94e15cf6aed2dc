import { RequestRows, uniqueRequests } from '@claude-meter/sources';
import { readChunk } from './chunk.ts';
import { kernelUnpack } from './index-kernel.ts';

/** A chunk, and the rank of the transcript that it belongs to. */
export interface RankedChunk {
  bytes: Uint8Array;
  rank: number;
}

export interface UniqueRows {
  rows: RequestRows;
  /** 1 for each row that counts: one per request. */
  counts: Uint8Array;
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
  return { rows, counts: uniqueRequests(rows) };
}
