import { describe, expect, it } from 'vitest';
import { type Given, limit, NOW, snapshot } from '../test/tray-readings.ts';
import { accountsOf } from './accounts.ts';
import { joinedReading, readingsByOrg } from './org-readings.ts';
import type { Reading } from './reading.ts';

const OLD = { stale: true, fetched_at: new Date(NOW - 12 * 60_000).toISOString() };
const NEW = { fetched_at: new Date(NOW).toISOString() };
const LINE = { ...NEW, source: 'statusline', account_email: null } as const;
const CHALLENGED = { kind: 'challenged', status: 403, retry_at: null } as const;

/** A reading as a badge sees it: without the remarks behind the numbers. */
const unremarked = (reading: Reading) =>
  JSON.parse(
    JSON.stringify(reading, (key, value: unknown) => (key === 'note' ? undefined : value)),
  ) as unknown;

describe('joinedReading', () => {
  it.each<[string, Given[]]>([
    ['one session', [{ ...NEW, fiveHour: 42 }]],
    [
      'two that disagree',
      [
        { ...NEW, fiveHour: 40 },
        { ...LINE, fiveHour: 52 },
      ],
    ],
    [
      'a status line that lacks a limit',
      [
        { ...OLD, limits: [limit('seven_day_opus', 60)] },
        { ...LINE, fiveHour: 45 },
      ],
    ],
    [
      'a stale one, and one that knows why',
      [OLD, { ...OLD, usage: null, problem: CHALLENGED, errors: ['Open it.'] }],
    ],
    [
      'two orgs',
      [
        { ...NEW, org_uuid: 'b' },
        { ...NEW, org_uuid: 'a' },
        { ...OLD, org_uuid: 'b' },
      ],
    ],
  ])('has the numbers, names and problems that every surface shows: %s', (_who, given) => {
    const snapshots = given.map((one) => snapshot(one));
    const joined = readingsByOrg(snapshots, NOW).map(joinedReading);
    expect(joined.length).toBeGreaterThan(0);
    expect(joined.map(unremarked)).toEqual(accountsOf(snapshots, NOW).map(unremarked));
  });
});
