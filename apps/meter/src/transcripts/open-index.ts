import { chmodSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { INDEX_MIGRATIONS } from './index-schema.ts';

export const INDEX_NAME = 'transcripts.db';

export type OpenedIndex = { ok: true; database: DatabaseSync } | { ok: false; error: string };

/**
 * Opens the index in the state folder, creating or upgrading it. A damaged one is removed: it holds nothing that
 * cannot be read from the transcripts again. One of a newer ClaudeMeter is left alone.
 */
export function openIndex(home: string): OpenedIndex {
  const path = join(home, INDEX_NAME);
  try {
    return tryOpen(path);
  } catch (error) {
    if (!isDamage(error)) return unusable(path, error);
  }
  try {
    removeIndex(home);
    return tryOpen(path);
  } catch (error) {
    return unusable(path, error);
  }
}

/** Removes the index; it is built again from the transcripts. */
export function removeIndex(home: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(join(home, INDEX_NAME) + suffix, { force: true });
}

/** SQLITE_CORRUPT and SQLITE_NOTADB. */
export function isDamage(error: unknown): boolean {
  const code = (error as { errcode?: number }).errcode;
  return code !== undefined && [11, 26].includes(code & 0xff);
}

function unusable(path: string, error: unknown): OpenedIndex {
  return { ok: false, error: `${JSON.stringify(path)} cannot be opened: ${(error as Error).message}.` };
}

function tryOpen(path: string): OpenedIndex {
  const database = new DatabaseSync(path);
  try {
    // A kill at any moment leaves either the state before a commit or the one after it. A power cut may cost the last
    // commits; they are read again. The first line of a new index need not wait for the disk: with it nothing is lost.
    database.exec('PRAGMA busy_timeout = 5000; PRAGMA synchronous = OFF; PRAGMA journal_mode = WAL;');
    database.exec('PRAGMA synchronous = NORMAL;');
    chmodSync(path, 0o600);
    const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
    if (version > INDEX_MIGRATIONS.length) {
      database.close();
      const error = `${JSON.stringify(path)} was written by a newer ClaudeMeter (index version ${version}, this one knows ${INDEX_MIGRATIONS.length}). Update ClaudeMeter, or set CLAUDE_METER_HOME to another folder.`;
      return { ok: false, error };
    }
    if (version < INDEX_MIGRATIONS.length) migrate(database);
    return { ok: true, database };
  } catch (error) {
    if (database.isOpen) database.close();
    throw error;
  }
}

function migrate(database: DatabaseSync): void {
  // Asked again inside of the transaction: another program may just have done it.
  database.exec('BEGIN IMMEDIATE');
  try {
    const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
    for (const step of INDEX_MIGRATIONS.slice(version)) database.exec(step);
    database.exec(`PRAGMA user_version = ${INDEX_MIGRATIONS.length}`);
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}
