import type { Buffer } from 'node:buffer';
import { outranks, RequestRows, type UsageLine } from '@claude-meter/sources';
import { packRows } from './chunk.ts';
import { type ContextTexts, RowNames } from './row-names.ts';

/** How far back a row looks for a row of the same answer: its blocks follow one another. */
const FOLD_REACH = 4;

/** The rows of one file in the making, and the texts that their numbers stand for. */
export interface PackedRows {
  packed: Uint8Array<ArrayBuffer>;
  count: number;
  models: (string | null)[];
  /** Per context its session, folder and branch. */
  contexts: ContextTexts[];
}

/** Collects the rows of one file after another. Rows of the same answer are folded into the one that counts. */
export class FileRows {
  readonly #rows = new RequestRows();
  readonly #names = new RowNames();

  add(line: UsageLine, bytes: Buffer): void {
    const rows = this.#rows;
    const row = rows.length;
    rows.reserve(row + 1);
    rows.length = row + 1;
    // An empty id is none.
    const hasId = line.id.from !== line.id.to;
    rows.idHigh[row] = hasId ? line.id.high : 0;
    rows.idLow[row] = hasId ? line.id.low : 0;
    // 32 bits are plenty among the rows of one message id; either half alone will do.
    rows.requestId[row] =
      line.requestId.from === line.requestId.to ? 0 : line.requestId.low || line.requestId.high;
    rows.at[row] = line.at;
    rows.input[row] = line.input;
    rows.output[row] = line.output;
    rows.cache5m[row] = line.cache5m;
    rows.cache1h[row] = line.cache1h;
    rows.cacheRead[row] = line.cacheRead;
    rows.webSearches[row] = line.webSearches;
    rows.fast[row] = line.fast ? 1 : 0;
    rows.chain[row] = line.chain;
    rows.model[row] = this.#names.modelOf(line, bytes);
    rows.context[row] = this.#names.contextOf(line, bytes);
    this.#fold(row);
  }

  /** Hands out what was collected, null when nothing was, and begins anew. */
  take(): PackedRows | null {
    if (this.#rows.length === 0) return null;
    const taken = { packed: packRows(this.#rows), count: this.#rows.length, ...this.#names.take() };
    this.#rows.length = 0;
    return taken;
  }

  /**
   * Folds the newest row into an earlier one that is the same in all that tells requests apart. What is left are
   * fewer rows that mean the same: the larger of two is taken later anyway.
   */
  #fold(row: number): void {
    const rows = this.#rows;
    if (!rows.hasId(row)) return;
    for (let earlier = row - 1; earlier >= Math.max(0, row - FOLD_REACH); earlier--) {
      if (
        rows.idLow[earlier] !== rows.idLow[row] ||
        rows.idHigh[earlier] !== rows.idHigh[row] ||
        rows.requestId[earlier] !== rows.requestId[row] ||
        rows.chain[earlier] !== rows.chain[row]
      ) {
        continue;
      }
      if (outranks(rows, row, earlier)) rows.copy(row, earlier);
      rows.length = row;
      return;
    }
  }
}
