import { describe, expect, it } from 'vitest';
import { type Given, limit, NOW, snapshot } from '../test/tray-readings.ts';
import { accountsOf } from './accounts.ts';

const MINUTE = 60_000;
const iso = (ms: number) => new Date(NOW + ms).toISOString();

describe('accountsOf', () => {
  const best = (...given: Given[]) =>
    accountsOf(
      given.map((one) => snapshot(one)),
      NOW,
    ).map(({ snapshot: shown }) => [shown.org_uuid, shown.browser]);
  const fresh = (browser: string, given: Given = {}): Given => ({
    org_uuid: 'a',
    browser,
    fetched_at: iso(0),
    ...given,
  });

  it.each<[string, Given[], string]>([
    [
      'live before stale',
      [fresh('Old', { stale: true }), fresh('Live', { fetched_at: iso(-MINUTE) })],
      'Live',
    ],
    [
      'numbers before none',
      [fresh('None', { usage: null, stale: true }), fresh('Old', { stale: true, fetched_at: iso(-MINUTE) })],
      'Old',
    ],
    ['newer before older', [fresh('Older', { fetched_at: iso(-MINUTE) }), fresh('Newer')], 'Newer'],
    ['the first of equals', [fresh('First'), fresh('Second')], 'First'],
  ])('%s', (_, given, browser) => {
    expect(best(...given)).toEqual([['a', browser]]);
  });

  it('is one per org, in the order of the snapshots', () => {
    expect(best(fresh('X', { org_uuid: 'b' }), fresh('Y'), fresh('Z', { org_uuid: 'b' }))).toEqual([
      ['b', 'X'],
      ['a', 'Y'],
    ]);
  });

  it.each<[string, Given[], string]>([
    [
      'claude.ai before its own interface, though older',
      [fresh('Login', { source: 'oauth' }), fresh('Chrome', { fetched_at: iso(-MINUTE) })],
      'Chrome',
    ],
    [
      'an interface before the status line',
      [
        fresh('Line', { source: 'statusline' }),
        fresh('Login', { source: 'oauth', fetched_at: iso(-MINUTE) }),
      ],
      'Login',
    ],
    [
      'the status line before the cache',
      [
        fresh('Cache', { source: 'import' }),
        fresh('Line', { source: 'statusline', fetched_at: iso(-MINUTE) }),
      ],
      'Line',
    ],
    [
      'the newer of two ways to claude.ai',
      [fresh('Extension', { fetched_at: iso(-MINUTE) }), fresh('Disk', { source: 'cookies' })],
      'Disk',
    ],
    [
      'a live status line before a stale claude.ai',
      [fresh('Chrome', { stale: true }), fresh('Line', { source: 'statusline', fetched_at: iso(-MINUTE) })],
      'Line',
    ],
    [
      'of stale ones the newer, however weak',
      [
        fresh('Chrome', { stale: true, fetched_at: iso(-MINUTE) }),
        fresh('Line', { stale: true, source: 'statusline' }),
      ],
      'Line',
    ],
  ])('%s', (_, given, browser) => {
    expect(best(...given)).toEqual([['a', browser]]);
  });
});

describe('an account known to several sources', () => {
  const account = (...given: Given[]) => {
    const [reading] = accountsOf(
      given.map((one) => snapshot(one)),
      NOW,
    );
    if (reading === undefined) throw new Error('no account');
    return reading;
  };
  const LINE = {
    source: 'statusline',
    browser: 'Claude Code',
    account_email: null,
    fetched_at: iso(0),
  } as const;
  const OLD = { stale: true, fetched_at: iso(-12 * MINUTE) };
  const shown = ({ limits }: ReturnType<typeof account>) =>
    limits.map(({ id, percent, note }) => [id, percent, note]);

  it('takes the windows of the status line, and the rest from claude.ai with its age', () => {
    const scoped = limit('weekly_scoped:fable', 60, { resets_at: null });
    const reading = account(
      { ...OLD, limits: [limit('five_hour', 40), limit('seven_day', 20), scoped], plan: 'Max 20x' },
      { ...LINE, fiveHour: 45, sevenDay: 21 },
    );
    expect(shown(reading)).toEqual([
      ['five_hour', 45, 'resets in 2h'],
      ['seven_day', 21, 'resets in 4d 4h'],
      ['weekly_scoped:fable', 60, 'read 12m ago'],
    ]);
    expect(reading).toMatchObject({ live: true, fiveHour: { percent: 45 }, sevenDay: { percent: 21 } });
    expect(reading.snapshot).toMatchObject({
      source: 'statusline',
      account_email: 'matt@example.com',
      plan: 'Max 20x',
    });
  });

  it('does not bring back a limit that claude.ai no longer serves', () => {
    const reading = account(
      { fiveHour: 40, fetched_at: iso(0) },
      { ...OLD, source: 'cookies', limits: [limit('five_hour', 39), limit('seven_day_opus', 90)] },
      { ...LINE, fiveHour: 40, sevenDay: 12 },
    );
    expect(shown(reading).map(([id]) => id)).toEqual(['five_hour']);
  });

  it('does not show an old number of a window that is over', () => {
    const over = limit('weekly_scoped:fable', 60, { resets_at: iso(-MINUTE) });
    const reading = account({ ...OLD, limits: [over] }, { ...LINE, fiveHour: 45 });
    expect(shown(reading)[1]).toEqual(['weekly_scoped:fable', null, 'has reset since · read 12m ago']);
  });

  it.each<[string, Given, Given, string]>([
    ['says so', {}, { fiveHour: 52 }, 'resets in 2h · the status line says 52%'],
    ['not when it is only rounded differently', {}, { fiveHour: 40.9 }, 'resets in 2h'],
    ['not when one of them is stale', {}, { fiveHour: 52, stale: true }, 'resets in 2h'],
    ['not when a minute lies between', {}, { fiveHour: 52, fetched_at: iso(-MINUTE) }, 'resets in 2h'],
    [
      'not when it is another window',
      {},
      { limits: [limit('five_hour', 3, { resets_at: iso(300 * MINUTE) })] },
      'resets in 2h',
    ],
    ['not when one does not know', {}, { limits: [limit('five_hour', null)] }, 'resets in 2h'],
  ])('that disagree: %s', (_, web, line, note) => {
    const reading = account({ fiveHour: 40, fetched_at: iso(0), ...web }, { ...LINE, ...line });
    expect(reading.fiveHour?.percent).toBe(40);
    expect(reading.fiveHour?.note).toBe(note);
  });

  it('says why nothing newer comes, when another session knows', () => {
    const problem = { kind: 'challenged', status: 403, retry_at: null } as const;
    const failing = { browser: 'Firefox', usage: null, stale: true, problem, errors: ['Use the extension.'] };
    expect(account({ ...OLD, fiveHour: 40 }, failing).snapshot).toMatchObject({
      problem,
      errors: failing.errors,
    });
    expect(account({ fiveHour: 40 }, failing).snapshot).toMatchObject({ problem: null, errors: [] });
    const elsewhere = { ...failing, problem: { ...problem, kind: 'signed_out' } } as const;
    expect(account({ ...OLD, fiveHour: 40 }, elsewhere).snapshot.problem).toBeNull();
  });
});
