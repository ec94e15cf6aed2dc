// @vitest-environment happy-dom

import { accountsOf, type Limit, type Reading, type Snapshot } from '@claude-meter/core';
import { render } from 'preact';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { plainSnapshot } from '../../core/test/plain-snapshot.ts';
import { AccountBlock, ProblemLine } from './index.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');

function limit(given: Partial<Limit> & { id: string }): Limit {
  return {
    kind: 'session',
    label: given.id,
    percent: 10,
    resets_at: '2026-11-22T14:00:00Z',
    is_active: false,
    used: null,
    limit: null,
    locked_reason: null,
    ...given,
  };
}

function snapshot(given: Partial<Snapshot>): Snapshot {
  return plainSnapshot(new Date(NOW).toISOString(), { org_uuid: 'org-a', plan: 'Max 5x', ...given });
}

let root: HTMLElement;
beforeEach(() => {
  root = document.body.appendChild(document.createElement('main'));
});
afterEach(() => {
  render(null, root);
  root.remove();
});

function show(snapshots: Snapshot[], now = NOW): void {
  const readings: Reading[] = accountsOf(snapshots, now);
  render(
    readings.map((reading) => (
      <AccountBlock
        key={reading.snapshot.org_uuid}
        reading={reading}
        all={snapshots}
        now={now}
        timeZone="UTC"
      />
    )),
    root,
  );
}

const texts = (selector: string) =>
  [...root.querySelectorAll(selector)].map((element) => element.textContent?.trim());
const only = (selector: string): Element => {
  const found = root.querySelectorAll(selector);
  if (found.length !== 1 || found[0] === undefined) throw new Error(`${found.length} of ${selector}`);
  return found[0];
};

describe('a limit', () => {
  it.each<
    [string, Partial<Limit>, { percent: string; now: string | null; text: string | null; severity: string }]
  >([
    ['calm', { percent: 12 }, { percent: '12%', now: '12', text: '12%, resets in 2h', severity: 'calm' }],
    [
      'just below the warning',
      { percent: 79.9 },
      { percent: '80%', now: '79.9', text: '80%, resets in 2h', severity: 'calm' },
    ],
    [
      'at the warning',
      { percent: 80 },
      { percent: '80%', now: '80', text: '80%, resets in 2h', severity: 'warning' },
    ],
    [
      'rounded to 100 but not full',
      { percent: 99.6 },
      { percent: '100%', now: '99.6', text: '100%, resets in 2h', severity: 'warning' },
    ],
    [
      'over the end of its bar',
      { percent: 104 },
      { percent: '104%', now: '100', text: '104%, resets in 2h', severity: 'full' },
    ],
    [
      'not started',
      { percent: 0, resets_at: null },
      { percent: '0%', now: '0', text: '0%, starts on first use', severity: 'calm' },
    ],
    [
      'of unknown percentage: no bar, never 0',
      { percent: null },
      { percent: '—', now: null, text: null, severity: 'calm' },
    ],
  ])('%s', (_name, given, expected) => {
    show([snapshot({ limits: [limit({ id: 'five_hour', label: '5-hour', ...given })] })]);
    const meter = root.querySelector('[role=meter]');
    expect(texts('.cm-percent')).toEqual([expected.percent]);
    expect(meter?.getAttribute('aria-valuenow') ?? null).toBe(expected.now);
    expect(meter?.getAttribute('aria-valuetext') ?? null).toBe(expected.text);
    expect(meter?.getAttribute('aria-label') ?? '5-hour').toBe('5-hour');
    expect(only('.cm-limit').getAttribute('data-severity')).toBe(expected.severity);
  });

  it('marks the one that stops first, and only where there is a choice', () => {
    const limits = [limit({ id: 'a', percent: 20 }), limit({ id: 'b', percent: 60 })];
    show([snapshot({ limits })]);
    expect(only('.cm-binds').closest('.cm-limit')?.getAttribute('data-limit')).toBe('b');
    show([snapshot({ limits: limits.slice(0, 1) })]);
    expect(root.querySelector('.cm-binds')).toBeNull();
  });
});

describe('an account', () => {
  it('prints names from outside as text, never as markup', () => {
    const evil = '<img src=x onerror=alert(1)>@example.com';
    show([snapshot({ account_email: evil })]);
    expect(only('h2').textContent).toBe(evil);
    expect(root.querySelector('img')).toBeNull();
  });

  it('keeps its plan to itself where the name already says it', () => {
    show([snapshot({ plan: 'Pro' }), snapshot({ org_uuid: 'org-b', plan: 'Team', org_name: 'Acme' })]);
    expect(texts('h2')).toEqual(['ada@example.com (Pro)', 'ada@example.com (Acme)']);
    expect(texts('.cm-plan')).toEqual(['Team']);
  });

  it('calls a personal org by its plan, since its name only repeats the address', () => {
    const name = "ada@example.com's Organization";
    show([
      snapshot({ plan: 'Pro', org_name: name }),
      snapshot({ org_uuid: 'org-b', plan: 'Team', org_name: 'Acme' }),
    ]);
    expect(texts('h2')).toEqual(['ada@example.com (Pro)', 'ada@example.com (Acme)']);
  });

  it.each([
    [
      { next_charge: '2027-06-10', card: { brand: 'visa', last4: '4242' } },
      'Next charge10 Jun 2027, Visa ending in 4242',
    ],
    [{ next_charge: '2027-06-10T23:30:00Z' }, 'Next charge10 Jun 2027'],
    [{ next_charge: 'soon' }, 'Next chargesoon'],
    [{ next_charge: '2027-06-10', ends_at: '2027-06-01' }, 'Plan ends1 Jun 2027'],
    [{}, ''],
  ])('tells of billing %j in its details', (given, text) => {
    const billing = { status: 'active', next_charge: null, ends_at: null, card: null, ...given };
    show([snapshot({ billing })]);
    const rows = only('dl').textContent ?? '';
    expect(rows.includes('Next charge') || rows.includes('Plan ends')).toBe(text !== '');
    expect(rows).toContain(text);
  });

  it('tells in its details what was said, by whom it was read and where the week went', () => {
    show([
      snapshot({
        source: 'cookies',
        errors: ['Extra usage: claude.ai could not answer.'],
        breakdown: [
          { key: 'code', label: 'Claude Code', percent: 71 },
          { key: 'chat', label: 'Chat', percent: 29 },
        ],
      }),
    ]);
    const rows = only('dl').textContent;
    expect(rows).toContain('the meter, with the login on disk');
    expect(rows).toContain('Extra usage: claude.ai could not answer.');
    expect(rows).toContain('Claude Code 71%, Chat 29%');
  });

  it('says since when it is stale and keeps its last numbers', () => {
    show([snapshot({ stale: true, limits: [limit({ id: 'five_hour', percent: 47 })] })], NOW + 10 * 60_000);
    expect(texts('.cm-stale')).toEqual(['stale, last 12:00']);
    expect(texts('.cm-percent')).toEqual(['47%']);
    expect(only('.cm-account').getAttribute('data-live')).toBe('false');
  });

  it.each([
    [{ used: 7300, limit: 20000, percent: 36.5 }, '$73.00 of $200.00', ['37%'], []],
    [{ used: 420, limit: null, percent: null }, '$4.20, no cap', [], []],
    [{ used: 20000, limit: 20000, percent: 100, blocked: true }, '$200.00 of $200.00', ['100%'], ['Blocked']],
    [
      { used: 0, limit: 4000, percent: 0, blocked: true, until: '2026-11-24T12:00:00Z' },
      '$0.00 of $40.00',
      ['0%'],
      ['Blocked for 2d'],
    ],
  ])('shows extra usage %j', (given, amount, percents, blocked) => {
    const money = (minor: number | null) => (minor === null ? null : { minor, currency: 'USD', exponent: 2 });
    const extra = {
      enabled: true,
      used: money(given.used),
      limit: money(given.limit),
      percent: given.percent,
      blocked: 'blocked' in given,
      blocked_until: 'until' in given ? given.until : null,
      reason: null,
    };
    show([snapshot({ extra })]);
    expect(texts('.cm-extra .cm-note')).toEqual([amount]);
    expect(texts('.cm-extra .cm-percent')).toEqual(percents);
    expect(texts('.cm-blocked')).toEqual(blocked);
  });
});

describe('an update', () => {
  const before = () =>
    snapshot({ limits: [limit({ id: 'five_hour', percent: 41 }), limit({ id: 'seven_day', percent: 9 })] });
  const after = () =>
    snapshot({
      limits: [
        limit({ id: 'five_hour', percent: 42 }),
        limit({ id: 'seven_day_opus', percent: 70 }),
        limit({ id: 'seven_day', percent: 9 }),
      ],
    });

  it('changes the text inside the nodes that stand there, and touches no other', () => {
    show([before()]);
    const rows = new Map(
      [...root.querySelectorAll('.cm-limit')].map((row) => [row.getAttribute('data-limit'), row] as const),
    );
    const text = rows.get('five_hour')?.querySelector('.cm-percent')?.firstChild;
    const untouched = rows.get('seven_day')?.querySelector('.cm-percent')?.firstChild;
    const records: string[] = [];
    const watcher = new MutationObserver((list) => {
      for (const record of list) records.push(record.type);
    });
    watcher.observe(untouched as Node, { characterData: true });
    show([after()]);
    expect(text?.textContent).toBe('42%');
    expect(text?.isConnected).toBe(true);
    expect(untouched?.isConnected).toBe(true);
    expect(watcher.takeRecords().length + records.length).toBe(0);
    expect([...root.querySelectorAll('.cm-limit')].map((row) => row.getAttribute('data-limit'))).toEqual([
      'five_hour',
      'seven_day_opus',
      'seven_day',
    ]);
    expect(root.querySelector('[data-limit=seven_day]')).toBe(rows.get('seven_day'));
  });

  it('leaves opened details open and the focus where it is, also when an account is added before it', () => {
    show([snapshot({ org_uuid: 'org-b' })]);
    const details = only('details') as HTMLDetailsElement;
    details.open = true;
    const summary = only('summary') as HTMLElement;
    summary.focus();
    show([snapshot({ org_uuid: 'org-a', plan: 'Pro' }), snapshot({ org_uuid: 'org-b', plan: 'Team' })]);
    expect(details.isConnected).toBe(true);
    expect(details.open).toBe(true);
    expect(document.activeElement).toBe(summary);
  });
});

describe('a problem', () => {
  it('is announced and offers what helps', () => {
    render(
      <ProblemLine title="Signed out" advice="Sign in.">
        <button type="button">Open</button>
      </ProblemLine>,
      root,
    );
    expect(only('[role=status]').textContent).toContain('Signed out');
    expect(texts('button')).toEqual(['Open']);
  });
});
