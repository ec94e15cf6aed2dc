import { join } from 'node:path';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { emptyState, type Observation, type State } from '@claude-meter/core';
import { DATABASE_NAME } from './database-name.ts';
import { exportHistory } from './export-history.ts';
import type { HistoryRecord } from './history-record.ts';
import { importRecords } from './import-history.ts';
import { type LiveHistory, liveHistory } from './live-history.ts';
import { isDamage, openDatabase } from './open-database.ts';
import { dropOld } from './retention.ts';
import { samplesOf } from './sample.ts';
import type { Store, StoreTrouble, TimelineEvent } from './store.ts';
import { readStoredState } from './stored-state.ts';

const DAY_MS = 86_400_000;

export type OpenedStore = { ok: true; store: Store } | { ok: false; error: string };

/** Opens the store in the state folder. */
export function openStore(home: string, now: number): OpenedStore {
  const path = join(home, DATABASE_NAME);
  const opened = openDatabase(path, now);
  return opened.ok ? { ok: true, store: sqliteStore(liveHistory(path, opened), now) } : opened;
}

function sqliteStore(history: LiveHistory, openedAt: number): Store {
  const statements = statementsFor(history);
  let failure: StoreTrouble | null = null;
  let tidiedOn = Number.NaN;
  let newest = openedAt;

  function write(state: State, observations: readonly Observation[], events: readonly TimelineEvent[]): void {
    inTransaction(history.database(), () => {
      const savedAt = Math.max(0, ...observations.map((one) => one.receivedAt));
      if (observations.length > 0) tidy(savedAt);
      statements().saveState.run(savedAt, JSON.stringify(state));
      for (const observation of observations) recordObservation(observation);
      for (const event of events) addEvent(statements(), event);
    });
  }

  /** Once a day, before the first new reading: what is old is told by what was known until then. */
  function tidy(now: number): void {
    const day = Math.floor(now / DAY_MS);
    if (day === tidiedOn) return;
    dropOld(history.database(), now);
    tidiedOn = day;
  }

  function recordObservation({ usage, orgUuid, fetchedAt, receivedAt, ...rest }: Observation): void {
    if (usage === null) return;
    const at = Math.min(Date.parse(fetchedAt), receivedAt);
    history.writer().watched(orgUuid, at);
    const samples = samplesOf({ usage, orgUuid, fetchedAt, receivedAt, ...rest });
    if (history.writer().add(samples) === 0) return;
    statements().addBody.run(Buffer.from(usage.sha256, 'hex'), at, usage.text);
  }

  /** Writes; over damage it begins anew, once. */
  function writeSoundly(write: () => void): void {
    history.makeSound(newest);
    try {
      write();
    } catch (error) {
      if (!isDamage(error)) throw error;
      history.startOver(newest);
      write();
    }
  }

  return {
    restore(now) {
      try {
        return restoreState(statements(), now);
      } catch (error) {
        if (!isDamage(error)) throw error;
        history.startOver(now);
        return emptyState();
      }
    },
    record(state, observations, events) {
      newest = Math.max(newest, ...observations.map((one) => one.receivedAt));
      try {
        writeSoundly(() => write(state, observations, events));
        failure = null;
      } catch (error) {
        failure = { kind: 'write_failed', message: (error as Error).message };
        history.rolledBack();
      }
    },
    timeline: (most) => history.reading(() => statements().timeline.all(most) as unknown as TimelineEvent[]),
    queries: () => history.queries(),
    export: (exportedAt) => readSoundly(history, exportHistory(history.database(), exportedAt)),
    import: (records) =>
      history.reading(() =>
        inTransaction(history.database(), () => importRecords(history.database(), records)),
      ),
    bytes: () => bytesOf(history.database()),
    trouble: () => failure ?? history.trouble(),
    close: () => history.close(),
  };
}

function* readSoundly(history: LiveHistory, pages: Generator<HistoryRecord[]>): Generator<HistoryRecord[]> {
  for (;;) {
    const page = history.reading(() => pages.next());
    if (page.done === true) return;
    yield page.value;
  }
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

type Statements = Record<'saveState' | 'latest' | 'addBody' | 'addEvent' | 'timeline', StatementSync>;

/** The statements of whichever database is open, prepared once for each. */
function statementsFor(history: LiveHistory): () => Statements {
  let prepared: { of: DatabaseSync; statements: Statements } | null = null;
  return () => {
    const of = history.database();
    if (prepared?.of !== of) prepared = { of, statements: prepare(of) };
    return prepared.statements;
  };
}

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

/** The latest state as it was stored, marked as known only from disk; empty when there is none that can be read. */
function restoreState(statements: Pick<Statements, 'latest'>, now: number): State {
  const row = statements.latest.get();
  // What cannot be read is replaced by the next reading; what was read before stands in the history.
  return row === undefined ? emptyState() : readStoredState(String(row['state']), now);
}

function addEvent(statements: Statements, event: TimelineEvent): void {
  const { at, kind, org_uuid, source, browser, detail } = event;
  statements.addEvent.run(at, kind, org_uuid, source, browser, detail);
}
