import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type Snapshot, snapshotsOf } from '@claude-meter/core';
import { DATABASE_NAME } from './database-name.ts';
import { readStoredState } from './stored-state.ts';

/**
 * What a meter that is not running knew last, all of it stale; null when there is nothing to read.
 * Opens the history for reading only.
 */
export function readLatest(home: string, now: number, freshnessMs: number): Snapshot[] | null {
  const path = join(home, DATABASE_NAME);
  if (!existsSync(path)) return null;
  let database: DatabaseSync | null = null;
  try {
    database = new DatabaseSync(path, { readOnly: true });
    const row = database.prepare('SELECT state FROM latest').get();
    if (row === undefined) return null;
    return snapshotsOf(readStoredState(String(row['state']), now), now, freshnessMs);
  } catch {
    return null;
  } finally {
    database?.close();
  }
}
