import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { FIVE_HOUR, SEVEN_DAY } from '@claude-meter/core';
import { DATABASE_NAME } from '../store/database-name.ts';
import type { RootSurroundings } from '../transcripts/roots.ts';

/** When the server's own windows ended or will end, ms. */
export interface KnownResets {
  sessionResets: number[];
  weekResets: number[];
}

const NONE: KnownResets = { sessionResets: [], weekResets: [] };
const MINUTE = 60_000;

/**
 * The resets that the history knows of the org that Claude Code is signed in to. With several orgs and no word of
 * which it is, none: windows of another account would cut this one's work in the wrong places.
 */
export function knownResets(home: string, surroundings: RootSurroundings): KnownResets {
  const path = join(home, DATABASE_NAME);
  if (!existsSync(path)) return NONE;
  let database: DatabaseSync | null = null;
  try {
    database = new DatabaseSync(path, { readOnly: true });
    // A window that the server replaced before its time did not end when it was to.
    const rows = database
      .prepare(
        `SELECT org_uuid, limit_id, resets_at FROM window JOIN series ON series.id = series_id
         WHERE limit_id IN (?, ?) AND ended IS NOT 'moved'`,
      )
      .all(FIVE_HOUR, SEVEN_DAY);
    const orgs = new Set(rows.map((row) => String(row['org_uuid'])));
    const org = orgs.size === 1 ? [...orgs][0] : signedInOrg(surroundings);
    const resets = (limit: string): number[] =>
      rows
        .filter((row) => row['org_uuid'] === org && row['limit_id'] === limit)
        // The server's times jitter below a second.
        .map((row) => Math.round(Number(row['resets_at']) / MINUTE) * MINUTE);
    return { sessionResets: resets(FIVE_HOUR), weekResets: resets(SEVEN_DAY) };
  } catch {
    // A history that cannot be read (damaged, of another version) only costs the windows: calendar weeks remain.
    return NONE;
  } finally {
    database?.close();
  }
}

/** The org that Claude Code says it is signed in to. Nothing else of its file is looked at. */
export function signedInOrg({ env, home }: RootSurroundings): string | null {
  const named = env['CLAUDE_CONFIG_DIR']?.split(',')[0]?.trim();
  try {
    const text = readFileSync(join(named || home, '.claude.json'), 'utf8');
    const account = (JSON.parse(text) as { oauthAccount?: { organizationUuid?: unknown } } | null)
      ?.oauthAccount;
    return typeof account?.organizationUuid === 'string' ? account.organizationUuid : null;
  } catch {
    return null;
  }
}
