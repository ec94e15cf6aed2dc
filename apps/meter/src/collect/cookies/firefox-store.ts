import type { DatabaseSync } from 'node:sqlite';
import { parseOriginAttributes } from './firefox-containers.ts';
import { CLAUDE_HOSTS, type StoredCookie } from './sent-cookies.ts';
import { columnsOf, readSqliteCopy, type StoreRead } from './sqlite-store.ts';

const REQUIRED = ['host', 'name', 'value', 'path', 'expiry'] as const;
/** `expiry` was seconds for twenty years and is milliseconds now; seconds reach this in the year 5138. */
const SECONDS_LIMIT = 1e11;

/** The claude.ai cookies of each container; 0 is the plain profile. */
export type FirefoxCookies = Map<number, StoredCookie<string>[]>;

/**
 * Reads the claude.ai rows of a Firefox cookie store (a private copy of `cookies.sqlite`), containers kept
 * apart. Values are plain text there.
 */
export function readFirefoxStore(copy: string): StoreRead<FirefoxCookies> {
  return readSqliteCopy(copy, (db) => {
    const columns = columnsOf(db, 'moz_cookies');
    const version = Number(db.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
    const missing = columns.size === 0 ? ['moz_cookies'] : REQUIRED.filter((name) => !columns.has(name));
    if (missing.length > 0) return { kind: 'schema_unknown', version, missing };
    return { kind: 'read', value: readRows(db, columns) };
  });
}

function readRows(db: DatabaseSync, columns: ReadonlySet<string>): FirefoxCookies {
  const optional = (name: string, otherwise: string): string => (columns.has(name) ? name : otherwise);
  const rows = db
    .prepare(`
      SELECT host, name, path, expiry, CAST(value AS TEXT) AS value,
        ${optional('creationTime', '0')} / 1000 AS created,
        ${optional('updateTime', '0')} / 1000 AS updated,
        ${optional('originAttributes', "''")} AS attributes
      FROM moz_cookies WHERE host IN (?, ?)`)
    .all(...CLAUDE_HOSTS);
  const containers: FirefoxCookies = new Map();
  for (const row of rows) {
    const origin = parseOriginAttributes(String(row['attributes']));
    if (origin === null) continue;
    const cookies = containers.get(origin.containerId) ?? [];
    containers.set(origin.containerId, cookies);
    cookies.push({
      host: String(row['host']),
      name: String(row['name']),
      path: String(row['path']),
      expiresAt: expiryMs(Number(row['expiry'])),
      createdAt: Number(row['created']),
      updatedAt: Number(row['updated']) || null,
      value: String(row['value'] ?? ''),
    });
  }
  return containers;
}

function expiryMs(expiry: number): number {
  return expiry > SECONDS_LIMIT ? expiry : expiry * 1000;
}
