import type { Problem, Snapshot } from '@claude-meter/core';
import type { Truth } from './truth.ts';

/** Why step 2 got nothing to compare with. */
export type BridgeProblem =
  | { kind: 'refused' | 'old' | 'empty' }
  /** `error`: what was said instead. */
  | { kind: 'other_program' | 'denied'; error: string }
  | { kind: 'no_body'; problem: Problem | null; errors: string[] }
  | { kind: 'other_org' | 'other_account' };

export type PickedRow = { ok: true; row: Snapshot } | { ok: false; problem: BridgeProblem };

/**
 * Chooses the row of step 2: the org of step 1, seen by the account of step 1, live before stale, newer before older.
 *
 * @param orgUuid the org of step 1
 * @param accountEmail the account of step 1, null when nobody knows it
 */
export function pickRow(
  snapshots: readonly Snapshot[],
  { orgUuid, accountEmail }: { orgUuid: string; accountEmail: string | null },
): PickedRow {
  if (snapshots.length === 0) return { ok: false, problem: { kind: 'empty' } };
  const rows = snapshots.filter((one) => one.org_uuid === orgUuid);
  if (rows.length === 0) {
    const foreign = accountEmail !== null && snapshots.every((one) => !isOf(one, accountEmail));
    return { ok: false, problem: { kind: foreign ? 'other_account' : 'other_org' } };
  }
  const own = accountEmail === null ? rows : rows.filter((one) => isOf(one, accountEmail));
  const best = own.filter(isServed).sort(byWorth)[0];
  if (best === undefined && own.length > 0) return { ok: false, problem: HEARSAY_ONLY };
  if (best === undefined) return { ok: false, problem: { kind: 'other_account' } };
  if (best.usage !== null) return { ok: true, row: best };
  return { ok: false, problem: { kind: 'no_body', problem: best.problem, errors: best.errors } };
}

/** The only org that the bridge has numbers of; null when it is none or several. */
export function onlyOrg(snapshots: readonly Snapshot[]): string | null {
  const orgs = orgsOf(snapshots.filter((one) => one.usage !== null));
  return orgs.length === 1 ? (orgs[0] ?? null) : null;
}

export function orgsOf(snapshots: readonly Snapshot[]): string[] {
  return [...new Set(snapshots.map((one) => one.org_uuid))].sort();
}

/** Only these two bring home what claude.ai itself served; the others have other texts of the same numbers. */
function isServed({ source }: Snapshot): boolean {
  return source === 'extension' || source === 'cookies';
}

const HEARSAY_ONLY: BridgeProblem = {
  kind: 'no_body',
  problem: null,
  errors: [
    'Only Claude Code has told of this organization: neither an extension nor the own fetch path has read it at claude.ai.',
  ],
};

/** A row whose account nobody knows may be anybody's. */
function isOf(snapshot: Snapshot, email: string): boolean {
  return snapshot.account_email === null || snapshot.account_email.toLowerCase() === email.toLowerCase();
}

function byWorth(a: Snapshot, b: Snapshot): number {
  return (
    Number(a.usage === null) - Number(b.usage === null) ||
    Number(a.stale) - Number(b.stale) ||
    Date.parse(b.fetched_at) - Date.parse(a.fetched_at)
  );
}

/** How far the bridge is behind step 1, ms; negative when it has read claude.ai since. */
export function lagOf(row: Pick<Snapshot, 'fetched_at'>, truth: Pick<Truth, 'at'>, now: number): number {
  return (truth.at ?? now) - Date.parse(row.fetched_at);
}
