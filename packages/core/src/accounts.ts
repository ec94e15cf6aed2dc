import { ago } from './countdown.ts';
import { fullReading, joinedReading, type OrgReadings, readingsByOrg } from './org-readings.ts';
import { formatPercent } from './percent.ts';
import { type LimitReading, namedLimits, type Reading } from './reading.ts';
import type { Snapshot } from './snapshot.ts';
import { SOURCE_NAMES } from './source.ts';

/** Readings made within this time should agree, ms. */
const SAME_MINUTE_MS = 60_000;
/** Two numbers of one window that differ by no more are the same one, rounded differently. */
const ROUNDING = 1;

/**
 * One reading per org, the best of all sessions that know it (`readingsByOrg`), with what the others know beside it
 * (`joinedReading`). This is what every surface shows as "the account".
 *
 * Each limit that is not the best one's says how old it is. Two live numbers of one window that disagree are both told.
 */
export function accountsOf(snapshots: readonly Snapshot[], now: number): Reading[] {
  return readingsByOrg(snapshots, now).map((org) => {
    const reading = joinedReading(org);
    if (org.others.length === 0) return reading;
    const own = new Set(org.best.limits.map(({ id }) => id));
    const limits = reading.limits.map((limit) =>
      own.has(limit.id) ? withDoubt(limit, org) : withAge(limit, fullReading(org.others), now),
    );
    return { ...reading, ...namedLimits(limits) };
  });
}

function withAge(limit: LimitReading, from: Reading | undefined, now: number): LimitReading {
  const age = `read ${ago(now - (from?.ageMs ?? 0), now)}`;
  return { ...limit, note: limit.note === '' ? age : `${limit.note} · ${age}` };
}

function withDoubt(limit: LimitReading, { best, others }: OrgReadings): LimitReading {
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
