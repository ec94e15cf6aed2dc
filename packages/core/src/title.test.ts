import { describe, expect, it } from 'vitest';
import { type Given, limit, reading } from '../test/tray-readings.ts';
import { TITLE_COLOURS, TITLE_FORMATS, type TitleFormat, titleOf, titleText } from './title.ts';

const ONE: Given = { fiveHour: 47, sevenDay: 62 };
const M: Given = { org_uuid: 'm', account_email: 'matt@example.com', fiveHour: 92, sevenDay: 45 };
const P: Given = { org_uuid: 'p', account_email: 'pia@example.com', fiveHour: 30, sevenDay: 12 };
const SIGNED_OUT = { kind: 'signed_out', status: 401, retry_at: null } as const;
const failing = (given: Given): Given => ({ ...given, stale: true, problem: SIGNED_OUT });
const stale = (given: Given): Given => ({ ...given, stale: true });

const titles = (given: readonly Given[]) =>
  TITLE_FORMATS.map((format) => titleText(titleOf(given.map(reading), format)));

describe('titleOf', () => {
  it.each<[string, Given[], [string, string, string]]>([
    ['one live account', [ONE], ['Claude  5h 47%  ·  7d 62%', '5h 47% · 7d 62%', '47% · 62%']],
    [
      'several',
      [M, P],
      [
        'Claude  M: 5h 92%  ·  7d 45%     P: 5h 30%  ·  7d 12%',
        'M: 5h 92% · 7d 45%    P: 5h 30% · 7d 12%',
        'M: 92·45  P: 30·12',
      ],
    ],
    ['nothing yet', [], ['Claude: …', 'Claude: …', 'Claude: …']],
    ['none live', [stale(M), stale(P)], ['Claude: —', '—', '—']],
    ['asking fails', [failing(M)], ['Claude: !', '!', '!']],
    [
      'asking fails and nothing was ever read',
      [{ ...failing(M), usage: null, limits: [] }],
      ['Claude: !', '!', '!'],
    ],
    [
      'one lives, another fails',
      [ONE, failing(P)],
      ['Claude  5h 47%  ·  7d 62% !', '5h 47% · 7d 62% !', '47% · 62% !'],
    ],
    [
      'one lives, another is only old',
      [stale(M), ONE],
      ['Claude  5h 47%  ·  7d 62%', '5h 47% · 7d 62%', '47% · 62%'],
    ],
    ['a window is missing', [{ fiveHour: 47 }], ['Claude  5h 47%  ·  7d —', '5h 47% · 7d —', '47% · —']],
    [
      'a number is unknown',
      [{ fiveHour: null, sevenDay: 62 }],
      ['Claude  5h —  ·  7d 62%', '5h — · 7d 62%', '— · 62%'],
    ],
    ['a live account without windows', [{}], ['Claude  5h —  ·  7d —', '5h — · 7d —', '— · —']],
    [
      'a missing window among several',
      [{ ...M, limits: [limit('seven_day', 45)] }, P],
      [
        'Claude  M: 5h —  ·  7d 45%     P: 5h 30%  ·  7d 12%',
        'M: 5h — · 7d 45%    P: 5h 30% · 7d 12%',
        'M: —·45  P: 30·12',
      ],
    ],
    [
      'halves go up, as everywhere',
      [{ fiveHour: 0.5, sevenDay: 2.5 }],
      ['Claude  5h 1%  ·  7d 3%', '5h 1% · 7d 3%', '1% · 3%'],
    ],
    [
      'beyond the wall',
      [{ fiveHour: 104, sevenDay: 99.6 }],
      ['Claude  5h 104%  ·  7d 100%', '5h 104% · 7d 100%', '104% · 100%'],
    ],
  ])('%s', (_, given, expected) => {
    expect(titles(given)).toEqual(expected);
  });

  it('tags accounts by the first letter of their address, numbered where it is shared, ? where it is unknown', () => {
    const tags = (emails: (string | null)[]) =>
      titleText(
        titleOf(
          emails.map((account_email, at) => reading({ ...ONE, org_uuid: String(at), account_email })),
          'compact',
        ),
      );
    expect(tags(['ada@x', 'ben@x'])).toBe('A: 47·62  B: 47·62');
    expect(tags(['ada@x', 'abe@x', 'ben@x'])).toBe('A1: 47·62  A2: 47·62  B: 47·62');
    expect(tags([null, 'ben@x'])).toBe('?: 47·62  B: 47·62');
    expect(tags([null, null])).toBe('?1: 47·62  ?2: 47·62');
  });

  it.each<[number, string]>([
    [0, 'calm'],
    [89.9, 'calm'],
    [90, 'warning'],
    [99.6, 'warning'],
    [100, 'full'],
    [104, 'full'],
  ])('colours %f by its unrounded value: %s', (percent, severity) => {
    for (const format of TITLE_FORMATS) {
      const runs = titleOf([reading({ fiveHour: percent, sevenDay: 12 })], format);
      expect(runs.filter((run) => run.severity !== 'calm').map((run) => run.severity)).toEqual(
        severity === 'calm' ? [] : [severity],
      );
    }
  });

  it('colours the percentage alone, not the words around it', () => {
    const coloured = (format: TitleFormat) =>
      titleOf([reading(M), reading({ ...P, sevenDay: 100 })], format)
        .filter((run) => run.severity !== 'calm')
        .map((run) => [run.text, run.severity]);
    expect(coloured('long')).toEqual([
      ['92%', 'warning'],
      ['100%', 'full'],
    ]);
    expect(coloured('compact')).toEqual([
      ['92', 'warning'],
      ['100', 'full'],
    ]);
  });

  it('has the two backgrounds', () => {
    expect(TITLE_COLOURS).toEqual({ warning: 'rgb(219,118,32)', full: 'rgb(215,58,73)' });
  });
});
