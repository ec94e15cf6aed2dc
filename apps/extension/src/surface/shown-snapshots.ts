import { DROP_MS, FRESHNESS_MS, freshFor, type Snapshot } from '@claude-meter/core';
import { othersOf } from '../store/others.ts';
import type { Store } from '../store/store.ts';

/** What is known, by where it is known from. */
export interface Known {
  /** What this install has read itself. */
  own: Snapshot[];
  /** What the meter told, with what it has from this install. */
  told: Snapshot[];
}

/** The snapshots that count now: what the meter told grows stale when it is not heard any more, and goes. */
export function shownSnapshots(
  { others, settings, instance }: Store,
  { own, told }: Known,
  now: number,
): Snapshot[] {
  const age = others === null ? 0 : now - others.readAt;
  if (age >= DROP_MS) return own;
  const unheard = age >= freshFor(settings.cadence_ms, FRESHNESS_MS);
  const aged = othersOf(told, instance).map((snapshot) => ({
    ...snapshot,
    stale: snapshot.stale || unheard,
  }));
  return [...own, ...aged];
}
