import { accountsOf, type Limit, type Reading, type Snapshot } from '@claude-meter/core';
import { TOLD_CADENCE_MS } from '../statusline/told-at.ts';

/** What Claude Code told of its windows, and whose they are. */
export interface ToldLimits {
  limits: readonly Limit[];
  /** Null: it did not say. */
  orgUuid: string | null;
  /** ms */
  at: number;
}

/** Stands for an org that nobody named. */
const UNNAMED = 'told';

/**
 * The readings of a meter, with what Claude Code told just now as one more session that knows that org. Which of them
 * is believed is decided as always: what claude.ai serves before hearsay, fresh before old.
 *
 * @returns `account`: the org that the line is about; null when it cannot be told
 */
export function readingsWith(
  snapshots: readonly Snapshot[],
  told: ToldLimits,
  now: number,
): { readings: Reading[]; account: string | null } {
  const orgs = new Set(snapshots.map(({ org_uuid }) => org_uuid));
  // Without a name it can only be the one that is known.
  const account = told.orgUuid ?? (orgs.size === 1 ? ([...orgs][0] ?? null) : null);
  if (told.limits.length === 0) return { readings: accountsOf(snapshots, now), account };
  const org = account ?? UNNAMED;
  const all = [...snapshots, toldSnapshot(org, told, now)];
  return { readings: accountsOf(all, now), account: org };
}

function toldSnapshot(org: string, told: ToldLimits, now: number): Snapshot {
  const at = new Date(told.at).toISOString();
  return {
    org_uuid: org,
    browser: 'Claude Code',
    account_email: null,
    fetched_at: at,
    usage: '{}',
    overage: null,
    subscription: null,
    errors: [],
    stale: now - told.at >= 2 * TOLD_CADENCE_MS,
    source: 'statusline',
    received_at: at,
    instance: null,
    org_name: null,
    plan: null,
    limits: [...told.limits],
    extra: null,
    billing: null,
    breakdown: [],
    problem: null,
    provenance: null,
  };
}
