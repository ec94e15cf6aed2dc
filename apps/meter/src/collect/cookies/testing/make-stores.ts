import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** 2026-11-22T12:00:00Z, the "now" of the store tests, ms since 1970. */
export const NOON = Date.UTC(2026, 10, 22, 12);
export const DAY_MS = 86_400_000;

export interface ChromiumRow {
  host: string;
  name: string;
  encrypted: Buffer;
  plain?: string;
  path?: string;
  /** ms since 1970; null for a session cookie. */
  expires?: number | null;
  /** ms since 1970. */
  created?: number;
  updated?: number;
  partition?: string;
  nested?: number;
}

export interface ChromiumStoreOptions {
  version?: number;
  /** Leaves the database in WAL mode, its rows in the log: hold the result open while it is read. */
  wal?: boolean;
  /** Columns that this store does not have, or that it has beside those known. */
  without?: readonly string[];
  more?: readonly string[];
}

const COLUMNS = [
  'creation_utc',
  'host_key',
  'top_frame_site_key',
  'name',
  'value',
  'encrypted_value',
  'path',
  'expires_utc',
  'last_update_utc',
  'has_cross_site_ancestor',
] as const;

/** Writes a Chromium cookie store with the columns of the real one that matter. */
export function makeChromiumStore(
  path: string,
  rows: readonly ChromiumRow[],
  { version = 24, wal = false, without = [], more = [] }: ChromiumStoreOptions = {},
): DatabaseSync {
  mkdirSync(dirname(path), { recursive: true });
  const db = new DatabaseSync(path);
  if (wal) db.exec('PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0');
  const columns = [...COLUMNS.filter((name) => !without.includes(name)), ...more];
  db.exec(`CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT); CREATE TABLE cookies(${columns.join(', ')})`);
  db.prepare("INSERT INTO meta VALUES ('version', ?)").run(String(version));
  db.exec('BEGIN');
  for (const row of rows) {
    const values: Record<(typeof COLUMNS)[number], string | bigint | number | Buffer> = {
      creation_utc: chromiumTime(row.created ?? NOON - DAY_MS),
      host_key: row.host,
      top_frame_site_key: row.partition ?? '',
      name: row.name,
      value: row.plain ?? '',
      encrypted_value: row.encrypted,
      path: row.path ?? '/',
      expires_utc: row.expires === null ? 0n : chromiumTime(row.expires ?? NOON + DAY_MS),
      last_update_utc: row.updated === undefined ? 0n : chromiumTime(row.updated),
      has_cross_site_ancestor: row.nested ?? 1,
    };
    const known = COLUMNS.filter((name) => !without.includes(name));
    db.prepare(`INSERT INTO cookies(${known.join(', ')}) VALUES (${known.map(() => '?').join(', ')})`).run(
      ...known.map((name) => values[name]),
    );
  }
  db.exec('COMMIT');
  return db;
}

/** Microseconds since 1601. */
function chromiumTime(unixMs: number): bigint {
  return (BigInt(unixMs) + 11_644_473_600_000n) * 1000n;
}

export interface FirefoxRow {
  host: string;
  name: string;
  value: string;
  path?: string;
  /** As stored: seconds or milliseconds since 1970. */
  expiry?: number;
  attributes?: string;
  /** ms since 1970. */
  created?: number;
}

/** Writes a `cookies.sqlite`; WAL as Firefox has it when `wal` is set. */
export function makeFirefoxStore(
  path: string,
  rows: readonly FirefoxRow[],
  { wal = false, without = [] }: { wal?: boolean; without?: readonly string[] } = {},
): DatabaseSync {
  mkdirSync(dirname(path), { recursive: true });
  const db = new DatabaseSync(path);
  if (wal) db.exec('PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0');
  const all = ['originAttributes', 'name', 'value', 'host', 'path', 'expiry', 'creationTime'];
  const columns = all.filter((name) => !without.includes(name));
  db.exec(
    `PRAGMA user_version = 17; CREATE TABLE moz_cookies(id INTEGER PRIMARY KEY, ${columns.join(', ')})`,
  );
  for (const row of rows) {
    const values: Record<string, string | number> = {
      originAttributes: row.attributes ?? '',
      name: row.name,
      value: row.value,
      host: row.host,
      path: row.path ?? '/',
      expiry: row.expiry ?? NOON + DAY_MS,
      creationTime: (row.created ?? NOON - DAY_MS) * 1000,
    };
    db.prepare(
      `INSERT INTO moz_cookies(${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
    ).run(...columns.map((name) => values[name] ?? null));
  }
  return db;
}
