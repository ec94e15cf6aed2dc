import { type Snapshot, snapshotsOf } from '@claude-meter/core';
import { latestText } from './latest-text.ts';
import { readStoredState } from './stored-state.ts';

/** What a meter that is not running knew last, all of it stale; null when there is nothing to read. */
export function readLatest(home: string, now: number, freshnessMs: number): Snapshot[] | null {
  const text = latestText(home);
  if (text === null) return null;
  try {
    return snapshotsOf(readStoredState(text, now), now, freshnessMs);
  } catch {
    return null;
  }
}
