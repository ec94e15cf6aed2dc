import {
  type Badge,
  badgeOf,
  joinedReading,
  LOOK_COLOURS,
  type Reading,
  readingsByOrg,
} from '@claude-meter/core';
import type { Store } from '../store/store.ts';
import { glimpsed } from './glimpsed.ts';
import { shownSnapshots } from './shown-snapshots.ts';

/**
 * What there is to show now on the badge and in a notice: one reading per org, out of this install's own and of what
 * the meter told of others. The popup shows the same numbers with everything beside them (`shownInDetail`).
 */
export function shownOf(store: Store, now: number): Reading[] {
  return readingsByOrg(shownSnapshots(store, glimpsed(store, now), now), now).map(joinedReading);
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
