import { nextFlip, type Snapshot, type State, snapshotsOf } from '@claude-meter/core';
import { printSnapshots } from '@claude-meter/wire';

/** What everybody is shown: printed when it changes, not when it is asked for. */
export interface Published {
  /** Goes up with every change; unique over restarts. */
  id: string;
  snapshots: readonly Snapshot[];
  /** The body of `GET /snapshots`. */
  text: string;
  /** The same as UTF-8. */
  bytes: Buffer;
}

export interface Publisher {
  current(): Published;
  /** Takes a new state; listeners hear of it when it shows. */
  update(state: State): void;
  /** Calls back after each change until the signal aborts. */
  onChange(listener: (published: Published) => void, signal: AbortSignal): void;
}

export interface PublisherOptions {
  clock: () => number;
  freshnessMs: number;
  /** Distinguishes the ids of this run from those of earlier ones. */
  run: string;
  /** Ends the timer. */
  signal: AbortSignal;
}

/** Longest sleep between two looks at the clock, ms: a machine that slept wakes to stale rows soon. */
const LONGEST_WAIT_MS = 60_000;

/** Keeps the printed state up to date: on every new state, and when time alone turns a row stale. */
export function createPublisher(initial: State, options: PublisherOptions): Publisher {
  const { clock, freshnessMs, run, signal } = options;
  const listeners = new Set<(published: Published) => void>();
  let state = initial;
  let sequence = 0;
  const begunAt = clock();
  let published = print(begunAt);
  /** Looks at the clock from here on until then show the same; null: for ever. */
  let printedAt = begunAt;
  let flipsAt: number | null = null;
  let timer: NodeJS.Timeout | undefined;

  function print(now: number): Published {
    const snapshots = snapshotsOf(state, now, freshnessMs);
    const text = printSnapshots(snapshots);
    return { id: `${run}-${sequence}`, snapshots, text, bytes: Buffer.from(text) };
  }

  // One look at the clock for both: a flip between two looks would be neither printed nor waited for.
  function refresh(): void {
    const now = clock();
    const next = print(now);
    printedAt = now;
    if (next.text !== published.text) {
      sequence += 1;
      published = { ...next, id: `${run}-${sequence}` };
      for (const listener of [...listeners]) listener(published);
    }
    schedule(now);
  }

  function schedule(now: number): void {
    clearTimeout(timer);
    flipsAt = nextFlip(state, now, freshnessMs);
    if (flipsAt === null || signal.aborted) return;
    timer = setTimeout(refresh, Math.min(flipsAt - now, LONGEST_WAIT_MS));
    timer.unref();
  }

  signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  schedule(begunAt);
  return {
    current() {
      const now = clock();
      // Timers sleep with the machine and know nothing of a clock that is set: who asks first after that is told too.
      if (now < printedAt || (flipsAt !== null && now >= flipsAt)) refresh();
      return published;
    },
    update(next) {
      state = next;
      refresh();
    },
    onChange(listener, until) {
      if (until.aborted) return;
      listeners.add(listener);
      until.addEventListener('abort', () => listeners.delete(listener), { once: true });
    },
  };
}
