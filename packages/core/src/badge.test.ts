import { describe, expect, it } from 'vitest';
import { type Given, limit, reading } from '../test/tray-readings.ts';
import { type BadgeContent, badgeOf, LOOK_COLOURS } from './badge.ts';

const GREEN = '#2c6e2f';
const ORANGE = '#b26a00';
const RED = '#b00020';
const GREY = LOOK_COLOURS.grey;
const SIGNED_OUT = { kind: 'signed_out', status: 401, retry_at: null } as const;

const badge = (given: Given[], content?: BadgeContent) => badgeOf(given.map(reading), content);
const look = (given: Given[], content?: BadgeContent) => {
  const { text, colour } = badge(given, content);
  return [text, colour];
};

describe('badgeOf', () => {
  it.each([
    [0, '0', GREEN],
    [12, '12', GREEN],
    [79.9, '80', GREEN],
    [80, '80', ORANGE],
    [99.6, '100', ORANGE],
    [100, '100', RED],
    [104, '104', RED],
    [1000, '1000', RED],
  ])('%f %%: %s %s', (fiveHour, text, colour) => {
    expect(look([{ fiveHour, sevenDay: 5 }])).toEqual([text, colour]);
  });

  it.each<[string, Given[], string, string]>([
    ['nothing known', [], '?', GREY],
    ['no 5-hour window', [{ sevenDay: 99 }], '?', GREY],
    ['its number unknown', [{ fiveHour: null }], '?', GREY],
    [
      'the highest of several',
      [
        { org_uuid: 'a', fiveHour: 12 },
        { org_uuid: 'b', fiveHour: 85 },
      ],
      '85',
      ORANGE,
    ],
    ['stale: the last number, in grey', [{ fiveHour: 85, stale: true }], '85', GREY],
    [
      'fresh before stale',
      [
        { org_uuid: 'a', fiveHour: 99, stale: true },
        { org_uuid: 'b', fiveHour: 12 },
      ],
      '12',
      GREEN,
    ],
    ['asking fails', [{ fiveHour: 85, stale: true, problem: SIGNED_OUT }], '!', GREY],
    [
      'asking fails and nothing was ever read',
      [{ usage: null, stale: true, problem: SIGNED_OUT }],
      '!',
      GREY,
    ],
    [
      'one fails, another lives',
      [
        { org_uuid: 'a', stale: true, problem: SIGNED_OUT },
        { org_uuid: 'b', fiveHour: 12 },
      ],
      '12',
      GREEN,
    ],
    [
      'a live one without a window hides no old number as if it were its own',
      [{ org_uuid: 'a' }, { org_uuid: 'b', fiveHour: 85, stale: true }],
      '?',
      GREY,
    ],
  ])('%s', (_, given, text, colour) => {
    expect(look(given)).toEqual([text, colour]);
  });

  it('shows another window when asked to', () => {
    const given = [
      {
        limits: [
          limit('five_hour', 12),
          limit('seven_day', 85),
          limit('seven_day_opus', 100, { is_active: true }),
        ],
      },
    ];
    expect(look(given)).toEqual(['12', GREEN]);
    expect(look(given, 'seven_day')).toEqual(['85', ORANGE]);
    expect(look(given, 'binding')).toEqual(['100', RED]);
  });

  it('tells both windows in the tooltip, and why a number is old', () => {
    expect(badge([]).tooltip).toBe('ClaudeMeter\nNo data yet');
    expect(badge([{ fiveHour: 42.4, sevenDay: 71 }]).tooltip).toBe('ClaudeMeter\n5h: 42%  7d: 71%');
    expect(badge([{ fiveHour: 42, stale: true }]).tooltip).toBe('ClaudeMeter\n5h: 42%  7d: —  (stale)');
    expect(
      badge([
        { org_uuid: 'a', account_email: 'a@x', fiveHour: 1 },
        {
          org_uuid: 'b',
          account_email: null,
          stale: true,
          problem: SIGNED_OUT,
          errors: ['Sign in.', 'more'],
        },
      ]).tooltip,
    ).toBe('ClaudeMeter\na@x  5h: 1%  7d: —\nb  5h: —  7d: —  (Sign in.)');
  });

  it('is never longer than four characters', () => {
    expect(look([{ fiveHour: 123_456 }])).toEqual(['9999', RED]);
  });
});
