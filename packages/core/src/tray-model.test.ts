import { describe, expect, it } from 'vitest';
import { type Given, limit, reading, view } from '../test/tray-readings.ts';
import { titleText } from './title.ts';
import type { TitleDriver } from './title-driver.ts';
import { type TrayView, trayModelOf } from './tray-model.ts';

const MATT: Given = { org_uuid: 'org-a', fiveHour: 92.4, sevenDay: 45 };
const PIA: Given = {
  org_uuid: 'org-b',
  account_email: 'pia@example.com',
  browser: 'Arc',
  fiveHour: 30,
  sevenDay: 99.6,
};
const model = (given: Given[], with_: Partial<TrayView> = {}) =>
  trayModelOf(
    given.map((one) => reading(one)),
    view({ format: 'compact', ...with_ }),
  );
const title = (given: Given[], with_: Partial<TrayView> = {}) => titleText(model(given, with_).title);

describe('the accounts in the title', () => {
  it.each<[string, TitleDriver, string | null, Given[], string]>([
    ['all', { by: 'all' }, null, [MATT, PIA], 'M: 92·45  P: 30·100'],
    ['the fullest window', { by: 'highest' }, null, [MATT, PIA], '30% · 100%'],
    ['the default browser', { by: 'default_browser' }, 'Chrome', [MATT, PIA], '92% · 45%'],
    ['the default browser in any spelling', { by: 'default_browser' }, 'arc', [MATT, PIA], '30% · 100%'],
    ['all without a default browser', { by: 'default_browser' }, null, [MATT, PIA], 'M: 92·45  P: 30·100'],
    [
      'all when the default browser has none',
      { by: 'default_browser' },
      'Safari',
      [MATT, PIA],
      'M: 92·45  P: 30·100',
    ],
    [
      'all when the default browser is only stale',
      { by: 'default_browser' },
      'Chrome',
      [{ ...MATT, stale: true }, PIA],
      '30% · 100%',
    ],
    ['a chosen one', { by: 'account', orgUuid: 'org-b' }, null, [MATT, PIA], '30% · 100%'],
    [
      'a chosen one though it is stale',
      { by: 'account', orgUuid: 'org-a' },
      null,
      [{ ...MATT, stale: true }, PIA],
      '—',
    ],
    ['all when the chosen one is forgotten', { by: 'account', orgUuid: 'org-z' }, null, [MATT], '92% · 45%'],
    ['nobody when none is live', { by: 'highest' }, null, [{ ...MATT, stale: true }], '—'],
  ])('%s', (_, driver, defaultBrowser, given, text) => {
    expect(title(given, { driver, defaultBrowser })).toBe(text);
  });
});

describe('the icon', () => {
  it('carries the two numbers with the colour of their unrounded value', () => {
    expect(model([PIA]).icon).toEqual({
      kind: 'numbers',
      fiveHour: { text: '30', severity: 'calm', percent: 30 },
      sevenDay: { text: '100', severity: 'warning', percent: 99.6 },
    });
  });

  it.each<[string, Given[], string]>([
    ['nothing yet', [], '…'],
    ['nothing live', [{ ...MATT, stale: true }], '—'],
    [
      'a failure',
      [{ ...MATT, stale: true, problem: { kind: 'signed_out', status: 401, retry_at: null } }],
      '!',
    ],
  ])('marks %s', (_, given, mark) => {
    expect(model(given).icon).toEqual({ kind: 'mark', mark });
  });

  it('says unknown for a missing window, never zero', () => {
    const { icon } = model([{ limits: [limit('five_hour', 5)] }]);
    expect(icon).toMatchObject({ fiveHour: { text: '5' }, sevenDay: { text: '—', severity: 'calm' } });
  });
});

describe('words', () => {
  it('explains every account in the tooltip', () => {
    expect(model([MATT, { ...PIA, stale: true }]).tooltip.split('\n')).toEqual([
      'matt@example.com: 5h 92% (resets in 2h) · 7d 45% (resets in 4d 4h)',
      'pia@example.com: 5h 30% (resets in 2h) · 7d 100% (resets in 4d 4h) (stale, last 14:23)',
    ]);
  });

  it('reads the title out as a sentence', () => {
    expect(model([MATT]).a11y).toBe('Claude usage: 5-hour 92 percent, 7-day 45 percent');
    expect(model([MATT, PIA]).a11y).toBe(
      'Claude usage: matt@example.com: 5-hour 92 percent, 7-day 45 percent; pia@example.com: 5-hour 30 percent, 7-day 100 percent',
    );
    expect(model([]).a11y).toBe('Claude usage: no data yet');
    expect(model([{ ...MATT, stale: true }]).a11y).toBe('Claude usage: no live data');
  });

  it('paints the whole title while it flashes', () => {
    const { title: runs, icon } = model([MATT], { lit: true });
    expect(runs.every((run) => run.severity === 'full')).toBe(true);
    expect(icon).toMatchObject({ fiveHour: { severity: 'full' }, sevenDay: { severity: 'full' } });
  });
});
