import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { emptyState, type Source } from '@claude-meter/core';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../../../test/meter.ts';
import { prepareHome } from '../../home-folder.ts';
import { createIngest } from '../../ingest.ts';
import { createPublisher } from '../../published.ts';
import { openStore } from '../../store/sqlite-store.ts';
import { cachedUsageOf } from '../claude-code/read-cached-usage.ts';
import { PassiveSource } from './passive-source.ts';

const ORG = '3f9c1d80-6f0a-4d57-9b1e-2c84a7d6e501';
const NOW = Date.parse('2026-11-22T12:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let folder: string;
let path: string;

beforeEach(() => {
  folder = temporaryFolder();
  path = join(folder, '.claude.json');
});

const body = (percent: string, resetIn = HOUR) =>
  `{"five_hour":{"utilization":${percent},"resets_at":"${new Date(NOW + resetIn).toISOString()}"},"seven_day":null}`;

interface Kept {
  age?: number;
  owner?: string;
  usage?: string;
}

function keep({ age = 0, owner = 'account-1', usage = body('42.0') }: Kept = {}): void {
  writeFileSync(
    path,
    `{"projects":{"/x":{"history":["\\"cachedUsageUtilization\\":{}"]}},
      "oauthAccount":{"organizationUuid":"${ORG}","accountUuid":"account-1","emailAddress":"ada@example.com"},
      "cachedUsageUtilization":{"fetchedAtMs":${NOW - age},"accountUuid":"${owner}","utilization":${usage}}}`,
  );
}

function start() {
  const home = join(folder, 'home');
  prepareHome(home);
  const clock = { now: NOW };
  const opened = openStore(home, NOW);
  if (!opened.ok) throw new Error(opened.error);
  const ending = new AbortController();
  onTestFinished(() => {
    ending.abort();
    opened.store.close();
  });
  const time = () => clock.now;
  const publisher = createPublisher(emptyState(), {
    clock: time,
    freshnessMs: 120_000,
    run: 'r',
    signal: ending.signal,
  });
  const ingest = createIngest(emptyState(), { store: opened.store, publisher, clock: time });
  const source = new PassiveSource({ path, freshnessMs: 120_000, ingest, clock: time });
  const rows = () =>
    publisher
      .current()
      .snapshots.map(({ source: from, browser, stale, fetched_at, limits }) => [
        from,
        browser,
        stale,
        Date.parse(fetched_at) - NOW,
        limits[0]?.percent,
      ]);
  return { source, clock, rows, ingest };
}

describe('what Claude Code has kept', () => {
  it.each<[string, Kept, unknown[]]>([
    ['just now: fresh', {}, [['import', 'Claude Code cache', false, 0, 42]]],
    [
      'two minutes ago: not fresh',
      { age: 2 * MINUTE },
      [['import', 'Claude Code cache', true, -2 * MINUTE, 42]],
    ],
    [
      'eight hours ago: with that age',
      { age: 8 * HOUR },
      [['import', 'Claude Code cache', true, -8 * HOUR, 42]],
    ],
    ['of a window that is over: nothing', { usage: body('42.0', -MINUTE) }, []],
    ['of another account: nothing', { owner: 'account-2' }, []],
    ['from a clock ahead of ours: nothing', { age: -HOUR }, []],
    ['empty: nothing', { usage: '{}' }, []],
    ['null: nothing', { usage: 'null' }, []],
  ])('%s', (_name, kept, expected) => {
    keep(kept);
    const { source, rows } = start();
    source.tick();
    expect(rows()).toEqual(expected);
  });

  it('is there as long as the file says so, ever older, and follows what is written', () => {
    keep();
    const { source, clock, rows } = start();
    for (let minute = 0; minute < 55; minute += 1) {
      source.tick();
      clock.now += MINUTE;
    }
    expect(rows()).toEqual([['import', 'Claude Code cache', true, 0, 42]]);
    keep({ age: -55 * MINUTE, usage: body('43.5', 3 * HOUR) });
    source.tick();
    expect(rows()).toEqual([['import', 'Claude Code cache', false, 55 * MINUTE, 43.5]]);
  });

  it.each<[Source, boolean]>([
    ['extension', true],
    ['cookies', true],
    ['oauth', true],
    ['statusline', true],
    ['import', false],
  ])('is not wanted while a fresh reading of %s is there: %s', (other, unwanted) => {
    keep({ age: 10_000 });
    const { source, rows, ingest } = start();
    const session = { source: other, browser: 'Other', instance: null, cadenceMs: MINUTE };
    const usage = other === 'statusline' ? '{"rate_limits":{"five_hour":{"used_percentage":1}}}' : body('1');
    const report = {
      orgUuid: ORG,
      fetchedAt: new Date(NOW).toISOString(),
      account: null,
      usage,
      endpoint: null,
      status: null,
      overage: null,
      subscription: null,
      problem: null,
      errors: [],
    };
    ingest.accept([{ session, report }]);
    source.tick();
    expect(rows().some(([, browser]) => browser === 'Claude Code cache')).toBe(!unwanted);
  });

  it('that is gone or half written is nothing', () => {
    const { source, rows } = start();
    source.tick();
    writeFileSync(path, '{"oauthAccount":');
    source.tick();
    keep();
    rmSync(path);
    source.tick();
    expect(rows()).toEqual([]);
    expect(source.status()).toEqual({ cached_at: null });
  });

  it('keeps the numbers as they are written', () => {
    keep({ usage: '{"five_hour":{"utilization":42.0,"x":85.70003930000001}}' });
    const text = `{"oauthAccount":{"organizationUuid":"${ORG}"},"cachedUsageUtilization":{"fetchedAtMs":1,"utilization":{"a":42.0}}}`;
    expect(cachedUsageOf(text)?.text).toBe('{"a":42.0}');
  });
});
