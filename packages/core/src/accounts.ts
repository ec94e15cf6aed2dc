import { ago } from './countdown.ts';
import { bindingLimit, FIVE_HOUR, SEVEN_DAY } from './limit.ts';
import { formatPercent } from './percent.ts';
import type { ProblemKind } from './problem.ts';
import { type LimitReading, type Reading, readingOf } from './reading.ts';
import type { Snapshot } from './snapshot.ts';
import { isPartial, SOURCE_NAMES, sourceStrength } from './source.ts';

/** Readings made within this time should agree, ms. */
const SAME_MINUTE_MS = 60_000;
/** Two numbers of one window that differ by no more are the same one, rounded differently. */
const ROUNDING = 1;
/** Failures of the way to claude.ai: they concern every session, not only the one that met them. */
const COMMON: ReadonlySet<ProblemKind> = new Set(['challenged', 'rate_limited', 'network', 'server']);

/**
 * One reading per org, the best of all sessions that know it, in the order of the snapshots: live before stale, with
 * numbers before without; of live ones the stronger source, then the newer one; of stale ones the newer. This is what
 * every surface shows as "the account".
 *
 * What the best one does not know is filled from the others, never overwritten: names and money, and the limits that a
 * partial source cannot know, each saying how old it is. Two live numbers of one window that disagree are both told.
 */
export function accountsOf(snapshots: readonly Snapshot[], now: number): Reading[] {
  const byOrg = Map.groupBy(snapshots, (snapshot) => snapshot.org_uuid);
  return [...byOrg.values()].flatMap((all) => {
    const [best, ...others] = all.map((snapshot) => readingOf(snapshot, now)).sort(byWorth);
    return best === undefined ? [] : [others.length === 0 ? best : joined(best, others, now)];
  });
}

function byWorth(a: Reading, b: Reading): number {
  const has = (reading: Reading) => Number(reading.snapshot.usage !== null);
  const strength = (reading: Reading) => (reading.live ? sourceStrength(reading.snapshot.source) : 0);
  return Number(b.live) - Number(a.live) || has(b) - has(a) || strength(b) - strength(a) || a.ageMs - b.ageMs;
}

function joined(best: Reading, others: readonly Reading[], now: number): Reading {
  const limits = [
    ...best.limits.map((limit) => withDoubt(limit, best, others)),
    ...missing(best, others, now),
  ];
  return {
    ...best,
    snapshot: filled(
      best.snapshot,
      others.map(({ snapshot }) => snapshot),
    ),
    limits,
    fiveHour: limits.find(({ id }) => id === FIVE_HOUR) ?? null,
    sevenDay: limits.find(({ id }) => id === SEVEN_DAY) ?? null,
    binding: bindingLimit(limits),
  };
}

function filled(best: Snapshot, others: readonly Snapshot[]): Snapshot {
  const first = <T>(of: (snapshot: Snapshot) => T | null): T | null => {
    for (const snapshot of [best, ...others]) {
      const value = of(snapshot);
      if (value !== null) return value;
    }
    return null;
  };
  const failing = others.find(({ problem }) => problem !== null && COMMON.has(problem.kind));
  const reason = best.stale && best.problem === null && failing !== undefined ? failing : best;
  const partial = isPartial(best.source);
  return {
    ...best,
    account_email: first(({ account_email }) => account_email),
    org_name: first(({ org_name }) => org_name),
    plan: first(({ plan }) => plan),
    extra: partial ? first(({ extra }) => extra) : best.extra,
    billing: first(({ billing }) => billing),
    problem: reason.problem,
    errors: reason.errors,
  };
}

/** Limits that a partial source cannot name, from whoever knew them last. A full source that names none says so. */
function missing(best: Reading, others: readonly Reading[], now: number): LimitReading[] {
  if (!isPartial(best.snapshot.source)) return [];
  const full = others.find(({ snapshot }) => snapshot.usage !== null && !isPartial(snapshot.source));
  const known = new Set(best.limits.map(({ id }) => id));
  return (full?.limits ?? [])
    .filter(({ id }) => !known.has(id))
    .map((limit) => {
      const age = `read ${ago(now - (full?.ageMs ?? 0), now)}`;
      return { ...limit, note: limit.note === '' ? age : `${limit.note} · ${age}` };
    });
}

function withDoubt(limit: LimitReading, best: Reading, others: readonly Reading[]): LimitReading {
  const said = others.flatMap((other) => {
    const same = other.limits.find(({ id }) => id === limit.id);
    const comparable = best.live && other.live && Math.abs(best.ageMs - other.ageMs) < SAME_MINUTE_MS;
    if (!comparable || same === undefined || agree(limit, same)) return [];
    return `${SOURCE_NAMES[other.snapshot.source]} says ${formatPercent(same.percent)}`;
  });
  if (said.length === 0) return limit;
  return { ...limit, note: [limit.note, ...new Set(said)].filter((part) => part !== '').join(' · ') };
}

/** An unknown number contradicts nothing, and neither does one of another window. */
function agree(a: LimitReading, b: LimitReading): boolean {
  if (a.percent === null || b.percent === null) return true;
  const apart = Math.abs(Date.parse(a.resets_at ?? '') - Date.parse(b.resets_at ?? ''));
  return apart >= SAME_MINUTE_MS || Math.abs(a.percent - b.percent) <= ROUNDING;
}
