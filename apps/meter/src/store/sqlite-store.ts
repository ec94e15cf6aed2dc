import { join } from 'node:path';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { emptyState, type Limit, type Observation, type State } from '@claude-meter/core';
import { isDamage, openDatabase, putAside } from './open-database.ts';
import type { Store, StoreTrouble, TimelineEvent } from './store.ts';

/** How long bodies behind samples are kept, ms. */
const BODY_KEPT_MS = 14 * 24 * 60 * 60 * 1000;

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
  let trouble: StoreTrouble | null = aside === null ? null : damaged(aside);

  function write(state: State, observations: readonly Observation[], events: readonly TimelineEvent[]): void {
    database.exec('BEGIN IMMEDIATE');
    try {
      const savedAt = Math.max(0, ...observations.map((one) => one.receivedAt));
      statements.saveState.run(savedAt, JSON.stringify(state));
      for (const observation of observations) recordSamples(statements, observation);
      for (const event of events) addEvent(statements, event);
      database.exec('COMMIT');
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      throw error;
    }
  }

  function startOver(now: number): void {
    database.close();
    const renamed = putAside(path, now);
    const opened = openDatabase(path, now);
    if (!opened.ok) throw new Error(opened.error);
    database = opened.database;
    statements = prepare(database);
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
        if (!isDamage(error)) return;
        startOver(Math.max(0, ...observations.map((one) => one.receivedAt)));
        write(state, observations, events);
      }
    },
    timeline: (most) => statements.timeline.all(most) as unknown as TimelineEvent[],
    trouble: () => trouble,
    close: () => {
      if (database.isOpen) database.close();
    },
  };
}

function damaged(renamed: string): StoreTrouble {
  const message = `The history was damaged and put aside as ${JSON.stringify(renamed)}; a new one was begun.`;
  return { kind: 'damaged', message, putAside: renamed };
}

type Statements = Record<
  'saveState' | 'latest' | 'lastSample' | 'addSample' | 'addBody' | 'dropBodies' | 'addEvent' | 'timeline',
  StatementSync
>;

function prepare(database: DatabaseSync): Statements {
  return {
    saveState: database.prepare('INSERT OR REPLACE INTO latest (id, saved_at, state) VALUES (1, ?, ?)'),
    latest: database.prepare('SELECT state FROM latest'),
    lastSample: database.prepare(
      'SELECT percent, resets_at FROM sample WHERE org_uuid = ? AND limit_id = ? AND at <= ? ORDER BY at DESC LIMIT 1',
    ),
    addSample: database.prepare(
      'INSERT OR REPLACE INTO sample (org_uuid, limit_id, at, percent, resets_at, source, browser, body_sha256) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    ),
    addBody: database.prepare('INSERT OR IGNORE INTO body (sha256, at, text) VALUES (?, ?, ?)'),
    addEvent: database.prepare(
      'INSERT INTO timeline (at, kind, org_uuid, source, browser, detail) VALUES (?, ?, ?, ?, ?, ?)',
    ),
    timeline: database.prepare(
      'SELECT at, kind, org_uuid, source, browser, detail FROM timeline ORDER BY id DESC LIMIT ?',
    ),
    dropBodies: database.prepare('DELETE FROM body WHERE at < ?'),
  };
}

/** The latest state as it was stored, marked as known only from disk; empty when there is none. */
export function restoreState(statements: Pick<Statements, 'latest'>, now: number): State {
  const row = statements.latest.get();
  if (row === undefined) return emptyState();
  return { ...(JSON.parse(String(row['state'])) as State), restoredAt: now };
}

function recordSamples(statements: Statements, observation: Observation): void {
  const { usage, orgUuid, session, receivedAt } = observation;
  if (usage === null) return;
  const at = Math.min(Date.parse(observation.fetchedAt), receivedAt);
  const changed = usage.meaning.limits.filter((limit) => isChange(statements, { orgUuid, at, limit }));
  if (changed.length === 0) return;
  for (const limit of changed) {
    statements.addSample.run(
      orgUuid,
      limit.id,
      at,
      limit.percent,
      limit.resets_at,
      session.source,
      session.browser,
      usage.sha256,
    );
  }
  statements.addBody.run(usage.sha256, at, usage.text);
  statements.dropBodies.run(receivedAt - BODY_KEPT_MS);
}

function addEvent(statements: Statements, event: TimelineEvent): void {
  const { at, kind, org_uuid, source, browser, detail } = event;
  statements.addEvent.run(at, kind, org_uuid, source, browser, detail);
}

function isChange(statements: Statements, sample: { orgUuid: string; at: number; limit: Limit }): boolean {
  const last = statements.lastSample.get(sample.orgUuid, sample.limit.id, sample.at);
  if (last === undefined) return true;
  return (
    last['percent'] !== sample.limit.percent ||
    minuteOf(last['resets_at']) !== minuteOf(sample.limit.resets_at)
  );
}

/** `resets_at` jitters below a second around a full minute: a window is known by its nearest minute. */
function minuteOf(resetsAt: unknown): number | null {
  return typeof resetsAt === 'string' ? Math.round(Date.parse(resetsAt) / 60_000) : null;
}
