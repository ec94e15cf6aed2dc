import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Snapshot, STATUS_LINE_TEMPLATE } from '@claude-meter/core';
import { describe, expect, it } from 'vitest';
import { plainSnapshot } from '../../../../packages/core/test/plain-snapshot.ts';
import { readLineQuery } from './read-line-query.ts';
import { sessionLine } from './session-line.ts';

const FIXTURES = join(
  dirname(fileURLToPath(import.meta.resolve('@claude-meter/sources'))),
  'claude-statusline',
  'fixtures',
);
const fixture = (name: string) => readFileSync(join(FIXTURES, name), 'utf8');
const NOW = Date.parse('2026-11-22T12:00:00Z');
const ORG = 'd03d2d69-0000-4000-8000-000000000001';

function line(input: string, given: { snapshots?: Snapshot[]; account?: string; template?: string } = {}) {
  const read = readLineQuery({ template: given.template ?? STATUS_LINE_TEMPLATE, account: given.account });
  if (!read.ok) throw new Error(read.error);
  return sessionLine(input, read.query, {
    snapshots: given.snapshots ?? [],
    branch: 'main',
    now: NOW,
    timeZone: 'UTC',
    forecast: () => null,
  });
}

const told = (fiveHour: number) =>
  JSON.stringify({
    model: { display_name: 'Opus' },
    rate_limits: { five_hour: { used_percentage: fiveHour, resets_at: NOW / 1000 + 9000 } },
  });

function snapshot(fiveHour: number, over: Partial<Snapshot> = {}): Snapshot {
  const window = { is_active: false, used: null, limit: null, locked_reason: null, resets_at: null };
  return plainSnapshot(new Date(NOW - 5000).toISOString(), {
    org_uuid: ORG,
    account_email: null,
    limits: [
      { ...window, id: 'five_hour', kind: 'session', label: '5-hour', percent: fiveHour },
      { ...window, id: 'seven_day_opus', kind: 'scoped', label: '7-day Opus', percent: 12 },
    ],
    ...over,
  });
}

describe('sessionLine', () => {
  it.each(readdirSync(FIXTURES))('renders what Claude Code says: %s', (name) => {
    expect(line(fixture(name))).toMatchSnapshot();
  });

  it('shows what claude.ai serves, with the limits that Claude Code cannot know', () => {
    expect(line(told(40), { snapshots: [snapshot(47)], account: ORG })).toBe(
      'Opus · (main) · 5h 47% · 7-day Opus 12%\n',
    );
  });

  it('believes Claude Code where the meter has only old numbers', () => {
    const old = snapshot(47, { stale: true, fetched_at: new Date(NOW - 3_600_000).toISOString() });
    expect(line(told(52), { snapshots: [old], account: ORG })).toMatch(/^Opus · \(main\) · 5h 52% 2h/);
  });

  it('speaks of the account that Claude Code is logged in to', () => {
    const other = snapshot(99, { org_uuid: 'e03d2d69-0000-4000-8000-000000000002' });
    const given = { snapshots: [other, snapshot(47)], template: '{5h}' };
    expect(line('{"model":{}}', { ...given, account: ORG })).toBe('47%\n');
    // Not said whose: what it told itself, not the number of anybody else.
    expect(line(told(40), given)).toBe('40%\n');
  });

  it.each(['', 'no json', '{}', '[]', 'null', '{"model":1,"workspace":[],"cost":"x","rate_limits":7}'])(
    'never fails: %j',
    (input) => {
      expect(line(input, { snapshots: [snapshot(47)] })).toContain('5h 47%');
    },
  );
});
