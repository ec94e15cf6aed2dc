import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { METER_MAIN, type MeterProcess, runMeter } from '../../e2e/meter-process.ts';
import { NIGHTLY, some } from '../budget.ts';

const NOBODY = 65_534;
const ORG = 'd03d2d69-0000-4000-8000-000000000001';

function place(): string {
  const folder = mkdtempSync(join(tmpdir(), 'claude-meter-break-state-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A start that must end by itself, with words. */
function refusedStart(env: Record<string, string>): SpawnSyncReturns<string> {
  const switches = { CLAUDE_METER_OWN_FETCH: 'off', CLAUDE_METER_DESKTOP: 'off', CLAUDE_METER_PORT: '0' };
  return spawnSync(process.execPath, [METER_MAIN, 'run'], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] ?? '', ...switches, ...env },
    timeout: 60_000,
    killSignal: 'SIGKILL',
  });
}

async function started(home: string, env: Record<string, string> = {}): Promise<MeterProcess> {
  const meter = await runMeter(home, env);
  onTestFinished(() => meter.stop());
  const body = `[{"org_uuid":"${ORG}","fetched_at":"${new Date().toISOString()}","usage":{"five_hour":{"utilization":42.0,"resets_at":null}}}]`;
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${meter.base}/snapshots`, { method: 'POST', headers, body });
  expect(answer.status).toBe(200);
  return meter;
}

const isRoot = process.platform === 'linux' && process.getuid?.() === 0;

describe.runIf(isRoot)('a state folder that somebody else has a hand in', () => {
  it('is refused when it is a link, and nothing is written where it leads', () => {
    const folder = place();
    const theirs = join(folder, 'theirs');
    mkdirSync(theirs);
    chownSync(theirs, NOBODY, NOBODY);
    symlinkSync(theirs, join(folder, 'home'));
    const ended = refusedStart({ CLAUDE_METER_HOME: join(folder, 'home') });
    expect([ended.status, ended.stderr]).toEqual([7, expect.stringContaining('is a link or a file')]);
    expect(readdirSync(theirs)).toEqual([]);
  });

  it('is refused when it belongs to another user', () => {
    const home = join(place(), 'home');
    mkdirSync(home);
    chownSync(home, NOBODY, NOBODY);
    const ended = refusedStart({ CLAUDE_METER_HOME: home });
    expect([ended.status, ended.stderr]).toEqual([7, expect.stringContaining('belongs to another user')]);
    expect(readdirSync(home)).toEqual([]);
  });

  const planted = [
    'history.db',
    'running.json.new',
    'config.json.new',
    'meter.sock',
    'sessions.json.new',
    'tray.json.new',
  ];
  it.each(some(planted, 1))('is refused when others could write it and left a link named %s', (name) => {
    const folder = place();
    const home = join(folder, 'home');
    const precious = join(folder, 'precious');
    writeFileSync(precious, 'what the person wrote');
    mkdirSync(home);
    chmodSync(home, 0o777);
    symlinkSync(precious, join(home, name));
    const ended = refusedStart({ CLAUDE_METER_HOME: home });
    expect([ended.status, ended.stderr]).toEqual([
      7,
      expect.stringContaining(JSON.stringify(join(home, name))),
    ]);
    expect(readFileSync(precious, 'utf8')).toBe('what the person wrote');
  });

  it('is refused when others could write it and left a file', () => {
    const home = join(place(), 'home');
    mkdirSync(home);
    chmodSync(home, 0o770);
    writeFileSync(join(home, 'config.json'), '{"notices":{"hook":["touch","/tmp/owned"]}}');
    chownSync(join(home, 'config.json'), NOBODY, NOBODY);
    const ended = refusedStart({ CLAUDE_METER_HOME: home });
    expect([ended.status, ended.stderr]).toEqual([7, expect.stringContaining('config.json')]);
  });

  it('is taken, and shut, when it was only open', async () => {
    const home = join(place(), 'home');
    mkdirSync(home);
    chmodSync(home, 0o777);
    writeFileSync(join(home, 'prices.json'), '{}');
    await started(home);
    expect(lstatSync(home).mode & 0o777).toBe(0o700);
  });
});

describe.runIf(process.platform !== 'win32')('a hostile $HOME', () => {
  const bare = (home: string | null): Record<string, string> => (home === null ? {} : { HOME: home });

  const homes: [string, string][] = [
    ['in /proc', '/proc/self'],
    ['a relative folder', 'relative'],
    ['a file', '/etc/passwd'],
    ['a device', '/dev/null'],
    ['below a file', '/etc/passwd/home'],
  ];
  it.each(some(homes, 1))('%s ends with words and no damage', (_, home) => {
    const ended = refusedStart(bare(home));
    expect([2, 7]).toContain(ended.status);
    expect(ended.stderr).toMatch(/^claude-meter: .*CLAUDE_METER_HOME/);
    expect(ended.stderr.trim().split('\n')).toHaveLength(1);
    expect(ended.stdout).toBe('');
  });

  it('a missing one is the one that the system knows, never the working folder', async () => {
    const folder = place();
    const ended = spawnSync(process.execPath, [METER_MAIN, 'status'], {
      encoding: 'utf8',
      cwd: folder,
      env: { PATH: process.env['PATH'] ?? '', CLAUDE_METER_PORT: '1' },
    });
    expect(ended.status).toBe(5);
    expect(readdirSync(folder)).toEqual([]);
  });

  const names: [string, string][] = [
    ['a right-to-left mark', 'a\u202eb'],
    ['a line feed', 'a\nb'],
    ['an escape', 'a\u001b[31mb'],
    ['a quote and a dollar', `a"'$(id)b`],
    ['blanks', ' a  b '],
    ['a long name', 'x'.repeat(200)],
  ];
  it.each(some(names, 1))('with %s in its name works, and no terminal obeys it', async (_, name) => {
    const home = join(place(), name);
    mkdirSync(home);
    const meter = await started(join(home, 'state'), { HOME: home });
    await meter.stop();
    const again = spawnSync(process.execPath, [METER_MAIN], {
      encoding: 'utf8',
      env: {
        PATH: process.env['PATH'] ?? '',
        HOME: home,
        CLAUDE_METER_HOME: join(home, 'state'),
        CLAUDE_METER_PORT: String(meter.port),
      },
    });
    expect(again.stdout).toContain('42.0%');
    const link = join(home, 'link');
    symlinkSync('/tmp', link);
    const refused = refusedStart({ HOME: home, CLAUDE_METER_HOME: link });
    expect(refused.status).toBe(7);
    for (const text of [again.stdout, again.stderr, refused.stderr]) {
      expect(text.trimEnd().replaceAll('\n', '')).not.toMatch(/\p{Cc}|\u202e/u);
    }
    expect(refused.stderr.trim().split('\n')).toHaveLength(1);
  });
});

describe.runIf(process.platform !== 'win32')('what the meter writes', () => {
  it('is for its user alone, whatever the umask', async () => {
    const folder = place();
    const home = join(folder, 'deep', 'state');
    const port = String(20_000 + Math.floor(Math.random() * 20_000));
    const switches = { CLAUDE_METER_OWN_FETCH: 'off', CLAUDE_METER_DESKTOP: 'off', CLAUDE_METER_PORT: port };
    const env = { PATH: process.env['PATH'] ?? '', HOME: folder, CLAUDE_METER_HOME: home, ...switches };
    const child = spawn('sh', ['-c', 'umask 000; exec "$@"', 'sh', process.execPath, METER_MAIN, 'run'], {
      env,
      stdio: 'ignore',
    });
    const base = `http://127.0.0.1:${port}`;
    await expect
      .poll(async () => (await fetch(`${base}/healthz`).catch(() => null))?.ok, { timeout: 10_000 })
      .toBe(true);
    const headers = { 'content-type': 'application/json' };
    const post = `[{"org_uuid":"${ORG}","fetched_at":"${new Date().toISOString()}","usage":{"five_hour":{"utilization":42.0,"resets_at":null}}}]`;
    expect((await fetch(`${base}/snapshots`, { method: 'POST', headers, body: post })).status).toBe(200);
    const off = JSON.stringify({ key: 'sources.cookies', on: false });
    expect((await fetch(`${base}/api/settings`, { method: 'POST', headers, body: off })).status).toBe(200);
    expect(wrongModes(home)).toEqual([]);
    child.kill('SIGTERM');
    await once(child, 'exit');
    expect(wrongModes(home)).toEqual([]);
    expect(readdirSync(home)).toEqual(expect.arrayContaining(['config.json', 'history.db']));
    expect(lstatSync(home).mode & 0o777).toBe(0o700);
  });

  it.runIf(NIGHTLY)(
    'is written by one meter: of many that start at once, one runs and the others say so',
    async () => {
      const home = join(place(), 'state');
      const env = {
        PATH: process.env['PATH'] ?? '',
        CLAUDE_METER_HOME: home,
        CLAUDE_METER_OWN_FETCH: 'off',
        CLAUDE_METER_DESKTOP: 'off',
      };
      const ports = Array.from({ length: 4 }, (_, index) =>
        String(41_000 + Math.floor(Math.random() * 900) * 5 + index),
      );
      const children = ports.map((port) =>
        spawn(process.execPath, [METER_MAIN, 'run'], {
          env: { ...env, CLAUDE_METER_PORT: port },
          stdio: ['ignore', 'ignore', 'pipe'],
        }),
      );
      const codes: (number | null)[] = [];
      for (const child of children) child.once('exit', (code) => codes.push(code));
      await expect.poll(() => codes.length, { timeout: 20_000 }).toBe(3);
      expect(codes).toEqual([3, 3, 3]);
      expect(existsSync(join(home, 'running.json'))).toBe(true);
      for (const child of children) child.kill('SIGTERM');
      await expect.poll(() => codes.length, { timeout: 20_000 }).toBe(4);
    },
  );
});

/** Everything below that somebody else could read or write. */
function wrongModes(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) => {
    const path = join(entry.parentPath, entry.name);
    const mode = lstatSync(path).mode & 0o777;
    const wanted = entry.isDirectory() ? 0o700 : 0o600;
    return mode === wanted ? [] : [`${path} ${mode.toString(8)}`];
  });
}
