import { RECENT_MS } from '@claude-meter/core';
import type { Glance } from '@claude-meter/wire';
import { CADENCES_MS } from '../store/settings.ts';

export interface CoverageInput {
  /** What other sessions have handed to the meter. */
  others: readonly Glance[];
  /** When this install itself last read each org, ms. */
  readAt: ReadonlyMap<string, number>;
  /** How often this install asks, ms. */
  cadenceMs: number;
  now: number;
}

/** What others do for us. */
export interface Coverage {
  /** Orgs that were read so recently, by whomever, that asking again would be a second request in one minute. */
  covered: ReadonlySet<string>;
  /** Orgs that another install has been reading and is about to read again: worth a moment's wait. */
  expected: ReadonlySet<string>;
}

/** Sources that ask claude.ai itself. */
const ASKS_CLAUDE: ReadonlySet<string> = new Set(['extension', 'cookies']);

/**
 * Which orgs another install reads for us. Of several installs the one that read an org last goes on reading it; the
 * others wait for it. So two browsers that wake up in the same second do not both ask, minute after minute.
 *
 * What the meter's own path has just read is not asked again either, but it is never waited for: it yields to an
 * extension that names the org, so that the next turn is ours.
 */
export function coverageOf({ others, readAt, cadenceMs, now }: CoverageInput): Coverage {
  const covered = new Set<string>();
  const expected = new Set<string>();
  const recent = recentFor(cadenceMs);
  for (const snapshot of others) {
    if (!ASKS_CLAUDE.has(snapshot.source) || snapshot.usage == null || snapshot.stale) continue;
    const fetchedAt = Date.parse(snapshot.fetched_at);
    if (Math.abs(now - fetchedAt) < recent) covered.add(snapshot.org_uuid);
    else if (snapshot.source === 'extension' && fetchedAt > (readAt.get(snapshot.org_uuid) ?? 0)) {
      expected.add(snapshot.org_uuid);
    }
  }
  return { covered, expected: expected.difference(covered) };
}

/** How long to wait for another install that is about to deliver, ms. */
export function patienceFor(cadenceMs: number): number {
  return cadenceMs / 12;
}

/** 50 s, in proportion less at the faster cadences of test builds. */
function recentFor(cadenceMs: number): number {
  return cadenceMs < CADENCES_MS[0] ? (cadenceMs * 5) / 6 : RECENT_MS;
}
