import { describe, expect, it } from 'vitest';
import { type Given, limit, NOW, snapshot } from '../test/tray-readings.ts';
import type { Limit } from './limit.ts';
import { extraUsageText, readingOf } from './reading.ts';
import type { ExtraUsage } from './usage.ts';

const MINUTE = 60_000;
const iso = (ms: number) => new Date(NOW + ms).toISOString();
const usd = (minor: number) => ({ minor, currency: 'USD', exponent: 2 });

describe('readingOf', () => {
  const noteOf = (given: Partial<Limit>, stale = false) => {
    const { limits } = readingOf(snapshot({ limits: [limit('five_hour', 12, given)], stale }), NOW);
    const [shown] = limits;
    return shown === undefined ? 'not shown' : [shown.percent, shown.note];
  };
  const POOL = { kind: 'pool' } as const;

  it.each<[string, Partial<Limit>, boolean, unknown]>([
    ['running', { resets_at: iso(120 * MINUTE) }, false, [12, 'resets in 2h']],
    ['just over, the server is a little late', { resets_at: iso(-MINUTE) }, false, [12, 'resets soon']],
    ['over since it was read long ago', { resets_at: iso(-MINUTE) }, true, [null, 'has reset since']],
    ['running, read long ago', { resets_at: iso(MINUTE) }, true, [12, 'resets in 1m']],
    ['not running', { percent: 0, resets_at: null }, false, [0, 'starts on first use']],
    ['no reset known', { resets_at: null }, false, [12, '']],
    ['a reset that cannot be read', { resets_at: 'tomorrow' }, false, [12, '']],
    ['number unknown', { percent: null, resets_at: iso(MINUTE) }, false, [null, 'resets in 1m']],
    ['locked', { locked_reason: 'trial_ended', resets_at: iso(MINUTE) }, false, [12, 'locked: trial_ended']],
    [
      'a budget',
      { used: usd(1250), limit: usd(4000), resets_at: iso(MINUTE) },
      false,
      [12, '$12.50 / $40.00 · resets in 1m'],
    ],
    ['a pool', { ...POOL, resets_at: iso(96 * 60 * MINUTE) }, false, [12, 'expires in 4d']],
    ['a pool without end', { ...POOL, resets_at: null }, false, [12, '']],
    ['a pool that has expired', { ...POOL, resets_at: iso(0) }, false, 'not shown'],
    ['a pool that has expired, read long ago', { ...POOL, resets_at: iso(-1) }, true, 'not shown'],
  ])('%s', (_, given, stale, expected) => {
    expect(noteOf(given, stale)).toEqual(expected);
  });

  it('is live when it is fresh and has numbers', () => {
    const live = (given: Given) => readingOf(snapshot(given), NOW).live;
    expect(live({})).toBe(true);
    expect(live({ stale: true })).toBe(false);
    expect(live({ usage: null })).toBe(false);
  });

  it('finds the two windows of the title, the binding one, and the age', () => {
    const limits = [
      limit('seven_day', 5),
      limit('five_hour', 9),
      limit('seven_day_opus', 7, { is_active: true }),
    ];
    const reading = readingOf(snapshot({ limits, fetched_at: iso(-MINUTE) }), NOW);
    expect([
      reading.fiveHour?.percent,
      reading.sevenDay?.percent,
      reading.binding?.id,
      reading.ageMs,
    ]).toEqual([9, 5, 'seven_day_opus', MINUTE]);
    expect(readingOf(snapshot({ fetched_at: iso(MINUTE) }), NOW)).toMatchObject({
      fiveHour: null,
      sevenDay: null,
      binding: null,
      ageMs: 0,
    });
  });

  it('does not let a window that is over bind', () => {
    const limits = [limit('five_hour', 99, { resets_at: iso(-1) }), limit('seven_day', 5)];
    expect(readingOf(snapshot({ limits, stale: true }), NOW).binding?.id).toBe('seven_day');
  });
});

describe('extraUsageText', () => {
  const EXTRA: ExtraUsage = {
    enabled: true,
    used: usd(7300),
    limit: usd(20000),
    percent: 36.5,
    blocked: false,
    blocked_until: null,
    reason: null,
  };

  it.each<[string, ExtraUsage | null, string | null]>([
    ['of a cap', EXTRA, '$73.00 / $200.00 (37%)'],
    ['beyond it', { ...EXTRA, used: usd(20214), percent: 101.07 }, '$202.14 / $200.00 (101%)'],
    ['no cap', { ...EXTRA, used: usd(420), limit: null, percent: null }, '$4.20 used (no cap)'],
    ['a cap of nothing', { ...EXTRA, limit: usd(0), percent: null }, '$73.00 / $0.00 (—)'],
    [
      'another currency',
      { ...EXTRA, used: { minor: 4000, currency: 'EUR', exponent: 2 }, limit: null },
      '€40.00 used (no cap)',
    ],
    ['blocked', { ...EXTRA, blocked: true }, '$73.00 / $200.00 (37%)  BLOCKED'],
    ['blocked, amounts unknown', { ...EXTRA, used: null, blocked: true }, 'BLOCKED'],
    [
      'blocked before anything was used',
      { ...EXTRA, enabled: false, used: usd(0), percent: 0, blocked: true },
      '$0.00 / $200.00 (0%)  BLOCKED',
    ],
    ['on, nothing used yet', { ...EXTRA, used: usd(0), percent: 0 }, '$0.00 / $200.00 (0%)'],
    ['off, but used this month', { ...EXTRA, enabled: false }, '$73.00 / $200.00 (37%)'],
    ['off and unused', { ...EXTRA, enabled: false, used: usd(0) }, null],
    ['amounts unknown', { ...EXTRA, used: null }, null],
    ['nothing known', null, null],
  ])('%s', (_, extra, text) => {
    expect(extraUsageText(extra)).toBe(text);
  });
});
