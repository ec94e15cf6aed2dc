import type { CookieSession } from './session.ts';

/** A session and the orgs (uuids) that it can be asked for. */
export interface SessionOrgs {
  session: CookieSession;
  orgs: readonly string[];
}

/**
 * Decides which session is asked for which org: within one browser the newest session that holds an org
 * gets it, and a session that is left with none is dropped. Different browsers never compete: each has
 * its own row. A session without a start time counts as the oldest; the instance id breaks ties, so the
 * choice does not flap between polls.
 */
export function preferSessions(candidates: readonly SessionOrgs[]): SessionOrgs[] {
  const taken = new Set<string>();
  return [...candidates]
    .sort(newestFirst)
    .map(({ session, orgs }) => ({ session, orgs: orgs.filter((org) => take(taken, session.browser, org)) }))
    .filter(({ orgs }) => orgs.length > 0);
}

/**
 * Drops copies of one login before any org is known: a cloned profile holds the same `sessionKey`, and
 * asking twice with it would only double the requests. The newest copy stays.
 */
export function withoutClones(sessions: readonly CookieSession[]): CookieSession[] {
  const seen = new Set<string>();
  const kept = new Set(
    sessions
      .map((session) => ({ session, orgs: [] }))
      .sort(newestFirst)
      .filter(({ session }) =>
        take(seen, session.browser, session.cookies.get('sessionKey') ?? session.instance),
      )
      .map(({ session }) => session),
  );
  return sessions.filter((session) => kept.has(session));
}

function take(taken: Set<string>, browser: string, what: string): boolean {
  const id = JSON.stringify([browser, what]);
  if (taken.has(id)) return false;
  taken.add(id);
  return true;
}

function newestFirst(a: SessionOrgs, b: SessionOrgs): number {
  const byAge = startedAt(b.session) - startedAt(a.session);
  if (byAge !== 0) return byAge;
  return a.session.instance < b.session.instance ? -1 : 1;
}

function startedAt(session: CookieSession): number {
  return session.sessionStartedAt ?? Number.MIN_SAFE_INTEGER;
}
