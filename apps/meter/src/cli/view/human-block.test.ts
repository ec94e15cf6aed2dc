import type { Money, Snapshot } from '@claude-meter/core';
import { describe, expect, it } from 'vitest';
import { SAMPLE_NOW, sampleLimit, sampleSnapshot } from '../../../test/sample-snapshots.ts';
import { humanBlock } from './human-block.ts';

const at = { now: SAMPLE_NOW, timeZone: 'America/Los_Angeles', colours: false };
const usd = (minor: number): Money => ({ minor, currency: 'USD', exponent: 2 });
const extra = { enabled: true, blocked: false, blocked_until: null, reason: null };
const block = (...changes: Partial<Snapshot>[]) => humanBlock(changes.map(sampleSnapshot), at);

describe('humanBlock', () => {
  it('prints the block of the first ClaudeMeter, column for column', () => {
    const printed = block({
      limits: [
        sampleLimit('five_hour', { percent: 91.4, resets_at: '2026-04-19T22:00:00Z' }),
        sampleLimit('seven_day', { percent: 40, resets_at: '2026-04-24T17:00:00Z' }),
        sampleLimit('seven_day_sonnet', { percent: 0 }),
        sampleLimit('seven_day_opus', { percent: 91, resets_at: '2026-04-24T18:55:02Z' }),
      ],
      extra: {
        ...extra,
        used: usd(20_214),
        limit: usd(20_000),
        percent: 101.07,
        blocked: true,
        blocked_until: '2026-05-01T12:00:00Z',
      },
      billing: {
        status: 'active',
        next_charge: '2026-04-30',
        ends_at: null,
        card: { brand: 'mastercard', last4: '0936' },
      },
      errors: ['overage: HTTP 500'],
    });
    expect(printed).toBe(
      [
        '',
        'claude-meter',
        '============',
        '5-hour            91.4% used    -> resets Sun Apr 19 15:00 (in 4h)',
        '7-day all         40.0% used    -> resets Fri Apr 24 10:00 (in 4d 23h)',
        '7-day Sonnet       0.0% used    ',
        '7-day Opus        91.0% used    -> resets Fri Apr 24 11:55 (in 5d 1h)',
        'Extra usage      $202.14 / $200.00 (101%)  BLOCKED until Fri May 1',
        'Next charge      2026-04-30   mastercard ••0936',
        'error            overage: HTTP 500',
        '',
        'fetched 2026-04-19 10:55:02 -07:00   you@example.com via Chrome   org d03d2d69-4c1f-4f0e-9d0a-3f6d1c2b7a90',
        '',
      ].join('\n'),
    );
  });

  const rows: [name: string, change: Partial<Snapshot>, row: string][] = [
    [
      'an unknown percent is a dash, never a zero',
      { limits: [sampleLimit('five_hour', { resets_at: '2026-04-19T22:00:00Z' })] },
      '5-hour                — used    -> resets Sun Apr 19 15:00 (in 4h)',
    ],
    [
      'a window about to reset says soon',
      { limits: [sampleLimit('five_hour', { percent: 5, resets_at: '2026-04-19T17:55:00Z' })] },
      '5-hour             5.0% used    -> resets Sun Apr 19 10:55 (soon)',
    ],
    [
      'a pool expires and shows its money',
      {
        limits: [
          sampleLimit('pool:cinder_cove', {
            kind: 'pool',
            label: 'Credit',
            percent: 12,
            resets_at: '2026-04-23T17:55:02Z',
            used: usd(1200),
            limit: usd(10_000),
          }),
        ],
      },
      'Credit            12.0% used    -> expires Thu Apr 23 10:55 (in 4d)  $12.00 / $100.00',
    ],
    [
      'a locked limit says why',
      { limits: [sampleLimit('five_hour', { percent: 100, locked_reason: 'abuse\u001b[2J' })] },
      '5-hour           100.0% used      locked: abuse',
    ],
    [
      'extra usage without a cap',
      { extra: { ...extra, used: usd(420), limit: null, percent: null } },
      'Extra usage      $4.20 used (no cap)',
    ],
    [
      'extra usage in another currency',
      {
        extra: {
          ...extra,
          used: { minor: 4000, currency: 'EUR', exponent: 2 },
          limit: { minor: 8000, currency: 'EUR', exponent: 2 },
          percent: 50,
        },
      },
      'Extra usage      €40.00 / €80.00 (50%)',
    ],
    [
      'a charge without a card, overdue',
      { billing: { status: 'past_due', next_charge: '2026-05-02T00:00:00Z', ends_at: null, card: null } },
      'Next charge      2026-05-02   -   past_due',
    ],
    [
      'a plan that ends',
      { billing: { status: 'canceled', next_charge: null, ends_at: '2026-05-02', card: null } },
      'Plan ends        2026-05-02',
    ],
  ];
  it.each(rows)('%s', (_name, change, row) => {
    expect(block(change).split('\n')).toContain(row);
  });

  it('marks last-seen numbers as stale, and drops the number of a window that is over', () => {
    const printed = block({
      stale: true,
      fetched_at: '2026-04-19T16:23:00Z',
      limits: [sampleLimit('five_hour', { percent: 91.4, resets_at: '2026-04-19T17:00:00Z' })],
    });
    expect(printed).toContain('5-hour                — used    -> has reset since, Sun Apr 19 10:00\n');
    expect(printed).toContain('(stale, last 09:23)\n');
  });

  it('heads each of several accounts with its name and names every browser that delivers it', () => {
    const other = { org_uuid: 'ffffffff-0000-4000-8000-000000000000', account_email: 'me@example.com' };
    const printed = block({}, { browser: 'Arc' }, other);
    expect(printed).toContain('============\n\nyou@example.com\n5-hour');
    expect(printed).toContain('via Chrome, Arc');
    expect(printed.match(/claude-meter/g)).toHaveLength(1);
    expect(printed).toContain('\nme@example.com\n');
    expect(printed.endsWith('ffffffff-0000-4000-8000-000000000000\n')).toBe(true);
  });

  it('prints nothing from outside as an order to the terminal', () => {
    const evil = '\u001b]0;title\u0007\u001b[31mred\u202e\u0000';
    const printed = block({
      account_email: evil,
      browser: evil,
      errors: [`${evil}\nsecond line`],
      billing: { status: evil, next_charge: evil, ends_at: evil, card: { brand: evil, last4: evil } },
      limits: [sampleLimit('x', { label: evil, percent: 1 })],
      extra: { ...extra, used: { minor: 1, currency: evil, exponent: 2 }, limit: null, percent: null },
    });
    expect(printed.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(printed).toContain('error            red second line');
  });

  it('colours numbers by the unrounded value, and only when asked', () => {
    const limits = [
      sampleLimit('a', { percent: 79.96 }),
      sampleLimit('b', { percent: 80 }),
      sampleLimit('c', { percent: 99.96 }),
      sampleLimit('d', { percent: 100 }),
    ];
    const printed = humanBlock([sampleSnapshot({ limits })], { ...at, colours: true });
    expect(printed).toContain('a                 80.0% used');
    expect(printed).toContain('b                \u001b[33m 80.0%\u001b[0m used');
    expect(printed).toContain('c                \u001b[33m100.0%\u001b[0m used');
    expect(printed).toContain('d                \u001b[1;31m100.0%\u001b[0m used');
  });
});
