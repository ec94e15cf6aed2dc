import { describe, expect, it } from 'vitest';
import { type Given, limit, reading, view } from '../test/tray-readings.ts';
import { limitText, menuOf } from './menu.ts';
import type { MenuRow } from './menu-row.ts';
import type { TrayView } from './tray-model.ts';

/** A menu as a person sees it: hidden rows left out, submenus indented, marks drawn, clickable rows in brackets. */
function drawn(rows: readonly MenuRow[], indent = ''): string[] {
  return rows
    .filter((row) => row.visible)
    .flatMap((row) => {
      if (row.kind === 'separator') return [`${indent}--`];
      const mark = row.mark === 'none' ? '' : row.on ? '(x) ' : '( ) ';
      const text = row.action === null ? row.title : `<${row.title}>`;
      return [indent + mark + text, ...drawn(row.children ?? [], `${indent}  `)];
    });
}

const shown = (given: Given[], with_: Partial<TrayView> = {}) =>
  drawn(
    menuOf(
      given.map((one) => reading(one)),
      view(with_),
    ),
  );
const money = (minor: number, currency: string) => ({ minor, currency, exponent: 2 });

describe('menuOf', () => {
  it('lays one account open', () => {
    const extra = {
      enabled: true,
      used: money(7300, 'USD'),
      limit: money(20000, 'USD'),
      percent: 36.5,
      blocked: false,
      blocked_until: null,
      reason: null,
    };
    const limits = [
      limit('five_hour', 91.4),
      limit('seven_day', 64.2),
      limit('seven_day_opus', 100, { label: '7-day Opus', resets_at: null }),
    ];
    expect(shown([{ limits, extra }])).toEqual([
      '<matt@example.com [Chrome]  [91% / 64%]>',
      '<5-hour        91.4% · resets in 2h>',
      '<7-day all     64.2% · resets in 4d 4h>',
      '<7-day Opus   100.0%>',
      '<Extra        $73.00 / $200.00 (37%)>',
      '--',
      '<Open claude.ai/settings/usage>',
      '--',
      'Menu bar style',
      '  (x) <Claude  5h 91%  ·  7d 64%>',
      '  ( ) <5h 91% · 7d 64%>',
      '  ( ) <91% · 64%>',
      'Title shows',
      '  ( ) <Default browser>',
      '  ( ) <Highest account>',
      '  (x) <All accounts>',
      '  --',
      '  ( ) <matt@example.com>',
      'Settings',
      '  (x) <Notify at limits and resets>',
      '  (x) <Flash the title until dismissed>',
      '  <Test alarm>',
      '--',
      'Updated 14:23:01',
      '<Refresh now>',
      '<Quit>',
    ]);
  });

  it('gives several accounts a submenu each, in the order they come', () => {
    const lines = shown([
      { org_uuid: 'org-a', fiveHour: 91, sevenDay: 64 },
      { org_uuid: 'org-b', account_email: 'p@example.com', browser: 'Arc', fiveHour: 30, sevenDay: 12 },
    ]);
    expect(lines.filter((line) => line.includes('['))).toEqual([
      'matt@example.com [Chrome]  [91% / 64%]',
      'p@example.com [Arc]  [30% / 12%]',
    ]);
    expect(lines).toContain('  <5-hour        30.0% · resets in 2h>');
    expect(lines).toContain('  (x) <Claude  M: 5h 91%  ·  7d 64%     P: 5h 30%  ·  7d 12%>');
  });

  it.each<[string, Given, string]>([
    [
      'a stale account by its last time',
      { stale: true },
      'matt@example.com [Chrome]  [91% / 64%]  (stale, last 14:23)',
    ],
    [
      'another day by its date',
      { stale: true, fetched_at: '2026-11-20T09:00:00Z' },
      'matt@example.com [Chrome]  [91% / 64%]  (stale, last Fri Nov 20)',
    ],
    [
      'a failure by an exclamation mark',
      { errors: ['usage: HTTP 500'] },
      'matt@example.com [Chrome]  [91% / 64%]  !',
    ],
    [
      'a missing window by a dash',
      { limits: [limit('five_hour', 91)] },
      'matt@example.com [Chrome]  [91% / —]',
    ],
    ['an account without an e-mail by its org', { account_email: null }, 'a1b2c3d4 [Chrome]  [91% / 64%]'],
  ])('names %s', (_, given, header) => {
    expect(shown([{ fiveHour: 91, sevenDay: 64, ...given }])[0]).toBe(`<${header}>`);
  });

  it('offers to forget an account only while it is stale', () => {
    expect(shown([{ stale: true }])).toContain('<Forget this account>');
    expect(shown([{ stale: false }])).not.toContain('<Forget this account>');
  });

  it('prints extra usage in its own currency and says until when it is blocked', () => {
    const extra = {
      enabled: true,
      used: money(4000, 'EUR'),
      limit: money(4000, 'EUR'),
      percent: 100,
      blocked: true,
      blocked_until: '2026-12-01T08:30:00Z',
      reason: 'out_of_credits',
    };
    expect(shown([{ extra }])).toContain(
      '<Extra        €40.00 / €40.00 (100%)  BLOCKED until Tue Dec 1 08:30>',
    );
    const openEnded = { ...extra, blocked_until: null };
    expect(shown([{ extra: openEnded }])).toContain('<Extra        €40.00 / €40.00 (100%)  BLOCKED>');
    const today = { ...extra, blocked_until: '2026-11-22T18:00:00Z' };
    expect(shown([{ extra: today }])).toContain('<Extra        €40.00 / €40.00 (100%)  BLOCKED until 18:00>');
  });

  it('cuts errors at 80 characters, shows three and counts the rest', () => {
    const errors = ['x'.repeat(90), 'second\n\u001b[31mline', 'third', 'fourth', 'fifth'];
    const lines = shown([{ errors }]).filter((line) => line.startsWith('<error: ') || line.startsWith('<…'));
    expect(lines).toEqual([
      `<error: ${'x'.repeat(80)}…>`,
      '<error: second [31mline>',
      '<… and 3 more errors>',
    ]);
  });

  it('says that nothing is known yet', () => {
    const lines = shown([]);
    expect(lines[0]).toBe('No data yet');
    expect(lines).toContain('Waiting for the first reading');
    expect(lines).toContain('  (x) <Claude: …>');
  });

  it('previews the styles with the accounts that drive the title', () => {
    const lines = shown(
      [
        { org_uuid: 'org-a', fiveHour: 91, sevenDay: 64 },
        { org_uuid: 'org-b', account_email: 'p@example.com', browser: 'Arc', fiveHour: 30, sevenDay: 12 },
      ],
      { driver: { by: 'account', orgUuid: 'org-b' }, defaultBrowser: 'Arc', format: 'compact' },
    );
    expect(lines).toContain('  (x) <30% · 12%>');
    expect(lines).toContain('  ( ) <Default browser (Arc)>');
    expect(lines).toContain('  (x) <p@example.com>');
    expect(lines).toContain('  ( ) <matt@example.com>');
  });

  it('offers to start at login where the system can', () => {
    expect(shown([], { startAtLogin: true })).toContain('  (x) <Start at login>');
    expect(shown([], { startAtLogin: null }).join()).not.toContain('Start at login');
  });

  it('offers to dismiss an alarm first of all while it rings', () => {
    expect(shown([], { alarms: { on: true, flash: true, ringing: true } })[0]).toBe('<Dismiss alarm>');
  });
});

describe('limitText', () => {
  it.each([
    [limit('five_hour', null), '5-hour            — · resets in 2h'],
    [limit('five_hour', 0, { resets_at: null }), '5-hour         0.0% · starts on first use'],
    [limit('x', 7.25, { label: '7-day Claude Design', resets_at: null }), '7-day Claude Design    7.3%'],
  ])('%#', (given, text) => {
    const first = reading({ limits: [given] }).limits[0];
    expect(first === undefined ? '' : limitText(first)).toBe(text);
  });
});
