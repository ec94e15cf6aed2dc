import type { Account, Body, Session, UsageBody } from './observation.ts';
import type { Problem } from './problem.ts';
import type { Billing, ExtraUsage } from './usage.ts';

/** A value and when it was true, so that the newer of two always wins, whichever arrives first. */
export interface Dated<T> {
  /** Fetch time, ms since the epoch. */
  at: number;
  /** The same moment as posted, to be shown again unchanged. */
  fetchedAt: string;
  receivedAt: number;
  value: T;
}

export interface Attempt {
  problem: Problem | null;
  errors: string[];
  session: Session;
}

/** One org as one session knows it. Each part carries its own time. */
export interface Row {
  orgUuid: string;
  /** Newest post of this session that held this org, ms. */
  seenAt: number;
  attempt: Dated<Attempt>;
  usage: Dated<UsageBody> | null;
  account: Dated<Account> | null;
  overage: Dated<Body<ExtraUsage | null>> | null;
  subscription: Dated<Body<Billing | null>> | null;
}

/** All that is known. Plain data: it is stored, restored and compared as JSON. */
export interface State {
  /** By `rowKey`. */
  rows: Record<string, Row>;
  /** Newest post of each session, ms, by `sessionKey`. */
  sessions: Record<string, number>;
  /** Orgs whose bodies have proven to count in percent 0–100. */
  percentOrgs: Record<string, true>;
  /** Rows received up to here came from disk and count as stale until refreshed, ms. */
  restoredAt: number | null;
}

export function emptyState(): State {
  return { rows: {}, sessions: {}, percentOrgs: {}, restoredAt: null };
}

/** A session is its install; a poster without an install id is its browser. */
export function sessionKey(session: Session): string {
  return session.instance === null
    ? `${session.source}|${session.browser.toLowerCase()}`
    : `${session.source}|#${session.instance}`;
}

export function rowKey(session: Session, orgUuid: string): string {
  return `${sessionKey(session)}|${orgUuid}`;
}
