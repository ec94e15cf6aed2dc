import { FRESHNESS_MS, type Snapshot } from '@claude-meter/core';
import { parseSnapshots, readSnapshots } from '@claude-meter/wire';
import { batch, type ReadonlySignal, signal } from '@preact/signals';
import { type Heard, shareStream } from './share-stream.ts';

/** What the page knows of the meter. */
export interface Live {
  /** Null until the meter has answered for the first time. */
  snapshots: ReadonlySignal<readonly Snapshot[] | null>;
  /** Whether the meter can be reached. */
  online: ReadonlySignal<boolean>;
  /** When something was heard of it last, ms. */
  heardAt: ReadonlySignal<number | null>;
}

/**
 * Follows the meter until the signal aborts.
 *
 * @param first what the page brought with it, the body of `GET /snapshots`; empty when it brought nothing
 */
export function startLive(
  base: string,
  { clock, first, end }: { clock: () => number; first: string; end: AbortSignal },
): Live {
  const snapshots = signal<readonly Snapshot[] | null>(null);
  const online = signal(true);
  const heardAt = signal<number | null>(null);
  const hear = (heard: Heard) => {
    batch(() => {
      online.value = heard.online;
      if (heard.snapshots === null) return;
      snapshots.value = heard.snapshots;
      heardAt.value = clock();
    });
  };
  const brought = parseSnapshots(first);
  if (brought.ok) hear({ online: true, snapshots: brought.snapshots });
  // The first picture does not wait for the stream: another tab may hold it.
  else
    void readSnapshots({ base, signal: end }).then((answer) => {
      if (answer.ok && snapshots.value === null) hear({ online: true, snapshots: answer.value });
      else if (!answer.ok) online.value = false;
    });
  shareStream(base, hear, end);
  return { snapshots, online, heardAt };
}

/** What can still be believed while the meter is away: numbers grow stale by age, as they would there. */
export function believed(snapshots: readonly Snapshot[], online: boolean, now: number): readonly Snapshot[] {
  if (online) return snapshots;
  return snapshots.map((snapshot) => {
    const old = now - Date.parse(snapshot.fetched_at) >= FRESHNESS_MS;
    return old && !snapshot.stale ? { ...snapshot, stale: true } : snapshot;
  });
}
