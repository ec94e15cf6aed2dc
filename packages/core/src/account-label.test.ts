import { describe, expect, it } from 'vitest';
import { type Given, snapshot } from '../test/tray-readings.ts';
import { accountLabel, shortOrg, staleLabel } from './account-label.ts';

const A = 'aaaaaaaa-0000-4000-8000-000000000001';
const B = 'bbbbbbbb-0000-4000-8000-000000000002';

describe('accountLabel', () => {
  const labels = (...given: Given[]) => {
    const all = given.map(snapshot);
    return all.map((one) => accountLabel(one, all));
  };

  it.each<[string, Given[], string[]]>([
    ['one org', [{ account_email: 'a@x', org_name: 'Private' }], ['a@x']],
    [
      'two people',
      [
        { org_uuid: A, account_email: 'a@x' },
        { org_uuid: B, account_email: 'b@x' },
      ],
      ['a@x', 'b@x'],
    ],
    [
      'two orgs of one address, by name',
      [
        { org_uuid: A, account_email: 'a@x', org_name: 'Private', plan: 'Pro' },
        { org_uuid: B, account_email: 'a@x', org_name: 'Work', plan: 'Team' },
      ],
      ['a@x (Private)', 'a@x (Work)'],
    ],
    [
      'by plan where there is no name, by uuid where there is neither',
      [
        { org_uuid: A, account_email: 'a@x', plan: 'Pro' },
        { org_uuid: B, account_email: 'a@x' },
      ],
      ['a@x (Pro)', 'a@x (bbbbbbbb)'],
    ],
    [
      'one org in two browsers',
      [
        { org_uuid: A, account_email: 'a@x' },
        { org_uuid: A, account_email: 'a@x', browser: 'Firefox' },
      ],
      ['a@x', 'a@x'],
    ],
    [
      'no address',
      [
        { org_uuid: A, account_email: null, org_name: 'Private' },
        { org_uuid: B, account_email: null },
      ],
      ['Private', 'bbbbbbbb'],
    ],
  ])('%s', (_, given, expected) => {
    expect(labels(...given)).toEqual(expected);
  });

  it('shortens a uuid to its first block', () => {
    expect(shortOrg(A)).toBe('aaaaaaaa');
  });
});

describe('staleLabel', () => {
  const NOW = Date.parse('2026-05-01T16:00:00Z');
  const label = (fetched_at: string, timeZone: string, stale = true) =>
    staleLabel(snapshot({ fetched_at, stale }), NOW, timeZone);

  it.each([
    ['2026-05-01T14:23:05Z', 'UTC', '(stale, last 14:23)'],
    ['2026-05-01T00:00:00Z', 'UTC', '(stale, last 00:00)'],
    ['2026-05-01T14:23:05Z', 'Europe/Berlin', '(stale, last 16:23)'],
    ['2026-04-30T23:59:59Z', 'UTC', '(stale, last Thu Apr 30)'],
    ['2026-04-30T23:59:59Z', 'Asia/Tokyo', '(stale, last Fri May 1)'],
    ['2026-05-01T15:30:00Z', 'Asia/Tokyo', '(stale, last 00:30)'],
  ])('%s in %s: %s', (fetchedAt, zone, expected) => {
    expect(label(fetchedAt, zone)).toBe(expected);
  });

  it('is empty while fresh', () => {
    expect(label('2026-05-01T14:23:05Z', 'UTC', false)).toBe('');
  });
});
