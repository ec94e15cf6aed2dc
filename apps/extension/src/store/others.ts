import type { Snapshot } from '@claude-meter/core';

/** What of the meter's knowledge did not come from this install. */
export function othersOf<T extends Pick<Snapshot, 'source' | 'instance'>>(
  told: readonly T[],
  instance: string | null,
): T[] {
  return told.filter((one) => !(one.source === 'extension' && one.instance === instance));
}
