import { accessSync, chmodSync, constants, existsSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { MIGRATIONS } from './schema.ts';

export type OpenedDatabase =
  | { ok: true; database: DatabaseSync; putAside: string | null }
  | { ok: false; error: string };

/**
 * Opens the history, bringing it up to date. A damaged file is renamed (never removed) and a new one begun; a file of
 * a newer ClaudeMeter is left alone.
 */
export function openDatabase(path: string, now: number): OpenedDatabase {
  try {
    const opened = tryOpen(path);
    if (opened.ok || opened.reason === 'newer') return named(opened, path, null);
  } catch (error) {
    if (!isDamage(error)) return { ok: false, error: `${JSON.stringify(path)}: ${reasonOf(error, path)}` };
  }
  const aside = putAside(path, now);
  return named(tryOpen(path), path, aside);
}

/** SQLite only says that it cannot open the file; what keeps it from that is the system's to say. */
function reasonOf(error: unknown, path: string): string {
  try {
    accessSync(dirname(path), constants.W_OK);
    return (error as Error).message;
  } catch (refusal) {
    const { code } = refusal as NodeJS.ErrnoException;
    const why = code === 'EROFS' ? 'its disk is read-only' : `its folder cannot be written (${code})`;
    return `${why}. Make it writable, or set CLAUDE_METER_HOME to another folder.`;
  }
}

type Tried = { ok: true; database: DatabaseSync } | { ok: false; reason: 'newer'; version: number };

function named(tried: Tried, path: string, aside: string | null): OpenedDatabase {
  if (tried.ok) return { ok: true, database: tried.database, putAside: aside };
  const error = `${JSON.stringify(path)} was written by a newer ClaudeMeter (history version ${tried.version}, this one knows ${MIGRATIONS.length}). Update ClaudeMeter, or set CLAUDE_METER_HOME to another folder.`;
  return { ok: false, error };
}

function tryOpen(path: string): Tried {
  const database = new DatabaseSync(path);
  try {
    // WAL with NORMAL survives a kill of the process at any moment; only a power cut may cost the last seconds.
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 2000;');
    chmodSync(path, 0o600);
    const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
    if (version > MIGRATIONS.length) {
      database.close();
      return { ok: false, reason: 'newer', version };
    }
    if (version > 0 && version < MIGRATIONS.length) backUp(database, path, version);
    MIGRATIONS.slice(version).forEach((step, index) => {
      database.exec(`BEGIN IMMEDIATE; ${step} PRAGMA user_version = ${version + index + 1}; COMMIT;`);
    });
    return { ok: true, database };
  } catch (error) {
    if (database.isOpen) database.close();
    throw error;
  }
}

function backUp(database: DatabaseSync, path: string, version: number): void {
  const copy = `${path}.before-version-${version + 1}`;
  if (!existsSync(copy)) database.prepare('VACUUM INTO ?').run(copy);
}

/** SQLITE_CORRUPT and SQLITE_NOTADB. */
export function isDamage(error: unknown): boolean {
  const code = (error as { errcode?: number }).errcode;
  return code !== undefined && [11, 26].includes(code & 0xff);
}

/** Renames the database and its side files; returns the new name. */
export function putAside(path: string, now: number): string {
  const stamp = new Date(now).toISOString().replace(/[:.]/g, '-');
  const aside = path.replace(/\.db$/, `.damaged-${stamp}.db`);
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix);
  }
  return aside;
}
