import type { DatabaseSync } from 'node:sqlite';
import { type EncryptedValue, readEncryptedValue } from './encrypted-value.ts';
import { CLAUDE_HOSTS, type StoredCookie } from './sent-cookies.ts';
import { columnsOf, readSqliteCopy, type StoreRead } from './sqlite-store.ts';

/** Chromium counts microseconds since 1601-01-01; this is 1970-01-01 in its milliseconds. */
const EPOCH_1601_MS = 11_644_473_600_000;
const REQUIRED = ['host_key', 'name', 'path', 'expires_utc', 'encrypted_value'] as const;
/** Cookies partitioned to claude.ai itself go out with a plain visit; other partitions do not. */
const OWN_PARTITION = 'https://claude.ai';

export interface ChromiumCookies {
  /** `meta.version`; 24 and later bind each value to its host. Null when the store does not say. */
  version: number | null;
  cookies: StoredCookie<EncryptedValue>[];
}

/**
 * Reads the claude.ai rows of a Chromium cookie store (a private copy of it). Judged by its columns, not
 * by its version: an older or a newer store is read as long as what is needed is there.
 */
export function readChromiumStore(copy: string): StoreRead<ChromiumCookies> {
  return readSqliteCopy(copy, (db) => {
    const columns = columnsOf(db, 'cookies');
    const version = readVersion(db);
    const missing = columns.size === 0 ? ['cookies'] : REQUIRED.filter((name) => !columns.has(name));
    if (missing.length > 0) return { kind: 'schema_unknown', version, missing };
    return { kind: 'read', value: { version, cookies: readRows(db, columns) } };
  });
}

function readVersion(db: DatabaseSync): number | null {
  if (columnsOf(db, 'meta').size === 0) return null;
  const row = db.prepare("SELECT value FROM meta WHERE key = 'version'").get();
  const version = Number(row?.['value'] ?? Number.NaN);
  return Number.isInteger(version) ? version : null;
}

function readRows(db: DatabaseSync, columns: ReadonlySet<string>): StoredCookie<EncryptedValue>[] {
  const optional = (name: string, otherwise: string): string => (columns.has(name) ? name : otherwise);
  // Microseconds since 1601 do not fit a JavaScript number: SQLite divides them to milliseconds.
  const rows = db
    .prepare(`
      SELECT host_key, name, path, encrypted_value,
        CAST(${optional('value', "''")} AS TEXT) AS value,
        expires_utc / 1000 AS expires,
        ${optional('creation_utc', '0')} / 1000 AS created,
        ${optional('last_update_utc', '0')} / 1000 AS updated,
        ${optional('top_frame_site_key', "''")} AS partition,
        ${optional('has_cross_site_ancestor', '0')} AS nested
      FROM cookies WHERE host_key IN (?, ?)`)
    .all(...CLAUDE_HOSTS);
  return rows.filter(isOwn).map((row) => ({
    host: String(row['host_key']),
    name: String(row['name']),
    path: String(row['path']),
    expiresAt: unixMs(row['expires']),
    createdAt: unixMs(row['created']) ?? 0,
    updatedAt: unixMs(row['updated']),
    value: readEncryptedValue(String(row['value'] ?? ''), bytes(row['encrypted_value'])),
  }));
}

function isOwn(row: Record<string, unknown>): boolean {
  if (row['partition'] === '') return true;
  return row['partition'] === OWN_PARTITION && row['nested'] === 0;
}

/** 0 stands for "none" in every time column. */
function unixMs(ms1601: unknown): number | null {
  return typeof ms1601 === 'number' && ms1601 !== 0 ? ms1601 - EPOCH_1601_MS : null;
}

function bytes(value: unknown): Uint8Array {
  if (value instanceof Uint8Array) return value;
  // A column that holds text where Chromium writes a blob: its bytes are what counts.
  return typeof value === 'string' ? Buffer.from(value, 'latin1') : new Uint8Array();
}
