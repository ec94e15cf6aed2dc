import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Context } from './chunk.ts';
import { type RankedChunk, type UniqueRows, unpackChunks } from './unpack-chunks.ts';

/** All rows of the index, and what their numbers stand for. */
export interface Requests extends UniqueRows {
  /** `rows.context` → session, folder and branch. */
  contexts: Context[];
  /** Text of a name; null for 0, which stands for none. */
  nameOf(id: number): string | null;
}

export interface LoadOptions {
  /** Whether requests of transcripts that are no longer on the disk belong to it. @default false */
  withDeleted?: boolean;
}

/** Reads the whole index, as it is at one moment, and finds the rows that count. */
export function loadRequests(database: DatabaseSync, options: LoadOptions = {}): Requests {
  // Others may be writing: between two statements a file could come to be known by other rows.
  database.exec('BEGIN');
  let chunks: RankedChunk[];
  let names: Map<number, string>;
  try {
    chunks = rankedChunks(database, options.withDeleted ?? false);
    names = new Map(arrays<[number, string]>(database, 'SELECT id, text FROM name'));
  } finally {
    if (database.isTransaction) database.exec('ROLLBACK');
  }
  const contexts = new ContextNumbers();
  const unique = unpackChunks(chunks, (session, cwd, branch) => contexts.numberOf(session, cwd, branch));
  return { ...unique, contexts: contexts.all, nameOf: (id) => names.get(id) ?? null };
}

function rankedChunks(database: DatabaseSync, withDeleted: boolean): RankedChunk[] {
  const ranks = rankFiles(database, withDeleted);
  const chunks: RankedChunk[] = [];
  for (const query of [
    'SELECT id / 65536, rows FROM chunk',
    'SELECT id, tail_rows FROM file WHERE tail_rows IS NOT NULL',
  ]) {
    for (const row of arrays<[file: number, bytes: Uint8Array]>(database, query)) {
      const rank = ranks.get(row[0]);
      if (rank !== undefined) chunks.push({ bytes: row[1], rank });
    }
  }
  return chunks;
}

/** Files in the order in which their transcripts began; where that is the same, in which they came to the disk. */
function rankFiles(database: DatabaseSync, withDeleted: boolean): Map<number, number> {
  const known = 'SELECT id, first_at, born, path FROM file';
  const all = withDeleted ? `${known} UNION ALL SELECT id, first_at, born, path FROM gone_file` : known;
  const files = arrays<[number]>(
    database,
    `SELECT id FROM (${all}) ORDER BY first_at IS NULL, first_at, born, path`,
  );
  const ranks = new Map<number, number>();
  for (const row of files) ranks.set(row[0], ranks.size);
  return ranks;
}

/** Numbers for contexts, asked once per chunk and context. */
class ContextNumbers {
  readonly all: Context[] = [];
  readonly #bySession = new Map<number, number[]>();

  numberOf(session: number, cwd: number, branch: number): number {
    const same = this.#bySession.get(session);
    for (const number of same ?? []) {
      const known = this.all[number];
      if (known?.cwd === cwd && known.branch === branch) return number;
    }
    const number = this.all.push({ session, cwd, branch }) - 1;
    if (same === undefined) this.#bySession.set(session, [number]);
    else same.push(number);
    return number;
  }
}

/**
 * The rows of a query as arrays of their columns, of the types that are named. Thousands are read in a tenth of a
 * second, by code that never gets fast: one by one, or taken apart by a pattern, they would take twice as long.
 */
function arrays<R extends unknown[]>(database: DatabaseSync, query: string): R[] {
  const statement: StatementSync = database.prepare(query);
  statement.setReturnArrays(true);
  return statement.all() as unknown as R[];
}
