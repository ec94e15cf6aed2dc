import { accessSync, chmodSync, constants, existsSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { isEmpty, missingFrom } from './known-form.ts';
import { MIGRATIONS } from './schema.ts';

/** Why a file was put aside. */
export type AsideReason =
  | { kind: 'damaged' }
  /** It is sound, and no history: `lacks` is what it should have. */
  | { kind: 'unknown_form'; lacks: string };

export type PutAside = AsideReason & { path: string };

export type OpenedDatabase =
  | { ok: true; database: DatabaseSync; putAside: PutAside | null }
  | { ok: false; error: string };

/**
 * Opens the history, bringing it up to date. A damaged file, and one that is no history, is renamed (never removed) and
 * a new one begun; a file of a newer ClaudeMeter is left alone.
 */
export function openDatabase(path: string, now: number): OpenedDatabase {
  const first = attempt(path);
  if (first.kind === 'opened') return { ok: true, database: first.database, putAside: null };
  if (first.kind === 'refused') return { ok: false, error: first.error };
  const aside = { ...first, path: putAside(path, first, now) };
  const second = attempt(path);
  if (second.kind === 'opened') return { ok: true, database: second.database, putAside: aside };
  const error =
    second.kind === 'refused'
      ? second.error
      : `${JSON.stringify(path)} is damaged again as soon as it is written. Look at the disk.`;
  return { ok: false, error };
}

type Attempt = { kind: 'opened'; database: DatabaseSync } | { kind: 'refused'; error: string } | AsideReason;

function attempt(path: string): Attempt {
  try {
    return tryOpen(path);
  } catch (error) {
    if (isDamage(error)) return { kind: 'damaged' };
    return { kind: 'refused', error: `${JSON.stringify(path)}: ${reasonOf(error, path)}` };
  }
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

function tryOpen(path: string): Attempt {
  const database = new DatabaseSync(path);
  try {
    const version = versionOf(database);
    if (version > MIGRATIONS.length) {
      // Before anything is set: what a newer one has written is not touched.
      database.close();
      return { kind: 'refused', error: newerWords(path, version) };
    }
    // WAL with NORMAL survives a kill of the process at any moment; only a power cut may cost the last seconds.
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 2000;');
    chmodSync(path, 0o600);
    const result = bringUpToDate(database, path);
    if (result.kind !== 'opened') database.close();
    return result;
  } catch (error) {
    if (database.isOpen) database.close();
    throw error;
  }
}

function versionOf(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
}

function newerWords(path: string, version: number): string {
  return `${JSON.stringify(path)} was written by a newer ClaudeMeter (history version ${version}, this one knows ${MIGRATIONS.length}). Update ClaudeMeter, or set CLAUDE_METER_HOME to another folder.`;
}

function bringUpToDate(database: DatabaseSync, path: string): Attempt {
  const version = versionOf(database);
  // Somebody else's tables must not be mixed with ours.
  if (version === 0 && !isEmpty(database)) {
    return { kind: 'unknown_form', lacks: missingFrom(database) ?? 'its version' };
  }
  if (version > 0 && version < MIGRATIONS.length) backUp(database, path, version);
  const failed = migrate(database, version);
  const lacks = failed ?? missingFrom(database);
  return lacks === null ? { kind: 'opened', database } : { kind: 'unknown_form', lacks };
}

const SQLITE_ERROR = 1;

/** Takes the steps that are missing; what a table turned out not to have, when it is not of the form it claims. */
function migrate(database: DatabaseSync, version: number): string | null {
  try {
    MIGRATIONS.slice(version).forEach((step, index) => {
      database.exec(`BEGIN IMMEDIATE; ${step} PRAGMA user_version = ${version + index + 1}; COMMIT;`);
    });
    return null;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    if (codeOf(error) === SQLITE_ERROR) return (error as Error).message;
    throw error;
  }
}

function backUp(database: DatabaseSync, path: string, version: number): void {
  const copy = `${path}.before-version-${version + 1}`;
  if (!existsSync(copy)) database.prepare('VACUUM INTO ?').run(copy);
}

/** SQLITE_CORRUPT and SQLITE_NOTADB; SQLITE_IOERR_SHORT_READ is a file that was cut off. */
const [CORRUPT, NOT_A_DATABASE, SHORT_READ] = [11, 26, 522];

/** Whether the file itself is broken: other failures pass. */
export function isDamage(error: unknown): boolean {
  const { errcode } = error as { errcode?: unknown };
  return errcode === SHORT_READ || [CORRUPT, NOT_A_DATABASE].includes(codeOf(error) ?? 0);
}

/** SQLite's primary result code; null when it is no failure of SQLite. */
function codeOf(error: unknown): number | null {
  const { errcode } = error as { errcode?: unknown };
  return typeof errcode === 'number' ? errcode & 0xff : null;
}

const ASIDE_NAMES: Readonly<Record<AsideReason['kind'], string>> = {
  damaged: 'damaged',
  unknown_form: 'not-a-history',
};

/** Renames the database and its side files; returns the new name. */
export function putAside(path: string, { kind }: AsideReason, now: number): string {
  const stamp = new Date(now).toISOString().replace(/[:.]/g, '-');
  const name = path.replace(/\.db$/, `.${ASIDE_NAMES[kind]}-${stamp}`);
  let aside = `${name}.db`;
  // What was put aside before stays, also when the clock says the same again.
  for (let copy = 2; existsSync(aside); copy += 1) aside = `${name}-${copy}.db`;
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix);
  }
  return aside;
}
