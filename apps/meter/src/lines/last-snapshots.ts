import { type Snapshot, type State, snapshotsOf } from '@claude-meter/core';
import type { Settings } from '../settings.ts';
import { latestText } from '../store/latest-text.ts';

/**
 * What was known last, all of it stale; for lines only. Who reads it must expect anything and say nothing then: what the
 * store wrote is not checked here, because a prompt would wait for the check longer than for the line.
 */
export function lastSnapshots({ home, freshnessMs }: Settings, now: number): Snapshot[] {
  const text = latestText(home);
  if (text === null) return [];
  return snapshotsOf({ ...(JSON.parse(text) as State), restoredAt: now }, now, freshnessMs);
}
