import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DATABASE_NAME } from './database-name.ts';

/** The latest state as it was saved; null when there is nothing to read. Opens the history for reading only. */
export function latestText(home: string): string | null {
  const path = join(home, DATABASE_NAME);
  if (!existsSync(path)) return null;
  let database: DatabaseSync | null = null;
  try {
    database = new DatabaseSync(path, { readOnly: true });
    const row = database.prepare('SELECT state FROM latest').get();
    return row === undefined ? null : String(row['state']);
  } catch {
    return null;
  } finally {
    database?.close();
  }
}
