import type { Snapshot } from '@claude-meter/core';
import type { VerdictId } from '@claude-meter/verify';

/** What step 3 sees, in this order. */
export type HandoffPhase = 'delivering' | 'stale' | 'taken_over' | 'handed_back';

export interface HandoffEvent {
  phase: HandoffPhase;
  /** When it was seen, ms. */
  at: number;
  browser: string;
  source: Snapshot['source'];
  /** When the row was fetched, ms. */
  fetchedAt: number;
}

export interface Handoff {
  orgUuid: string | null;
  /** One per phase that was reached. `delivering` carries the extension's last fetch. */
  events: readonly HandoffEvent[];
}

/** @param orgUuid the org to watch; null for the first that an extension delivers */
export function beginHandoff(orgUuid: string | null): Handoff {
  return { orgUuid, events: [] };
}

export function phaseOf({ events }: Handoff): HandoffPhase | null {
  return events.at(-1)?.phase ?? null;
}

/**
 * What a new state of the bridge adds. An extension that comes back before the own path has taken over begins anew. A
 * takeover may be seen without the stale moment before it: the state in between may have been too short to be shown.
 */
export function advanceHandoff(handoff: Handoff, snapshots: readonly Snapshot[], now: number): Handoff {
  const seen = look(handoff, snapshots, now);
  const { events } = handoff;
  const own = seen.own;
  switch (phaseOf(handoff)) {
    case null:
      return seen.extension === null
        ? handoff
        : { orgUuid: seen.extension.orgUuid, events: [seen.extension.event('delivering')] };
    case 'delivering':
    case 'stale': {
      const silentSince = events[0]?.fetchedAt ?? 0;
      if (seen.extension !== null) return { ...handoff, events: [seen.extension.event('delivering')] };
      if (own !== null && own.event('taken_over').fetchedAt > silentSince) {
        return { ...handoff, events: [...events, own.event('taken_over')] };
      }
      return seen.stale === null || phaseOf(handoff) === 'stale'
        ? handoff
        : { ...handoff, events: [...events, seen.stale.event('stale')] };
    }
    case 'taken_over': {
      const since = events.at(-1)?.fetchedAt ?? 0;
      const back = seen.extension?.event('handed_back') ?? null;
      return back === null || back.fetchedAt <= since ? handoff : { ...handoff, events: [...events, back] };
    }
    case 'handed_back':
      return handoff;
  }
}

/** What the handoff came to, when it is over or time is up. */
export function handoffVerdict(handoff: Handoff): VerdictId {
  switch (phaseOf(handoff)) {
    case null:
      return 'handoff_no_extension';
    case 'delivering':
      return 'handoff_not_silent';
    case 'stale':
      return 'handoff_no_takeover';
    case 'taken_over':
      return 'handoff_not_returned';
    case 'handed_back':
      return 'handoff_seen';
  }
}

interface Sighting {
  orgUuid: string;
  event: (phase: HandoffPhase) => HandoffEvent;
}

function look(
  { orgUuid }: Handoff,
  snapshots: readonly Snapshot[],
  at: number,
): Record<'extension' | 'stale' | 'own', Sighting | null> {
  const find = (fits: (row: Snapshot) => boolean): Sighting | null => {
    const row = snapshots
      .filter((one) => one.usage !== null && (orgUuid === null || one.org_uuid === orgUuid) && fits(one))
      .sort((a, b) => Date.parse(b.fetched_at) - Date.parse(a.fetched_at))[0];
    if (row === undefined) return null;
    const { browser, source } = row;
    const fetchedAt = Date.parse(row.fetched_at);
    return { orgUuid: row.org_uuid, event: (phase) => ({ phase, at, browser, source, fetchedAt }) };
  };
  return {
    extension: find((row) => row.source === 'extension' && !row.stale),
    stale: find((row) => row.source === 'extension' && row.stale),
    own: find((row) => (row.source === 'cookies' || row.source === 'oauth') && !row.stale),
  };
}
