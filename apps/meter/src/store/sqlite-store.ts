import { join } from 'node:path';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { emptyState, type Observation, type State } from '@claude-meter/core';
import { exportHistory } from './export-history.ts';
import { createHistoryWriter } from './history-writer.ts';
import { importRecords } from './import-history.ts';
import { isDamage, openDatabase, putAside } from './open-database.ts';
import { createHistoryQueries } from './query-history.ts';
import { dropOld } from './retention.ts';
import { samplesOf } from './sample.ts';
import type { Store, StoreTrouble, TimelineEvent } from './store.ts';

const DAY_MS = 86_400_000;

export const DATABASE_NAME = 'history.db';

export type OpenedStore = { ok: true; store: Store } | { ok: false; error: string };

/** Opens the store in the state folder. */
export function openStore(home: string, now: number): OpenedStore {
  const path = join(home, DATABASE_NAME);
  const opened = openDatabase(path, now);
  if (!opened.ok) return opened;
  return { ok: true, store: sqliteStore(path, opened.database, opened.putAside) };
}

function sqliteStore(path: string, first: DatabaseSync, aside: string | null): Store {
  let database = first;
  let statements = prepare(database);
  let writer = createHistoryWriter(database);
  let queries = createHistoryQueries(database);
  let trouble: StoreTrouble | null = aside === null ? null : damaged(aside);
  let tidiedOn = Number.NaN;

  function write(state: State, observations: readonly Observation[], events: readonly TimelineEvent[]): void {
    inTransaction(database, () => {
      const savedAt = Math.max(0, ...observations.map((one) => one.receivedAt));
      if (observations.length > 0) tidy(savedAt);
      statements.saveState.run(savedAt, JSON.stringify(state));
      for (const observation of observations) recordObservation(observation);
      for (const event of events) addEvent(statements, event);
    });
  }

  /** Once a day, before the first new reading: what is old is told by what was known until then. */
  function tidy(now: number): void {
    const day = Math.floor(now / DAY_MS);
    if (day === tidiedOn) return;
    dropOld(database, now);
    tidiedOn = day;
  }

  function recordObservation({ usage, orgUuid, fetchedAt, receivedAt, ...rest }: Observation): void {
    if (usage === null) return;
    const at = Math.min(Date.parse(fetchedAt), receivedAt);
    writer.watched(orgUuid, at);
    if (writer.add(samplesOf({ usage, orgUuid, fetchedAt, receivedAt, ...rest })) === 0) return;
    statements.addBody.run(Buffer.from(usage.sha256, 'hex'), at, usage.text);
  }

  function startOver(now: number): void {
    database.close();
    const renamed = putAside(path, now);
    const opened = openDatabase(path, now);
    if (!opened.ok) throw new Error(opened.error);
    database = opened.database;
    statements = prepare(database);
    writer = createHistoryWriter(database);
    queries = createHistoryQueries(database);
    trouble = damaged(renamed);
  }

  return {
    restore: (now) => restoreState(statements, now),
    record(state, observations, events) {
      try {
        write(state, observations, events);
        if (trouble?.kind === 'write_failed') trouble = null;
      } catch (error) {
        trouble = { kind: 'write_failed', message: (error as Error).message };
        if (!isDamage(error)) {
          // What it remembers of the tables may have been rolled back with them.
          writer = createHistoryWriter(database);
          return;
        }
        startOver(Math.max(0, ...observations.map((one) => one.receivedAt)));
        write(state, observations, events);
      }
    },
    timeline: (most) => statements.timeline.all(most) as unknown as TimelineEvent[],
    queries: () => queries,
    export: (exportedAt) => exportHistory(database, exportedAt),
    import(records) {
      return inTransaction(database, () => importRecords(database, records));
    },
    bytes: () => bytesOf(database),
    trouble: () => trouble,
    close: () => {
      if (database.isOpen) database.close();
    },
  };
}

function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

function bytesOf(database: DatabaseSync): number {
  const { page_count: pages } = database.prepare('PRAGMA page_count').get() ?? {};
  const { page_size: size } = database.prepare('PRAGMA page_size').get() ?? {};
  return Number(pages) * Number(size);
}

function damaged(renamed: string): StoreTrouble {
  const message = `The history was damaged and put aside as ${JSON.stringify(renamed)}; a new one was begun.`;
  return { kind: 'damaged', message, putAside: renamed };
}

type Statements = Record<'saveState' | 'latest' | 'addBody' | 'addEvent' | 'timeline', StatementSync>;

function prepare(database: DatabaseSync): Statements {
  return {
    saveState: database.prepare('INSERT OR REPLACE INTO latest (id, saved_at, state) VALUES (1, ?, ?)'),
    latest: database.prepare('SELECT state FROM latest'),
    addBody: database.prepare('INSERT OR IGNORE INTO body (sha256, at, text) VALUES (?, ?, ?)'),
    addEvent: database.prepare(
      'INSERT INTO timeline (at, kind, org_uuid, source, browser, detail) VALUES (?, ?, ?, ?, ?, ?)',
    ),
    timeline: database.prepare(
      'SELECT at, kind, org_uuid, source, browser, detail FROM timeline ORDER BY id DESC LIMIT ?',
    ),
  };
}

/** The latest state as it was stored, marked as known only from disk; empty when there is none. */
export function restoreState(statements: Pick<Statements, 'latest'>, now: number): State {
  const row = statements.latest.get();
  if (row === undefined) return emptyState();
  return { ...(JSON.parse(String(row['state'])) as State), restoredAt: now };
}

function addEvent(statements: Statements, event: TimelineEvent): void {
  const { at, kind, org_uuid, source, browser, detail } = event;
  statements.addEvent.run(at, kind, org_uuid, source, browser, detail);
}
