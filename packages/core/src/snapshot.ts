import { isDropped, isStale } from './freshness.ts';
import type { Limit } from './limit.ts';
import type { Problem } from './problem.ts';
import { SOURCES, type Source, sourceStrength } from './source.ts';
import type { Attempt, Dated, Row, State } from './state.ts';
import { type Billing, type ExtraUsage, joinExtraUsage, type UsageShare } from './usage.ts';

/**
 * One org as one session saw it at one moment: the record that crosses processes. The first nine fields are the
 * original's; `usage`, `overage` and `subscription` hold JSON text, never parsed numbers, and are printed verbatim.
 */
export interface Snapshot {
  org_uuid: string;
  browser: string;
  account_email: string | null;
  fetched_at: string;
  usage: string | null;
  overage: string | null;
  subscription: string | null;
  errors: string[];
  stale: boolean;
  source: Source;
  /** ISO-8601 arrival at the meter. */
  received_at: string;
  instance: string | null;
  org_name: string | null;
  plan: string | null;
  limits: Limit[];
  extra: ExtraUsage | null;
  billing: Billing | null;
  /** Share of the week per product, empty when the server does not say. */
  breakdown: UsageShare[];
  problem: Problem | null;
  provenance: Provenance | null;
}

export interface Provenance {
  endpoint: string | null;
  status: number | null;
  /** Hex digest of the usage body as received. */
  sha256: string;
}

/**
 * What is known now, one snapshot per (browser, org), in a stable order. Of several profiles of one browser that
 * hold the same org the fresh one is shown, else the newest; if that is stale, with the reason that any of them has.
 */
export function snapshotsOf(state: State, now: number, freshnessMs: number): Snapshot[] {
  const places = new Map<string, Candidate[]>();
  for (const [key, row] of Object.entries(state.rows)) {
    if (isDropped(row, now) || (row.usage === null && row.attempt.value.problem === null)) continue;
    const candidate = { key, row, stale: isStale(state, row, now, freshnessMs) };
    const place = `${row.attempt.value.session.browser.toLowerCase()}|${row.orgUuid}`;
    places.set(place, [...(places.get(place) ?? []), candidate]);
  }
  return [...places.values()].map(snapshotOfBest).sort(bySession);
}

function snapshotOfBest(candidates: readonly Candidate[]): Snapshot {
  const best = candidates.reduce((one, other) => (isBetter(other, one) ? other : one));
  const snapshot = snapshotOf(best.row, best.stale);
  const reason = best.stale && snapshot.problem === null ? newestFailure(candidates, best) : null;
  return reason === null ? snapshot : { ...snapshot, problem: reason.problem, errors: reason.errors };
}

/** Why nothing newer came: what another session of the same browser met when it asked after `best`. */
function newestFailure(candidates: readonly Candidate[], best: Candidate): Attempt | null {
  const failures = candidates.filter(
    ({ row }) => row.attempt.value.problem !== null && row.attempt.at >= shownAt(best),
  );
  failures.sort((a, b) => b.row.attempt.at - a.row.attempt.at || compare(a.key, b.key));
  return failures[0]?.row.attempt.value ?? null;
}

type Candidate = { key: string; row: Row; stale: boolean };

function isBetter(a: Candidate, b: Candidate): boolean {
  if (a.stale !== b.stale) return !a.stale;
  if ((a.row.usage === null) !== (b.row.usage === null)) return a.row.usage !== null;
  if (!a.stale && strengthOf(a) !== strengthOf(b)) return strengthOf(a) > strengthOf(b);
  if (shownAt(a) !== shownAt(b)) return shownAt(a) > shownAt(b);
  // Of equals the nearer source, then the smaller key: the answer must not hang on who came first.
  return compareSources(a, b) < 0 || (compareSources(a, b) === 0 && a.key < b.key);
}

function strengthOf({ row }: Candidate): number {
  return sourceStrength(row.attempt.value.session.source);
}

function shownAt({ row }: Candidate): number {
  return (row.usage ?? row.attempt).at;
}

function compareSources(a: Candidate, b: Candidate): number {
  const rank = ({ row }: Candidate) => SOURCES.indexOf(row.attempt.value.session.source);
  return rank(a) - rank(b);
}

/** Twice the time after which a session asks for overage and subscription again, ms. */
export const SIDE_KEPT_MS = 30 * 60_000;

/** A side body that its session brings no more, though it goes on reporting, is no longer so. */
function sideOf<T>(row: Row, side: Dated<T> | null): T | null {
  return side === null || row.attempt.at - side.at >= SIDE_KEPT_MS ? null : side.value;
}

function snapshotOf(row: Row, stale: boolean): Snapshot {
  const shown = row.usage ?? row.attempt;
  const overage = sideOf(row, row.overage);
  const subscription = sideOf(row, row.subscription);
  const { session, problem, errors } = row.attempt.value;
  return {
    org_uuid: row.orgUuid,
    browser: session.browser,
    account_email: row.account?.value.email ?? null,
    fetched_at: shown.fetchedAt,
    usage: row.usage?.value.text ?? null,
    overage: overage?.text ?? null,
    subscription: subscription?.text ?? null,
    errors,
    stale,
    source: session.source,
    received_at: new Date(shown.receivedAt).toISOString(),
    instance: session.instance,
    org_name: row.account?.value.org_name ?? null,
    plan: row.account?.value.plan ?? null,
    limits: row.usage?.value.meaning.limits ?? [],
    extra: joinExtraUsage(row.usage?.value.meaning.extra ?? null, overage?.meaning ?? null),
    billing: subscription?.meaning ?? null,
    breakdown: row.usage?.value.meaning.breakdown ?? [],
    problem,
    provenance:
      row.usage === null
        ? null
        : {
            endpoint: row.usage.value.endpoint,
            status: row.usage.value.status,
            sha256: row.usage.value.sha256,
          },
  };
}

/** Sorts snapshots of unknown accounts behind the others. */
const LAST = '\uffff';

function bySession(a: Snapshot, b: Snapshot): number {
  return (
    compare(a.account_email ?? LAST, b.account_email ?? LAST) ||
    compare(a.org_uuid, b.org_uuid) ||
    compare(a.browser, b.browser)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
