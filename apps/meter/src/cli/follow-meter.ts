import { setTimeout as pause } from 'node:timers/promises';
import type { Snapshot } from '@claude-meter/core';
import { bridgeUrl, follow } from '@claude-meter/wire';

export type MeterEvent =
  | { kind: 'snapshots'; snapshots: Snapshot[] }
  /** Reported once per loss; trying again goes on. */
  | { kind: 'lost'; error: string };

/** Pauses between attempts, ms; the last one repeats. */
const RETRY_MS = [250, 500, 1000, 2000];

/** Follows a meter over its restarts until the signal aborts. */
export async function* followMeter(port: number, signal: AbortSignal): AsyncGenerator<MeterEvent> {
  let failures = 0;
  let lastEventId: string | undefined;
  while (!signal.aborted) {
    try {
      const given = lastEventId === undefined ? {} : { lastEventId };
      for await (const event of follow({ base: bridgeUrl(port), signal, ...given })) {
        failures = 0;
        lastEventId = event.id ?? undefined;
        yield { kind: 'snapshots', snapshots: event.snapshots };
      }
    } catch (error) {
      // Why it failed is told below in one sentence; only a failure that is no lost connection is worth its own words.
      if (!signal.aborted && !(error instanceof TypeError)) yield { kind: 'lost', error: String(error) };
    }
    if (signal.aborted) return;
    if (failures === 0) {
      lastEventId = undefined;
      yield { kind: 'lost', error: `No meter answers at 127.0.0.1:${port}` };
    }
    const wait = RETRY_MS[Math.min(failures, RETRY_MS.length - 1)] ?? 1000;
    failures += 1;
    await pause(wait, undefined, { signal }).catch(() => undefined);
  }
}
