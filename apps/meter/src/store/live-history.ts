import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { createHistoryWriter, type HistoryWriter } from './history-writer.ts';
import { isDamage, openDatabase, type PutAside, putAside } from './open-database.ts';
import { createHistoryQueries, type HistoryQueries } from './query-history.ts';
import type { StoreTrouble } from './store.ts';

/** The open history. The file under it may be found damaged, or be taken away, while the meter runs. */
export interface LiveHistory {
  database(): DatabaseSync;
  writer(): HistoryWriter;
  queries(): HistoryQueries;
  /** Does what reads the history; damage that it meets is remembered. */
  reading<T>(work: () => T): T;
  /** To be called before writing: begins a new file where reading met damage or the file is no longer there. */
  makeSound(now: number): void;
  /** Puts the damaged file aside and begins a new one. */
  startOver(now: number): void;
  /** Forgets what the writer remembers of tables: a transaction was rolled back. */
  rolledBack(): void;
  /** What became of an older file, null when nothing. */
  trouble(): StoreTrouble | null;
  close(): void;
}

/** Keeps a history open at `path`; `opened` is the file as it was found. */
export function liveHistory(
  path: string,
  opened: { database: DatabaseSync; putAside: PutAside | null },
): LiveHistory {
  let { database } = opened;
  let writer = createHistoryWriter(database);
  let queries = watchedQueries(database);
  let file = fileAt(path);
  let isSuspect = false;
  let trouble: StoreTrouble | null = opened.putAside === null ? null : asideTrouble(opened.putAside);

  function reading<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      isSuspect ||= isDamage(error);
      throw error;
    }
  }

  function watchedQueries(of: DatabaseSync): HistoryQueries {
    const plain = createHistoryQueries(of);
    return {
      series: () => reading(() => plain.series()),
      history: (range, points) => reading(() => plain.history(range, points)),
      samples: (range, most) => reading(() => plain.samples(range, most)),
      marks: (range) => reading(() => plain.marks(range)),
      windows: (range, most) => reading(() => plain.windows(range, most)),
    };
  }

  function reopen(now: number): void {
    const next = openDatabase(path, now);
    if (!next.ok) throw new Error(next.error);
    ({ database } = next);
    writer = createHistoryWriter(database);
    queries = watchedQueries(database);
    file = fileAt(path);
    isSuspect = false;
    if (next.putAside !== null) trouble = asideTrouble(next.putAside);
  }

  function close(): void {
    if (database.isOpen) database.close();
  }

  function startOver(now: number): void {
    close();
    const renamed = putAside(path, { kind: 'damaged' }, now);
    trouble = asideTrouble({ kind: 'damaged', path: renamed });
    reopen(now);
  }

  return {
    database: () => database,
    writer: () => writer,
    queries: () => queries,
    reading,
    makeSound(now) {
      if (isSuspect) startOver(now);
      else if (!database.isOpen) reopen(now);
      else if (fileAt(path) !== file) {
        const isGone = fileAt(path) === null;
        close();
        reopen(now);
        trouble = { kind: 'replaced', message: replacedWords(path, isGone) };
      }
    },
    startOver,
    rolledBack: () => {
      if (database.isOpen) writer = createHistoryWriter(database);
    },
    trouble: () => trouble,
    close,
  };
}

/** Which file stands at a path, whatever is in it; null when there is none. */
function fileAt(path: string): string | null {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
  return stat === undefined ? null : `${stat.dev}:${stat.ino}`;
}

function asideTrouble(aside: PutAside): StoreTrouble {
  const { kind, path } = aside;
  const why =
    aside.kind === 'damaged'
      ? 'The history was damaged'
      : `The file that stood in place of the history is none (${JSON.stringify(aside.lacks)} is missing)`;
  const message = `${why} and was put aside as ${JSON.stringify(path)}; a new one was begun.`;
  return { kind, message, putAside: path };
}

function replacedWords(path: string, isGone: boolean): string {
  const name = JSON.stringify(path);
  return isGone
    ? `The history ${name} was removed while the meter ran; a new one was begun.`
    : `The history ${name} was replaced while the meter ran; the meter goes on with the new file.`;
}
