import { knownResets } from '../report/known-resets.ts';
import type { RootSurroundings } from '../transcripts/roots.ts';

const WEEK_MS = 7 * 86_400_000;

/** When the server's own week began that a moment lies in, ms; seven days before where it is not known. */
export function weekStart(home: string, surroundings: RootSurroundings, at: number): number {
  const starts = knownResets(home, surroundings).weekResets.flatMap((end) => [end - WEEK_MS, end]);
  const begun = starts.filter((start) => start < at && start >= at - WEEK_MS);
  return begun.length === 0 ? at - WEEK_MS : Math.max(...begun);
}
