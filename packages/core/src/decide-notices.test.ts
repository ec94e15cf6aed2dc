import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limit, snapshot } from '../test/tray-readings.ts';
import { decideNotices } from './decide-notices.ts';
import { emptyNoticeMemory, NOTICE_SETTINGS, type NoticeMemory, type NoticeSettings } from './notice.ts';
import { isQuiet, type QuietHours } from './quiet-hours.ts';
import { readingOf } from './reading.ts';
import type { Snapshot } from './snapshot.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const RESET = '2026-11-22T14:00:00.158Z';
const NEXT_RESET = '2026-11-22T19:00:00.201Z';

/** One step of a story: a snapshot, a minute after the one before unless it says when. */
type Step = Partial<Snapshot> & { at?: number };

function told(steps: readonly Step[], settings: NoticeSettings = NOTICE_SETTINGS): string[][] {
  let memory: NoticeMemory = emptyNoticeMemory();
  return steps.map(({ at, ...step }, index) => {
    const now = at ?? NOW + index * MINUTE;
    const one = snapshot({ org_uuid: 'org-a', fetched_at: new Date(now).toISOString(), ...step });
    const decided = decideNotices(memory, [readingOf(one, now)], { now, settings });
    // What is remembered is what a file can hold.
    memory = JSON.parse(JSON.stringify(decided.memory)) as NoticeMemory;
    return decided.notices.map((notice) => notice.title);
  });
}

const session = (percent: number, resets_at: string | null = RESET): Step => ({
  limits: [limit('five_hour', percent, { resets_at })],
});

const extra = (
  percent: number | null,
  given: { blocked?: boolean; blocked_until?: string | null } = {},
): Step => ({
  extra: {
    enabled: true,
    used: { minor: 1000, currency: 'EUR', exponent: 2 },
    limit: { minor: 2000, currency: 'EUR', exponent: 2 },
    percent,
    blocked: false,
    blocked_until: null,
    reason: null,
    ...given,
  },
});

const pool = (expires: string, percent = 20): Step => ({
  limits: [limit('pool:x', percent, { kind: 'pool', label: 'Welcome credit', resets_at: expires })],
});

const signedOut: Step = {
  stale: true,
  problem: { kind: 'signed_out', status: 401, retry_at: null },
};

describe('decideNotices', () => {
  it.each<[string, Step[], string[][]]>([
    [
      'says 90 and 100 once each',
      [session(80), session(91), session(95), session(101), session(104)],
      [[], ['5-hour: over 90% used'], [], ['5-hour limit reached'], []],
    ],
    [
      'tells of a reset that a second reading confirms',
      [session(95), session(2, NEXT_RESET), session(3, NEXT_RESET), session(4, NEXT_RESET)],
      [['5-hour: over 90% used'], [], ['5-hour has reset'], []],
    ],
    [
      'tells of a window that has ended and not begun again',
      [session(95), session(0, null), session(0, null), session(1, NEXT_RESET), session(2, NEXT_RESET)],
      [['5-hour: over 90% used'], [], ['5-hour has reset'], [], []],
    ],
    [
      'does not take a moment of zero for a reset',
      [session(95), session(0, null), session(96)],
      [['5-hour: over 90% used'], [], []],
    ],
    [
      'tells of no reset of a window nobody was warned about',
      [session(60), session(2, NEXT_RESET), session(3, NEXT_RESET)],
      [[], [], []],
    ],
    [
      'tells once of a window that was emptied before its end',
      [session(95), session(3), session(4), session(5), session(6)],
      [['5-hour: over 90% used'], [], ['5-hour has reset'], [], []],
    ],
    [
      'tells of extra usage at 80 and 100',
      [extra(79), extra(80), extra(99), extra(100)],
      [[], ['Extra usage: over 80% used'], [], ['Extra usage: over 100% used']],
    ],
    [
      'tells of extra usage again in the next month',
      [extra(85), extra(2), extra(2), extra(81)],
      [['Extra usage: over 80% used'], [], [], ['Extra usage: over 80% used']],
    ],
    [
      'tells of a block once, and again after it was lifted',
      [
        extra(50),
        extra(50, { blocked: true }),
        extra(50, { blocked: true }),
        extra(50),
        extra(50, { blocked: true }),
      ],
      [[], ['Extra usage is blocked'], [], [], ['Extra usage is blocked']],
    ],
    [
      'tells once of credit that expires within a day',
      [pool('2026-11-24T12:00:00Z'), pool('2026-11-23T09:00:00Z'), pool('2026-11-23T09:00:00.5Z')],
      [[], ['Welcome credit expires in 20h'], []],
    ],
    [
      'says nothing of the end of credit that is used up',
      [pool('2026-11-22T18:00:00Z', 100)],
      [['Welcome credit limit reached']],
    ],
    [
      'tells of a sign-out once',
      [session(5), { ...signedOut, at: NOW + HOUR }, { ...signedOut, at: NOW + 2 * HOUR }],
      [[], ['Signed out of claude.ai in Chrome'], []],
    ],
    [
      'is not moved by a session that comes and goes',
      [
        session(5),
        { ...signedOut, at: NOW + MINUTE },
        { ...session(5), at: NOW + 2 * MINUTE },
        { ...signedOut, at: NOW + 3 * MINUTE },
      ],
      [[], [], [], []],
    ],
    ['says nothing of an org that was never live', [signedOut, signedOut], [[], []]],
    ['says nothing from stale data', [{ ...session(99), stale: true }], [[]]],
  ])('%s', (_promise, steps, expected) => {
    expect(told(steps)).toEqual(expected);
  });

  it('heeds thresholds and wishes', () => {
    const settings: NoticeSettings = { ...NOTICE_SETTINGS, thresholds: [50, 75], without: ['reset'] };
    const story = [session(55), session(80), session(1, NEXT_RESET), session(1, NEXT_RESET)];
    expect(told(story, settings)).toEqual([['5-hour: over 50% used'], ['5-hour: over 75% used'], [], []]);
  });

  it('keeps foreign text to one plain line', () => {
    const odd = { account_email: 'a\n\u001b[31m@example.com', ...session(95) };
    const one = snapshot({ org_uuid: 'org-a', ...odd });
    const [notice] = decideNotices(emptyNoticeMemory(), [readingOf(one, NOW)], { now: NOW }).notices;
    expect(notice?.body).toBe('a [31m@example.com · resets in 2h');
  });
});

describe('a week', () => {
  const window = fc.record({
    peak: fc.integer({ min: 3, max: 108 }),
    /** Minutes at which the server answers zero for a moment. */
    // Single readings: two false zeros in a row are what a reset looks like.
    blips: fc
      .uniqueArray(fc.integer({ min: 2, max: 40 }), { maxLength: 3 })
      .map((all) => all.map((one) => one * 3)),
    restart: fc.boolean(),
    /** The clock is set back or forth by so many minutes. */
    jump: fc.constantFrom(0, 0, 0, -90, 45),
    jitter: fc.integer({ min: -900, max: 900 }),
  });

  it('of jittering resets, false zeros, restarts and clock jumps yields each notice exactly once', () => {
    fc.assert(
      fc.property(fc.array(window, { minLength: 2, maxLength: 20 }), (windows) => {
        let memory = emptyNoticeMemory();
        const said: string[] = [];
        let skew = 0;
        const hear = (at: number, percent: number, resetsAt: string | null, stale = false) => {
          const now = at + skew;
          const one = snapshot({
            org_uuid: 'org-a',
            fetched_at: new Date(now).toISOString(),
            stale,
            limits: [limit('five_hour', percent, { resets_at: resetsAt })],
          });
          const decided = decideNotices(memory, [readingOf(one, now)], { now });
          memory = decided.memory;
          said.push(...decided.notices.map(({ id }) => id));
        };
        const expected: string[] = [];
        windows.forEach(({ peak, blips, restart, jump, jitter }, index) => {
          const start = NOW + index * 5 * HOUR;
          const end = start + 5 * HOUR;
          const name = Math.round(end / MINUTE);
          if (peak >= 90) expected.push(`org-a|five_hour|${name}|90`);
          if (peak >= 100) expected.push(`org-a|five_hour|${name}|100`);
          const before = windows[index - 1];
          if (before !== undefined && before.peak >= 90) expected.push(`org-a|five_hour|${name}|reset`);
          for (let minute = 0; minute <= 130; minute += 1) {
            const resetsAt = new Date(end + ((minute % 2) * 2 - 1) * jitter).toISOString();
            const percent = Math.min(peak, minute);
            if (minute === 60) skew += jump * MINUTE;
            if (minute === 70 && restart) {
              memory = JSON.parse(JSON.stringify(memory)) as NoticeMemory;
              hear(start + minute * MINUTE, percent, resetsAt, true);
            } else if (blips.includes(minute)) hear(start + minute * MINUTE, 0, null);
            else hear(start + minute * MINUTE, percent, resetsAt);
          }
        });
        expect(said.toSorted()).toEqual(expected.toSorted());
      }),
      { numRuns: 40 },
    );
  });
});

/** A week of one account, told minute by minute where something happens: when, what is read, what is told. */
const WEEK: readonly [when: string, step: Step | 'restart', told: string[]][] = [
  ['Mon 09:00', week(12, 40), []],
  ['Mon 11:00', week(89.99, 44), []],
  ['Mon 11:01', week(90, 44), ['5-hour: over 90% used']],
  ['Mon 11:02', week(0, 44, { fiveHourReset: null }), []],
  ['Mon 11:03', week(91, 44), []],
  ['Mon 11:04', 'restart', []],
  ['Mon 11:05', week(92, 44), []],
  ['Mon 11:30', week(100, 45), ['5-hour limit reached']],
  ['Mon 11:31', week(104, 45), []],
  ['Mon 14:00', week(0, 45, { fiveHourReset: null }), []],
  ['Mon 14:01', week(0, 45, { fiveHourReset: null }), ['5-hour has reset']],
  ['Mon 14:02', 'restart', []],
  ['Mon 14:03', week(1, 45, { fiveHourReset: 'Mon 19:03' }), []],
  ['Mon 14:04', week(2, 45, { fiveHourReset: 'Mon 19:03' }), []],
  // The clock is set back by two hours, and forth again.
  ['Mon 12:05', week(3, 45, { fiveHourReset: 'Mon 19:03' }), []],
  ['Mon 14:06', week(4, 45, { fiveHourReset: 'Mon 19:03' }), []],
  // The first reading of another window is in doubt; the next one confirms it.
  ['Tue 09:59', week(60, 80, { fiveHourReset: 'Tue 13:00' }), []],
  ['Tue 10:00', week(95, 80, { fiveHourReset: 'Tue 13:00', extra: 50 }), ['5-hour: over 90% used']],
  [
    'Tue 10:30',
    week(100, 80, { fiveHourReset: 'Tue 13:00', extra: 81 }),
    ['5-hour limit reached', 'Extra usage: over 80% used'],
  ],
  [
    'Tue 11:00',
    week(100, 80, { fiveHourReset: 'Tue 13:00', extra: 100, blocked: true }),
    ['Extra usage: over 100% used', 'Extra usage is blocked'],
  ],
  ['Tue 11:01', week(100, 80, { fiveHourReset: 'Tue 13:00', extra: 100, blocked: true }), []],
  ['Tue 13:01', week(2, 80, { fiveHourReset: 'Tue 18:00', extra: 100 }), []],
  ['Tue 13:02', week(3, 80, { fiveHourReset: 'Tue 18:00', extra: 100 }), ['5-hour has reset']],
  ['Wed 10:00', { ...signedOut }, ['Signed out of claude.ai in Chrome']],
  ['Wed 10:01', { ...signedOut }, []],
  ['Wed 12:00', week(5, 88, { fiveHourReset: 'Wed 17:00' }), []],
  ['Thu 15:00', week(5, 92, { fiveHourReset: 'Thu 17:00' }), ['7-day all: over 90% used']],
  ['Thu 15:01', week(5, 92, { fiveHourReset: 'Thu 17:00', jitterMs: 842 }), []],
  ['Fri 15:00', week(5, 101, { fiveHourReset: 'Fri 17:00' }), ['7-day all limit reached']],
  ['Sat 09:01', week(1, 0, { fiveHourReset: 'Sat 14:00', sevenDayReset: 'Sat 09:00+7' }), []],
  [
    'Sat 09:02',
    week(1, 1, { fiveHourReset: 'Sat 14:00', sevenDayReset: 'Sat 09:00+7' }),
    ['7-day all has reset'],
  ],
];

function week(
  fiveHour: number,
  sevenDay: number,
  given: {
    fiveHourReset?: string | null;
    sevenDayReset?: string;
    extra?: number;
    blocked?: boolean;
    jitterMs?: number;
  } = {},
): Step {
  const { fiveHourReset = 'Mon 14:00', sevenDayReset = 'Sat 09:00', jitterMs = 0 } = given;
  const end = (text: string) => new Date(momentOf(text) + jitterMs).toISOString();
  return {
    limits: [
      limit('five_hour', fiveHour, { resets_at: fiveHourReset === null ? null : end(fiveHourReset) }),
      limit('seven_day', sevenDay, { resets_at: end(sevenDayReset) }),
    ],
    ...(given.extra === undefined ? {} : extra(given.extra, { blocked: given.blocked ?? false })),
  };
}

/** `Tue 10:30` of the week of 23 November; `+7` is a week later. */
function momentOf(text: string): number {
  const [day = '', clock = ''] = text.replace('+7', '').split(' ');
  const index =
    ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(day) + (text.endsWith('+7') ? 7 : 0);
  return Date.parse(`2026-11-23T${clock}:00Z`) + index * 24 * HOUR;
}

describe('a week, step by step', () => {
  it('tells exactly what happens in it, each thing once', () => {
    let memory = emptyNoticeMemory();
    const heard = WEEK.map(([when, step]) => {
      if (step === 'restart') {
        memory = JSON.parse(JSON.stringify(memory)) as NoticeMemory;
        return [when, []];
      }
      const now = momentOf(when);
      const one = snapshot({ org_uuid: 'org-a', fetched_at: new Date(now).toISOString(), ...step });
      const decided = decideNotices(memory, [readingOf(one, now)], { now });
      memory = decided.memory;
      return [when, decided.notices.map(({ title }) => title)];
    });
    expect(heard).toEqual(WEEK.map(([when, , told_]) => [when, told_]));
  });
});

describe('isQuiet', () => {
  it.each<[string, QuietHours | null, boolean]>([
    ['2026-11-22T23:30:00Z', { from: '22:00', to: '07:00' }, true],
    ['2026-11-22T06:59:59Z', { from: '22:00', to: '07:00' }, true],
    ['2026-11-22T07:00:00Z', { from: '22:00', to: '07:00' }, false],
    ['2026-11-22T21:59:00Z', { from: '22:00', to: '07:00' }, false],
    ['2026-11-22T13:00:00Z', { from: '12:00', to: '14:00' }, true],
    ['2026-11-22T14:00:00Z', { from: '12:00', to: '14:00' }, false],
    ['2026-11-22T14:00:00Z', { from: '08:00', to: '08:00' }, false],
    ['2026-11-22T14:00:00Z', null, false],
  ])('%s in %j: %s', (at, quiet, expected) => {
    expect(isQuiet(Date.parse(at), quiet, 'UTC')).toBe(expected);
  });

  it('goes by the clock on the wall', () => {
    const quiet = { from: '22:00', to: '07:00' };
    expect(isQuiet(Date.parse('2026-11-22T21:30:00Z'), quiet, 'Europe/Berlin')).toBe(true);
    expect(isQuiet(Date.parse('2026-11-22T21:30:00Z'), quiet, 'UTC')).toBe(false);
  });
});
