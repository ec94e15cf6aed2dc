import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { METER_MAIN, runMeter } from '../../e2e/meter-process.ts';

const FIXTURES = join(import.meta.dirname, '../../fixtures');
const KEPT = readdirSync(FIXTURES).filter((name) => name.startsWith('state-'));
const ORG = 'd03d2d69-0000-4000-8000-000000000001';

function homeWith(state: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'claude-meter-upgrade-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const home = join(folder, 'home');
  mkdirSync(home, { mode: 0o700 });
  for (const name of readdirSync(join(FIXTURES, state)))
    copyFileSync(join(FIXTURES, state, name), join(home, name));
  return home;
}

/** Everything in a history that a person could miss. */
function contentsOf(home: string): Record<string, unknown[]> {
  const database = new DatabaseSync(join(home, 'history.db'), { readOnly: true });
  const all = (sql: string) => database.prepare(sql).all();
  const contents = {
    samples: all(
      'SELECT org_uuid, limit_id, at, percent, resets_at, amount FROM sample JOIN series ON id = series_id ORDER BY 1, 2, 3',
    ),
    windows: all(
      'SELECT org_uuid, limit_id, opened_at, peak, closed_at, ended FROM window JOIN series ON id = series_id ORDER BY 1, 2, 3',
    ),
    watch: all('SELECT * FROM watch ORDER BY 1, 2'),
    timeline: all('SELECT at, kind, org_uuid, detail FROM timeline ORDER BY id'),
  };
  database.close();
  return contents;
}

describe.each(KEPT)('the state of an earlier version: %s', (state) => {
  it('opens, every reading in it is there, and it goes on', async () => {
    const home = homeWith(state);
    const before = contentsOf(home);
    expect(before['samples']?.length).toBeGreaterThan(300);
    const meter = await runMeter(home);
    onTestFinished(() => meter.stop());
    const range = `org=${ORG}&limit=five_hour&from=${Date.UTC(2026, 10, 20)}&to=${Date.UTC(2026, 10, 21)}&points=4000`;
    const history = (await (await fetch(`${meter.base}/api/history?${range}`)).json()) as {
      percent: number[];
    };
    expect(history.percent.slice(0, 3)).toEqual([10, 10.3, 10.5]);
    expect(history.percent.at(-1)).toBe(1);
    const body = `[{"org_uuid":"${ORG}","browser":"Chrome","instance":"kept-0","fetched_at":"${new Date().toISOString()}","usage":{"five_hour":{"utilization":77.70,"resets_at":null}}}]`;
    const headers = { 'content-type': 'application/json' };
    expect((await fetch(`${meter.base}/snapshots`, { method: 'POST', headers, body })).status).toBe(200);
    const settings = (await (await fetch(`${meter.base}/api/settings`)).json()) as {
      switches: { key: string; on: boolean }[];
      history: { trouble: string | null };
    };
    expect(settings.history.trouble).toBeNull();
    expect(settings.switches.find(({ key }) => key === 'browsers.Edge')?.on).toBe(false);
    await meter.stop();
    const after = contentsOf(home);
    for (const [name, rows] of Object.entries(before)) {
      const there = new Set(after[name]?.map((row) => JSON.stringify(row)));
      // A window that was open then may have ended by now.
      const closed =
        name === 'windows' ? rows.filter((row) => (row as { ended: unknown }).ended !== null) : rows;
      expect(
        closed.filter((row) => !there.has(JSON.stringify(row))),
        name,
      ).toEqual([]);
    }
    expect(after['samples']?.length).toBeGreaterThan(before['samples']?.length ?? 0);
    expect(readFileSync(join(home, 'config.json'))).toEqual(
      readFileSync(join(FIXTURES, state, 'config.json')),
    );
    expect(readdirSync(home).filter((name) => /damaged|not-a-history/.test(name))).toEqual([]);
  });

  it.each(['DELETE', 'WAL'])(
    'of a later version (%s) is refused with words and exit 7, and left to the byte',
    (mode) => {
      const home = homeWith(state);
      const path = join(home, 'history.db');
      const database = new DatabaseSync(path);
      database.exec(
        `PRAGMA journal_mode = ${mode}; PRAGMA user_version = 9000; CREATE TABLE of_tomorrow (x);`,
      );
      database.close();
      const digest = () => createHash('sha256').update(readFileSync(path)).digest('hex');
      const before = [digest(), readdirSync(home).sort()];
      const ended = spawnSync(process.execPath, [METER_MAIN, 'run'], {
        encoding: 'utf8',
        timeout: 60_000,
        env: {
          PATH: process.env['PATH'] ?? '',
          CLAUDE_METER_HOME: home,
          CLAUDE_METER_PORT: '0',
          CLAUDE_METER_OWN_FETCH: 'off',
          CLAUDE_METER_DESKTOP: 'off',
        },
      });
      expect([ended.status, ended.stderr]).toEqual([
        7,
        expect.stringMatching(/was written by a newer ClaudeMeter .+Update ClaudeMeter/),
      ]);
      expect(ended.stderr.trim().split('\n')).toHaveLength(1);
      const names = readdirSync(home).filter((name) => name !== 'meter.lock');
      expect([digest(), names.sort()]).toEqual(before);
    },
  );
});

describe.runIf(process.platform !== 'win32')('the first ClaudeMeter', () => {
  it('is taken over at the first start, and shown as stale and imported', async () => {
    const home = homeWith('state-0.1.0');
    rmSync(join(home, 'history.db'));
    rmSync(join(home, 'tray.json'));
    const user = join(home, '..', 'user');
    const folder =
      process.platform === 'darwin'
        ? join(user, 'Library', 'Application Support', 'ClaudeMeter')
        : join(user, '.config', 'ClaudeMeter');
    mkdirSync(folder, { recursive: true });
    const usage =
      '{"five_hour":{"utilization":42.0,"resets_at":null},"seven_day":{"utilization":71.25,"resets_at":null}}';
    const snapshot = `[{"org_uuid":"${ORG}","browser":"Chrome","account_email":"you@example.com","fetched_at":"${new Date(Date.now() - 600_000).toISOString()}","usage":${usage},"overage":null,"subscription":null,"errors":[],"stale":false}]`;
    writeFileSync(join(folder, 'snapshots.json'), snapshot);
    writeFileSync(join(folder, 'config.json'), '{"title_format":"medium","alarm_enabled":false}');
    const env = { HOME: user, XDG_CONFIG_HOME: '', CLAUDE_METER_OWN_FETCH: 'on', CLAUDE_CONFIG_DIR: user };
    const meter = await runMeter(home, env);
    onTestFinished(() => meter.stop());
    const text = await (await fetch(`${meter.base}/snapshots`)).text();
    const [row] = JSON.parse(text) as { source: string; stale: boolean; browser: string }[];
    expect(row).toMatchObject({ source: 'import', stale: true, browser: 'Chrome' });
    expect(text).toContain(`"usage":${usage}`);
    expect(readFileSync(join(home, 'tray.json'), 'utf8')).toContain('"format":"medium"');
    expect(readFileSync(join(folder, 'snapshots.json'), 'utf8')).toBe(snapshot);
    expect(existsSync(join(home, 'taken-over.json'))).toBe(true);
  });
});
