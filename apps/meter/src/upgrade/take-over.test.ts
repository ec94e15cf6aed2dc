import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { snapshotsOf } from '@claude-meter/core';
import * as fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openStore } from '../store/sqlite-store.ts';
import { DEFAULT_PREFERENCES, readPreferences } from '../tray/preferences.ts';
import { originalFolder } from './original-files.ts';
import { readOriginalSnapshots } from './original-snapshots.ts';
import { takeOver } from './take-over.ts';

const NOW = Date.UTC(2026, 3, 27, 18, 20);
const ORG = 'd03d2d69-0000-4000-8000-000000000001';
const OTHER = 'd03d2d69-0000-4000-8000-000000000002';

/** As it was written: pretty, every key there, nanoseconds. */
const USAGE = `{
      "five_hour": {
        "utilization": 42.0,
        "resets_at": "2026-04-27T20:14:02Z"
      },
      "seven_day": {
        "utilization": 71.5,
        "resets_at": null
      },
      "seven_day_opus": null,
      "extra_usage": null
    }`;
const snapshot = (org: string, browser: string, fetchedAt: string) => `  {
    "org_uuid": "${org}",
    "browser": "${browser}",
    "account_email": "you@example.com",
    "fetched_at": "${fetchedAt}",
    "usage": ${USAGE},
    "overage": null,
    "subscription": null,
    "errors": [],
    "stale": false
  }`;
const RECENT = snapshot(ORG, 'Chrome', '2026-04-27T18:14:02.123456789Z');
const OLD = snapshot(OTHER, 'Arc', '2026-04-20T09:00:00Z');

function world(files: Readonly<Record<string, string>>) {
  const root = mkdtempSync(join(tmpdir(), 'claude-meter-upgrade-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const place = { platform: 'linux' as const, home: root, env: {}, now: NOW };
  const folder = originalFolder(place);
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const home = join(root, 'state');
  mkdirSync(home);
  const opened = openStore(home, NOW);
  if (!opened.ok) throw new Error(opened.error);
  onTestFinished(() => opened.store.close());
  const { store } = opened;
  return {
    store,
    home,
    folder,
    take: (now = NOW) => takeOver(store, home, { ...place, now }),
    shown: () => snapshotsOf(store.restore(NOW), NOW, 120_000),
    percents: (org: string) =>
      store
        .queries()
        .samples({ org_uuid: org, limit_id: 'five_hour', from: 0, to: NOW + 1 }, 10)
        .map(({ at, percent }) => [at, percent]),
  };
}

describe('what the first ClaudeMeter left', () => {
  it('is taken into the history, labelled, and shown stale while it is no older than two hours', () => {
    const { store, take, shown, percents } = world({ 'snapshots.json': `[\n${RECENT},\n${OLD}\n]` });
    expect(take()).toEqual({ snapshots: 2, choices: false });
    expect(shown().map(({ org_uuid, browser, source, stale }) => [org_uuid, browser, source, stale])).toEqual(
      [[ORG, 'Chrome', 'import', true]],
    );
    expect(shown()[0]?.usage).toBe(USAGE);
    expect(percents(ORG)).toEqual([[Date.parse('2026-04-27T18:14:02.123Z'), 42]]);
    expect(percents(OTHER)).toEqual([[Date.parse('2026-04-20T09:00:00Z'), 42]]);
    const [event] = store.timeline(10);
    expect([event?.kind, event?.detail]).toEqual(['imported', expect.stringContaining('first ClaudeMeter')]);
  });

  it('is taken over once, and its files stay to the byte', () => {
    const files = { 'snapshots.json': `[${RECENT}]`, 'config.json': '{"title_format":"compact"}' };
    const { take, folder, home, percents } = world(files);
    const before = readdirSync(folder).map((name) => [name, statSync(join(folder, name)).mtimeMs]);
    expect(take()).toEqual({ snapshots: 1, choices: true });
    writeFileSync(join(home, 'tray.json'), '{"format":"medium"}');
    expect(take(NOW + 60_000)).toEqual({ snapshots: 0, choices: false });
    expect(percents(ORG)).toHaveLength(1);
    expect(readPreferences(home).format).toBe('medium');
    expect(readdirSync(folder).map((name) => [name, statSync(join(folder, name)).mtimeMs])).toEqual(before);
    for (const [name, text] of Object.entries(files))
      expect(readFileSync(join(folder, name), 'utf8')).toBe(text);
  });

  it.each([
    ['{"title_format":"medium","alarm_enabled":false}', { format: 'medium', alarms: false }],
    ['{"preferred_browser":"chrome"}', { driver: { by: 'account', orgUuid: ORG } }],
    ['{"title_format":"wide","preferred_browser":"Safari","alarm_enabled":"no"}', {}],
    ['[]', {}],
    ['{', {}],
  ])('had these choices: %s', (config, changed) => {
    const { take, home } = world({ 'snapshots.json': `[${RECENT}]`, 'config.json': config });
    take();
    expect(readPreferences(home)).toEqual({ ...DEFAULT_PREFERENCES, ...changed });
  });

  it('does not take the place of what was chosen in this one', () => {
    const { take, home } = world({ 'config.json': '{"title_format":"compact"}' });
    writeFileSync(join(home, 'tray.json'), '{"format":"medium"}');
    expect(take()).toEqual({ snapshots: 0, choices: false });
    expect(readPreferences(home).format).toBe('medium');
  });

  it.each([
    ['nothing', {}],
    ['no array', { 'snapshots.json': '{}' }],
    ['half a file', { 'snapshots.json': RECENT.slice(0, 80) }],
    ['an org that is none', { 'snapshots.json': `[${RECENT.replace(ORG, 'x')}]` }],
    ['a time to come', { 'snapshots.json': `[${RECENT.replace('2026-04-27T18:14', '2027-04-27T18:14')}]` }],
  ])('may be %s: then nothing is taken over', (_, files) => {
    const { take, home, shown } = world(files);
    expect(take()).toEqual({ snapshots: 0, choices: false });
    expect(shown()).toEqual([]);
    expect(readdirSync(home)).not.toContain('taken-over.json');
  });

  it('is never more than left out, whatever it holds', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          fc.json().map((json) => `[${json}]`),
          fc.string(),
        ),
        (text) => {
          readOriginalSnapshots(text, NOW);
        },
      ),
    );
  });

  it.each([
    ['darwin', {}, '/u/Library/Application Support/ClaudeMeter'],
    ['linux', {}, '/u/.config/ClaudeMeter'],
    ['linux', { XDG_CONFIG_HOME: '/c' }, '/c/ClaudeMeter'],
  ] as const)('lies on %s with %j in %s', (platform, env, folder) => {
    expect(originalFolder({ platform, env, home: '/u' })).toBe(folder);
  });
});
