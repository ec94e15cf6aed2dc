import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { planUpdate, Snapshot } from '@claude-meter/core';
import { startStatusNotifier } from '../../../apps/meter/src/tray/linux/status-notifier.ts';
import { DEFAULT_PREFERENCES, type TrayPreferences } from '../../../apps/meter/src/tray/preferences.ts';
import { startTray, type Tray } from '../../../apps/meter/src/tray/tray.ts';
import { limit, snapshot } from '../../../packages/core/test/tray-readings.ts';

/** The tray on a bus, fed by the test. */
export interface TrayUnderTest {
  tray: Tray;
  /** What was asked of the meter, in order. */
  asked: string[];
  publish(snapshots: readonly Snapshot[]): void;
  stop(): Promise<void>;
}

export interface TrayUnderTestOptions {
  address: () => string | null;
  snapshots: readonly Snapshot[];
  preferences?: Partial<TrayPreferences>;
  plan?: typeof planUpdate;
}

export function startTrayUnderTest(options: TrayUnderTestOptions): TrayUnderTest {
  const folder = mkdtempSync(join(tmpdir(), 'claude-meter-icons-'));
  const ending = new AbortController();
  const listeners = new Set<(published: { snapshots: readonly Snapshot[] }) => void>();
  const asked: string[] = [];
  let snapshots = options.snapshots;
  let preferences: TrayPreferences = {
    ...DEFAULT_PREFERENCES,
    format: 'compact',
    driver: { by: 'all' },
    ...options.preferences,
  };
  const ask = (what: string) => () => void asked.push(what);
  const tray = startTray({
    source: { current: () => ({ snapshots }), onChange: (listener) => void listeners.add(listener) },
    actions: {
      openUsagePage: ask('open usage page'),
      forget: (orgUuid) => void asked.push(`forget ${orgUuid}`),
      refresh: ask('refresh'),
      quit: ask('quit'),
      testAlarm: ask('test alarm'),
      activate: ask('activate'),
      startAtLogin: null,
    },
    signal: ending.signal,
    backend: ({ events, signal }) =>
      startStatusNotifier({
        events,
        signal,
        address: options.address,
        iconFolder: folder,
        ...(options.plan === undefined ? {} : { plan: options.plan }),
      }),
    preferences: {
      read: () => preferences,
      write: (next) => {
        preferences = next;
      },
    },
    defaultBrowser: async () => null,
    clock: Date.now,
    timeZone: 'UTC',
  });
  return {
    tray,
    asked,
    publish(next) {
      snapshots = next;
      for (const listener of listeners) listener({ snapshots });
    },
    async stop() {
      ending.abort();
      await tray.closed;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A live account with both windows running. */
export function account(
  orgUuid: string,
  fiveHour: number,
  sevenDay: number,
  given: Partial<Snapshot> = {},
): Snapshot {
  const at = new Date().toISOString();
  const hours = (count: number) => new Date(Date.now() + count * 3_600_000 + 30_000).toISOString();
  return snapshot({
    org_uuid: orgUuid,
    account_email: `${orgUuid}@example.com`,
    fetched_at: at,
    received_at: at,
    limits: [
      limit('five_hour', fiveHour, { resets_at: hours(3) }),
      limit('seven_day', sevenDay, { resets_at: hours(100) }),
    ],
    ...given,
  });
}
