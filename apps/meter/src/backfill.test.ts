import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ORG, originalPost, startMeter, temporaryFolder } from '../test/meter.ts';
import { backfill, desktopHistoryPaths } from './backfill.ts';
import { openStore } from './store/sqlite-store.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const HISTORY = JSON.stringify({
  version: 2,
  samples: [
    { t: NOW - 600_000, org: ORG, u: { fh: 12, sd: 3 } },
    { t: NOW - 300_000, org: ORG, u: { fh: 15, sd: 3 } },
  ],
});

function world(content: string | null) {
  const given = { platform: 'darwin' as const, home: temporaryFolder(), env: {}, now: NOW };
  const [path = ''] = desktopHistoryPaths(given);
  mkdirSync(dirname(path), { recursive: true });
  if (content !== null) writeFileSync(path, content);
  return given;
}

function emptyStore() {
  const opened = openStore(temporaryFolder(), NOW);
  if (!opened.ok) throw new Error(opened.error);
  return opened.store;
}

describe('desktopHistoryPaths', () => {
  it.each([
    ['darwin', {}, ['/home/ada/Library/Application Support/Claude/plan-usage-history.json']],
    [
      'win32',
      { APPDATA: '/roaming', LOCALAPPDATA: '/local' },
      [
        '/roaming/Claude/plan-usage-history.json',
        '/local/Packages/Claude_pzs8sxrjxfjjc/LocalCache/Roaming/Claude/plan-usage-history.json',
      ],
    ],
    ['linux', {}, []],
  ] as const)('on %s', (platform, env, paths) => {
    expect(desktopHistoryPaths({ platform, home: '/home/ada', env })).toEqual(paths);
  });
});

describe('backfill', () => {
  it('fills an empty history, and says in the timeline that it did', () => {
    const store = emptyStore();
    expect(backfill(store, world(HISTORY))).toBeGreaterThan(0);
    const range = { org_uuid: ORG, limit_id: 'five_hour', from: 0, to: NOW };
    expect(
      store
        .queries()
        .samples(range, 10)
        .map(({ percent, source }) => [percent, source]),
    ).toEqual([
      [12, 'import'],
      [15, 'import'],
    ]);
    expect(store.timeline(5)).toMatchObject([
      { kind: 'imported', browser: 'Claude Desktop', detail: '3 readings that Claude Desktop had kept' },
    ]);
    store.close();
  });

  it('leaves a history alone that has begun', async () => {
    const meter = await startMeter();
    await meter.post([originalPost()]);
    expect(backfill(meter.store, world(HISTORY))).toBe(0);
  });

  it.each([
    ['is not there', null],
    ['is damaged', HISTORY.slice(0, -9)],
    ['is of another form', '{"version":9,"samples":[]}'],
    ['is empty', '{"version":2,"samples":[]}'],
  ])('does nothing where the file %s', (_, content) => {
    const store = emptyStore();
    expect(backfill(store, world(content))).toBe(0);
    expect(store.queries().series()).toEqual([]);
    store.close();
  });

  it('does not keep the meter from starting when the history cannot be read', () => {
    const store = emptyStore();
    store.close();
    expect(backfill(store, world(HISTORY))).toBe(0);
  });
});
