import { accountsOf, type Limit, type Reading, type Snapshot } from '@claude-meter/core';

/** What Claude Code told of its windows, and whose they are. */
export interface ToldLimits {
  limits: readonly Limit[];
  /** Null: it did not say. */
  orgUuid: string | null;
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
  const all = [...snapshots, toldSnapshot(org, { limits: told.limits, now })];
  return { readings: accountsOf(all, now), account: org };
}

function toldSnapshot(org: string, { limits, now }: { limits: readonly Limit[]; now: number }): Snapshot {
  const at = new Date(now).toISOString();
  return {
    org_uuid: org,
    browser: 'Claude Code',
    account_email: null,
    fetched_at: at,
    usage: '{}',
    overage: null,
    subscription: null,
    errors: [],
    stale: false,
    source: 'statusline',
    received_at: at,
    instance: null,
    org_name: null,
    plan: null,
    limits: [...limits],
    extra: null,
    billing: null,
    breakdown: [],
    problem: null,
    provenance: null,
  };
}
