import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type LimitKind, type LimitReadingAt, type Span, windowMsOf } from '@claude-meter/core';
import { signedInOrg } from '../report/known-resets.ts';
import { DATABASE_NAME } from '../store/database-name.ts';
import type { RootSurroundings } from '../transcripts/roots.ts';

/** What the history knows of one limit. */
export interface LimitHistory {
  limit: { id: string; kind: string; label: string };
  /** Its changes, oldest first. */
  readings: LimitReadingAt[];
  windowMs: number | null;
}

/** What the history knows of one org. */
export interface OrgHistory {
  org: string;
  limits: LimitHistory[];
  /** Stretches nobody watched, ms, in order. */
  gaps: Span[];
}

export type ReadLimits =
  | { ok: true; history: OrgHistory }
  /** `no_history`: nothing was recorded yet. `which_org`: there are several, and which one works here is not known. */
  | { ok: false; kind: 'no_history' | 'which_org' | 'unreadable'; error: string };

export interface LimitsAsked {
  /** Null: the one that Claude Code is signed in to, or the only one. */
  org: string | null;
  /** Null: all that tokens count toward. */
  limit: string | null;
  /** Ms. */
  since: number;
  until: number;
}

const ATTRIBUTED_KINDS: readonly string[] = ['session', 'weekly', 'scoped'];

/** Reads the changes of an org's limits out of the history in the state folder, which may be in use. */
export function readLimits(home: string, asked: LimitsAsked, surroundings: RootSurroundings): ReadLimits {
  const path = join(home, DATABASE_NAME);
  if (!existsSync(path)) return noHistory();
  let database: DatabaseSync | null = null;
  try {
    database = new DatabaseSync(path, { readOnly: true, timeout: 2_000 });
    const chosen = chooseOrg(database, asked.org, surroundings);
    if (typeof chosen !== 'string') return chosen;
    return { ok: true, history: historyOf(database, chosen, asked) };
  } catch (error) {
    return {
      ok: false,
      kind: 'unreadable',
      error: `The history cannot be read: ${(error as Error).message}.`,
    };
  } finally {
    database?.close();
  }
}

function noHistory(): ReadLimits & { ok: false } {
  const error = 'No limit has a history yet. Leave "claude-meter run" on for a while, then ask again.';
  return { ok: false, kind: 'no_history', error };
}

function chooseOrg(
  database: DatabaseSync,
  asked: string | null,
  surroundings: RootSurroundings,
): string | (ReadLimits & { ok: false }) {
  const rows = database.prepare('SELECT DISTINCT org_uuid FROM series ORDER BY org_uuid').all();
  const orgs = rows.map((row) => String(row['org_uuid']));
  if (orgs.length === 0) return noHistory();
  if (asked !== null) return orgs.includes(asked) ? asked : whichOrg(`${asked} has no history`, orgs);
  const signedIn = orgs.length === 1 ? orgs[0] : signedInOrg(surroundings);
  return signedIn !== null && signedIn !== undefined && orgs.includes(signedIn)
    ? signedIn
    : whichOrg('Claude Code is signed in to none of the accounts with a history', orgs);
}

function whichOrg(why: string, orgs: readonly string[]): ReadLimits & { ok: false } {
  return { ok: false, kind: 'which_org', error: `${why}. There are: ${orgs.join(', ')}. Name one as org.` };
}

function historyOf(database: DatabaseSync, org: string, { limit, since, until }: LimitsAsked): OrgHistory {
  const series = database
    .prepare('SELECT id, limit_id, kind, label FROM series WHERE org_uuid = ? ORDER BY id')
    .all(org)
    .filter(
      ({ kind, limit_id }) =>
        ATTRIBUTED_KINDS.includes(String(kind)) && (limit === null || limit === limit_id),
    );
  // The change that still holds at the beginning, and those behind it.
  const changes = database.prepare(`
    SELECT at, percent, resets_at FROM sample WHERE series_id = ? AND at <= ? AND at >= coalesce(
      (SELECT max(at) FROM sample WHERE series_id = ? AND at < ?), ?) ORDER BY at`);
  changes.setReturnArrays(true);
  const limits = series.map((row): LimitHistory => {
    const id = Number(row['id']);
    const kind = String(row['kind']);
    const rows = changes.all(id, until, id, since, since) as unknown as [
      number,
      number | null,
      number | null,
    ][];
    return {
      limit: { id: String(row['limit_id']), kind, label: String(row['label']) },
      readings: rows.map(([at, percent, resetsAt]) => ({ at, percent, resetsAt })),
      windowMs: windowMsOf(kind as LimitKind),
    };
  });
  return { org, limits, gaps: gapsOf(database, org, until) };
}

function gapsOf(database: DatabaseSync, org: string, until: number): Span[] {
  const spans = database
    .prepare('SELECT since, until FROM watch WHERE org_uuid = ? AND since <= ? ORDER BY since')
    .all(org, until);
  const gaps: Span[] = [];
  let reached: number | null = null;
  for (const { since, until: end } of spans) {
    if (reached !== null && Number(since) > reached) gaps.push([reached, Number(since)]);
    reached = Math.max(reached ?? Number(end), Number(end));
  }
  if (reached !== null && reached < until) gaps.push([reached, until]);
  return gaps;
}
