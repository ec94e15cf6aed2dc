import * as fc from 'fast-check';
import type { Limit } from '../src/limit.ts';
import { type Reading, readingOf } from '../src/reading.ts';
import type { Snapshot } from '../src/snapshot.ts';
import type { TrayView } from '../src/tray-model.ts';
import { plainSnapshot } from './plain-snapshot.ts';

/** Readings as a tray test needs them: named by what differs, everything else in order. */
export const NOW = Date.parse('2026-11-22T14:23:05Z');

export interface Given extends Partial<Snapshot> {
  fiveHour?: number | null;
  sevenDay?: number | null;
}

export function limit(id: string, percent: number | null, given: Partial<Limit> = {}): Limit {
  const label = id === 'five_hour' ? '5-hour' : id === 'seven_day' ? '7-day all' : id;
  return {
    id,
    kind: id === 'five_hour' ? 'session' : 'weekly',
    label,
    percent,
    resets_at: id === 'five_hour' ? '2026-11-22T16:23:05Z' : '2026-11-26T18:23:05Z',
    is_active: false,
    used: null,
    limit: null,
    locked_reason: null,
    ...given,
  };
}

export function snapshot({ fiveHour, sevenDay, ...given }: Given = {}): Snapshot {
  const windows = [
    ...(fiveHour === undefined ? [] : [limit('five_hour', fiveHour)]),
    ...(sevenDay === undefined ? [] : [limit('seven_day', sevenDay)]),
  ];
  return plainSnapshot('2026-11-22T14:23:00Z', {
    org_uuid: 'a1b2c3d4-0000-4000-8000-000000000001',
    account_email: 'matt@example.com',
    received_at: '2026-11-22T14:23:01Z',
    limits: windows,
    ...given,
  });
}

export function reading(given: Given = {}): Reading {
  return readingOf(snapshot(given), NOW);
}

export function view(given: Partial<TrayView> = {}): TrayView {
  return {
    now: NOW,
    timeZone: 'UTC',
    format: 'long',
    driver: { by: 'all' },
    defaultBrowser: null,
    startAtLogin: null,
    alarms: { on: true, flash: true, ringing: false },
    lit: false,
    ...given,
  };
}

const percents = fc.option(
  fc.oneof(fc.integer({ min: 0, max: 120 }), fc.double({ min: 0, max: 110, noNaN: true })),
);

/** Readings of up to four orgs, some stale, some failing, with windows that come and go. */
export const anyReadings: fc.Arbitrary<Reading[]> = fc.uniqueArray(
  fc
    .record({
      org_uuid: fc.constantFrom('org-a', 'org-b', 'org-c', 'org-d'),
      account_email: fc.constantFrom('ada@example.com', 'bob@example.com', 'b_b & co@example.com', null),
      browser: fc.constantFrom('Chrome', 'Firefox', 'Arc'),
      stale: fc.boolean(),
      errors: fc.array(fc.string({ maxLength: 100 }), { maxLength: 5 }),
      limits: fc.uniqueArray(
        fc.tuple(fc.constantFrom('five_hour', 'seven_day', 'seven_day_opus', 'pool:x'), percents),
        { selector: ([id]) => id },
      ),
      blocked: fc.boolean(),
    })
    .map(({ limits, blocked, ...given }) =>
      reading({
        ...given,
        limits: limits.map(([id, percent]) => limit(id, percent)),
        extra: {
          enabled: true,
          used: { minor: 7300, currency: 'USD', exponent: 2 },
          limit: { minor: 20000, currency: 'USD', exponent: 2 },
          percent: 36.5,
          blocked,
          blocked_until: blocked ? '2026-12-01T00:00:00Z' : null,
          reason: null,
        },
      }),
    ),
  { selector: (one) => one.snapshot.org_uuid, maxLength: 4 },
);

export const anyView: fc.Arbitrary<TrayView> = fc
  .record({
    format: fc.constantFrom('long' as const, 'medium' as const, 'compact' as const),
    driver: fc.constantFrom(
      { by: 'all' } as const,
      { by: 'highest' } as const,
      { by: 'default_browser' } as const,
      { by: 'account', orgUuid: 'org-a' } as const,
    ),
    defaultBrowser: fc.constantFrom(null, 'Chrome', 'Safari'),
    startAtLogin: fc.constantFrom(null, true, false),
    lit: fc.boolean(),
    ringing: fc.boolean(),
  })
  .map(({ ringing, ...given }) => view({ ...given, alarms: { on: true, flash: true, ringing } }));
