import {
  accountsOf,
  type Badge,
  badgeOf,
  DROP_MS,
  FRESHNESS_MS,
  freshFor,
  LOOK_COLOURS,
  type Reading,
  type Snapshot,
  snapshotsOf,
} from '@claude-meter/core';
import type { Store } from '../store/store.ts';

/** How this install is called where its own readings are shown. */
const HERE = 'This browser';

/** What there is to show now: this install's own readings and what the meter told of others, one per org. */
export function shownOf({ state, others, settings }: Store, now: number): Reading[] {
  const own = snapshotsOf(state, now, FRESHNESS_MS).map((snapshot) => ({ ...snapshot, browser: HERE }));
  const age = others === null ? 0 : now - others.readAt;
  const told: Snapshot[] = others === null || age >= DROP_MS ? [] : others.snapshots;
  const unheard = age >= freshFor(settings.cadence_ms, FRESHNESS_MS);
  const aged = told.map((snapshot) => ({ ...snapshot, stale: snapshot.stale || unheard }));
  return accountsOf([...own, ...aged], now);
}

/** The toolbar badge. A session that cannot be asked and has nothing to show is a failure, not an absence of data. */
export function shownBadge(store: Store, now: number): Badge {
  const readings = shownOf(store, now);
  if (readings.length === 0 && store.last?.problem != null) {
    const tooltip = ['ClaudeMeter', ...store.last.errors].join('\n');
    return { text: '!', colour: LOOK_COLOURS.grey, tooltip };
  }
  return badgeOf(readings, store.settings.badge);
}
