import type { ProblemKind } from './problem.ts';
import { type LimitReading, namedLimits, type Reading, readingOf } from './reading.ts';
import type { Snapshot } from './snapshot.ts';
import { isPartial, sourceStrength } from './source.ts';

/** Failures of the way to claude.ai: they concern every session, not only the one that met them. */
const COMMON: ReadonlySet<ProblemKind> = new Set(['challenged', 'rate_limited', 'network', 'server']);

/** What all sessions know of one org. */
export interface OrgReadings {
  best: Reading;
  others: readonly Reading[];
}

/**
 * The readings of each org, the best one apart: live before stale, with numbers before without; of live ones the
 * stronger source, then the newer one; of stale ones the newer. In the order of the snapshots.
 */
export function readingsByOrg(snapshots: readonly Snapshot[], now: number): OrgReadings[] {
  const byOrg = Map.groupBy(snapshots, (snapshot) => snapshot.org_uuid);
  return [...byOrg.values()].flatMap((all) => {
    const [best, ...others] = all.map((snapshot) => readingOf(snapshot, now)).sort(byWorth);
    return best === undefined ? [] : { best, others };
  });
}

/**
 * The best reading of an org. What it does not know is filled from the others, never overwritten: names and money, and
 * the limits that a partial source cannot know.
 */
export function joinedReading({ best, others }: OrgReadings): Reading {
  const snapshots = others.map(({ snapshot }) => snapshot);
  const limits = [...best.limits, ...missing(best, fullReading(others))];
  return { ...best, snapshot: filled(best.snapshot, snapshots), ...namedLimits(limits) };
}

/** The best of the readings that name every limit there is. */
export function fullReading(readings: readonly Reading[]): Reading | undefined {
  return readings.find(({ snapshot }) => snapshot.usage !== null && !isPartial(snapshot.source));
}

function byWorth(a: Reading, b: Reading): number {
  const has = (reading: Reading) => Number(reading.snapshot.usage !== null);
  const strength = (reading: Reading) => (reading.live ? sourceStrength(reading.snapshot.source) : 0);
  return Number(b.live) - Number(a.live) || has(b) - has(a) || strength(b) - strength(a) || a.ageMs - b.ageMs;
}

function filled(best: Snapshot, others: readonly Snapshot[]): Snapshot {
  const first = <K extends keyof Snapshot>(key: K) =>
    [best, ...others].find((snapshot) => snapshot[key] !== null)?.[key] ?? null;
  const failing = others.find(({ problem }) => problem !== null && COMMON.has(problem.kind));
  const reason = best.stale && best.problem === null && failing !== undefined ? failing : best;
  return {
    ...best,
    account_email: first('account_email'),
    org_name: first('org_name'),
    plan: first('plan'),
    extra: isPartial(best.source) ? first('extra') : best.extra,
    billing: first('billing'),
    problem: reason.problem,
    errors: reason.errors,
  };
}

/** Limits that a partial source cannot name, from whoever knew them last. A full source that names none says so. */
function missing(best: Reading, full: Reading | undefined): LimitReading[] {
  if (!isPartial(best.snapshot.source)) return [];
  const known = new Set(best.limits.map(({ id }) => id));
  return (full?.limits ?? []).filter(({ id }) => !known.has(id));
}
