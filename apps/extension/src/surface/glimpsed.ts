import { CLOCK_SKEW_MS, FRESHNESS_MS, freshFor, type Session, type Snapshot } from '@claude-meter/core';
import { type Glance, parseGlances, postedFields } from '@claude-meter/wire';
import { isForgotten, type OwnOrg, type OwnReadings } from '../store/own-readings.ts';
import type { Store } from '../store/store.ts';
import type { Known } from './shown-snapshots.ts';

/** How this install is called where its own readings are shown. */
const HERE = 'This browser';

/** What neither badge nor notice shows: the worker leaves it in the texts, and the popup reads it there. */
const UNSEEN = {
  overage: null,
  subscription: null,
  received_at: '',
  extra: null,
  billing: null,
  breakdown: [],
  provenance: null,
} satisfies Partial<Snapshot>;

/** Stands for the usage body of another session: the meter keeps it. */
const KEPT_BY_METER = '{}';

/** As much of what is stored as badge and notices need. The popup takes all of it (`shownInDetail`). */
export function glimpsed({ own, others }: Store, now: number): Known {
  const told = others === null ? null : parseGlances(others.text);
  return { own: ownSnapshots(own, now), told: told?.ok === true ? told.array.map(toldSnapshot) : [] };
}

function toldSnapshot(glance: Glance): Snapshot {
  return { ...glance, ...UNSEEN, usage: glance.usage == null ? null : KEPT_BY_METER };
}

/** What this install has read itself. */
export function ownSnapshots({ orgs, cadenceMs }: OwnReadings, now: number): Snapshot[] {
  const session: Session = { source: 'extension', browser: HERE, instance: null, cadenceMs };
  return Object.values(orgs)
    .filter((org) => !isForgotten(org, now) && (org.read !== null || org.newest.problem !== null))
    .map((org) => ({
      ...postedFields(session, org.newest),
      ...UNSEEN,
      fetched_at: (org.read ?? org.newest).fetchedAt,
      usage: org.read?.usage ?? null,
      limits: org.limits,
      stale: isStale(org, now, cadenceMs),
    }));
}

/** Stale: the newest attempt failed, or left the org out; or too old; or read by a clock that was far ahead of ours. */
function isStale({ newest, read, listed }: OwnOrg, now: number, cadenceMs: number): boolean {
  if (read === null || newest.problem !== null || !listed) return true;
  const age = now - Date.parse(read.fetchedAt);
  return age >= freshFor(cadenceMs, FRESHNESS_MS) || age < -CLOCK_SKEW_MS;
}
