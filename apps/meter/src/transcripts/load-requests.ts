import type { DatabaseSync } from 'node:sqlite';
import { RequestRows, uniqueRequests } from '@claude-meter/sources';
import { type Context, readChunk } from './chunk.ts';

/** All rows of the index, and what their numbers stand for. */
export interface Requests {
  rows: RequestRows;
  /** 1 for each row that counts: one per request. */
  counts: Uint8Array;
  /** `rows.context` → session, folder and branch. */
  contexts: Context[];
  /** Text of a name; null for 0, which stands for none. */
  nameOf(id: number): string | null;
}

/** Hardly any packed row takes fewer bytes. */
const LEAST_ROW = 18;

export interface LoadOptions {
  /** Whether requests of transcripts that are no longer on the disk belong to it. @default false */
  withDeleted?: boolean;
}

/** Reads the whole index and finds the rows that count. */
export function loadRequests(database: DatabaseSync, options: LoadOptions = {}): Requests {
  const ranks = rankFiles(database, options.withDeleted ?? false);
  const rows = new RequestRows();
  const [bytes] = firstRow(database, 'SELECT coalesce(sum(length(rows)), 0) FROM chunk');
  // All at once: growing would copy them again and again.
  rows.reserve(Math.ceil(Number(bytes) / LEAST_ROW));
  const contexts = new ContextNumbers();
  const sink = { rows, rank: 0, contextNumber: (context: Context) => contexts.numberOf(context) };
  const chunks = database.prepare('SELECT id / 65536, rows FROM chunk');
  chunks.setReturnArrays(true);
  for (const [file, bytes] of chunks.iterate() as unknown as Iterable<[number, Uint8Array]>) {
    const rank = ranks.get(file);
    if (rank === undefined) continue;
    sink.rank = rank;
    readChunk(bytes, sink);
  }
  const tails = database.prepare('SELECT id, tail_rows FROM file WHERE tail_rows IS NOT NULL');
  tails.setReturnArrays(true);
  for (const [file, bytes] of tails.iterate() as unknown as Iterable<[number, Uint8Array]>) {
    sink.rank = ranks.get(file) ?? 0;
    readChunk(bytes, sink);
  }
  const names = new Map<number, string>();
  const texts = database.prepare('SELECT id, text FROM name');
  texts.setReturnArrays(true);
  for (const [id, text] of texts.iterate() as unknown as Iterable<[number, string]>) names.set(id, text);
  return {
    rows,
    counts: uniqueRequests(rows),
    contexts: contexts.all,
    nameOf: (id) => names.get(id) ?? null,
  };
}

/** Files in the order in which their transcripts began; where that is the same, in which they came to the disk. */
function rankFiles(database: DatabaseSync, withDeleted: boolean): Map<number, number> {
  const known = 'SELECT id, first_at, born, path FROM file';
  const all = withDeleted ? `${known} UNION ALL SELECT id, first_at, born, path FROM gone_file` : known;
  const files = database.prepare(`SELECT id FROM (${all}) ORDER BY first_at IS NULL, first_at, born, path`);
  files.setReturnArrays(true);
  const ranks = new Map<number, number>();
  for (const [id] of files.iterate() as unknown as Iterable<[number]>) ranks.set(id, ranks.size);
  return ranks;
}

/** Numbers for contexts, asked once per chunk and context. */
class ContextNumbers {
  readonly all: Context[] = [];
  readonly #bySession = new Map<number, number[]>();

  numberOf(context: Context): number {
    const same = this.#bySession.get(context.session);
    if (same === undefined) {
      this.#bySession.set(context.session, [this.all.length]);
      return this.all.push(context) - 1;
    }
    for (const number of same) {
      const known = this.all[number];
      if (known?.cwd === context.cwd && known.branch === context.branch) return number;
    }
    same.push(this.all.length);
    return this.all.push(context) - 1;
  }
}

function firstRow(database: DatabaseSync, query: string): unknown[] {
  const statement = database.prepare(query);
  statement.setReturnArrays(true);
  return statement.get() as unknown as unknown[];
}
