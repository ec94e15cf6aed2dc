import { type BackOff, backOff, isBackingOff, type Problem } from '@claude-meter/core';
import { MAY_PASS, type Refusal } from './classify.ts';
import type { Org } from './org.ts';

/** How long account, organizations, overage and subscription are good for. */
export const META_MS = 15 * 60 * 1000;

/** What a session keeps between polls: plain JSON, no secrets. Hand back what the last poll returned. */
export interface PollMemory {
  /** Shape of this record: another number is thrown away. */
  version: 1;
  email: string | null;
  orgs: Org[];
  /** Last good answer about account and orgs, ms; null: ask before anything else. */
  accountAt: number | null;
  accountTrouble: Trouble | null;
  byOrg: Record<string, OrgMemory>;
}

export interface OrgMemory {
  trouble: Trouble | null;
  /** What the last usage body said about extra usage, shortened; a change makes the other bodies due. */
  extraMark: string | null;
  overage: SideBody;
  subscription: SideBody;
}

/** A body that is asked now and then. */
export interface SideBody {
  /** The last good text; null when there is none for this org. */
  text: string | null;
  /** Last good answer, also "there is none", ms. */
  at: number | null;
  trouble: Trouble | null;
}

/** A request that failed, and how long it is not repeated. */
export interface Trouble {
  problem: Problem;
  error: string;
  backOff: BackOff | null;
}

export const EMPTY_MEMORY: PollMemory = {
  version: 1,
  email: null,
  orgs: [],
  accountAt: null,
  accountTrouble: null,
  byOrg: {},
};

const UNASKED: SideBody = { text: null, at: null, trouble: null };

export const EMPTY_ORG: OrgMemory = {
  trouble: null,
  extraMark: null,
  overage: UNASKED,
  subscription: UNASKED,
};

/**
 * One more failure. Kinds that do not pass by waiting are asked again at the usual pace. With a back-off, `retry_at` says when the next request will be made.
 *
 * @param always back off from every kind of failure, not only from those that more requests make worse
 */
export function troubleAfter(
  previous: Trouble | null,
  refusal: Refusal,
  { now, always = false }: { now: number; always?: boolean },
): Trouble {
  const { problem, error } = refusal;
  if (!always && !MAY_PASS.has(problem.kind)) return { problem, error, backOff: null };
  const asked = problem.retry_at === null ? null : Date.parse(problem.retry_at);
  const next = backOff(previous?.backOff ?? null, asked, now);
  return { problem: { ...problem, retry_at: new Date(next.until).toISOString() }, error, backOff: next };
}

export function isWaiting(trouble: Trouble | null, now: number): boolean {
  return trouble !== null && isBackingOff(trouble.backOff, now);
}

/** Whether an answer of `at` has to be renewed; also when the clock has gone back behind it. */
export function isOld(at: number | null, now: number): boolean {
  return at === null || now - at >= META_MS || now < at;
}
