import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { lstatSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer as createHttp } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { LINE_TARGETS } from '../src/lines/line-targets.ts';
import { originalPost, startMeter, temporaryFolder } from './meter.ts';

const PROGRAM = join(import.meta.dirname, '..', 'bin', 'claude-meter.js');

async function run(args: string[], given: { port: number; home: string; zone?: string }) {
  const child: ChildProcess = spawn(process.execPath, [PROGRAM, 'line', ...args], {
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: given.home,
      TZ: given.zone ?? 'UTC',
      CLAUDE_METER_HOME: join(given.home, 'state'),
      CLAUDE_METER_PORT: String(given.port),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = { code: null as number | null, out: '', err: '' };
  child.stdout?.on('data', (chunk) => (ended.out += chunk));
  child.stderr?.on('data', (chunk) => (ended.err += chunk));
  [ended.code] = await once(child, 'close');
  return ended;
}

async function listening(server: ReturnType<typeof createServer>): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

const post = () =>
  originalPost({
    usage: {
      five_hour: { utilization: 92, resets_at: null },
      seven_day: { utilization: 31, resets_at: null },
    },
  });

describe('claude-meter line', () => {
  it('prints what the meter says', async () => {
    const meter = await startMeter();
    await meter.post([post()]);
    const given = { port: meter.port, home: temporaryFolder() };
    expect(await run([], given)).toEqual({ code: 0, out: '5h 92% · 7d 31%\n', err: '' });
    expect((await run(['--format', 'ansi', '--template', '{5h:left} left'], given)).out).toBe(
      '\u001b[33m8%\u001b[0m left\n',
    );
  });

  it('prints the last known line, marked, once the meter is gone; nothing when nothing is known', async () => {
    const home = temporaryFolder();
    const meter = await startMeter({ home: join(home, 'state') });
    await meter.post([post()]);
    await meter.stop();
    const given = { port: meter.port, home };
    const last = await run([], given);
    expect(last).toMatchObject({ code: 0, err: '' });
    expect(last.out).toMatch(/^5h 92% · 7d 31% \(stale, last \d\d:\d\d\)\n$/);
    expect((await run(['--format', 'tmux'], given)).out).toContain('#[fg=#8a8a8a]92%');
    expect(await run([], { port: meter.port, home: temporaryFolder() })).toEqual({
      code: 0,
      out: '',
      err: '',
    });
  });

  it.each(['Asia/Kathmandu', 'America/New_York'])('tells when that was by the clocks of %s', async (zone) => {
    const home = temporaryFolder();
    const meter = await startMeter({ home: join(home, 'state') });
    await meter.post([post()]);
    await meter.stop();
    const { out } = await run([], { port: meter.port, home, zone });
    const clock = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' });
    const moments = [Date.now(), Date.now() - 60_000].map((at) => `(stale, last ${clock.format(at)})\n`);
    expect(moments.some((moment) => out.endsWith(moment))).toBe(true);
  });

  it('does not wait for a meter that hangs, nor believe a stranger', async () => {
    const hanging = createServer((socket) => socket.on('error', () => {}));
    const stranger = createHttp((_request, response) => response.end('<h1>Hello</h1>'));
    for (const server of [hanging, stranger]) {
      const port = await listening(server);
      expect(await run([], { port, home: temporaryFolder() })).toEqual({ code: 0, out: '', err: '' });
    }
  });

  it.each([true, false])('a mistake in the template is told, meter running: %s', async (running) => {
    const home = temporaryFolder();
    const meter = await startMeter();
    if (!running) await meter.stop();
    const result = await run(['--template', '{5x}'], { port: meter.port, home });
    expect(result).toMatchObject({ code: 2, out: '' });
    expect(result.err).toContain('There is no field "5x", at character 2: "{5x}".');
  });

  it('lists every field with what it says now', async () => {
    const meter = await startMeter();
    await meter.post([post()]);
    const { code, out } = await run(['--fields'], { port: meter.port, home: temporaryFolder() });
    expect(code).toBe(0);
    expect(out).toMatch(/\{5h\} +92% +the 5-hour window/);
    expect(out).toMatch(/\{5h:left\} +8% /);
  });
});

describe('claude-meter line install', () => {
  const CONFIGS: Record<string, string> = {
    waybar: '// mine\n{\n  "modules-right": ["clock"],\n}\n',
  };

  it.each(Object.entries(LINE_TARGETS))(
    '%s: shows, writes, and takes out to the byte',
    async (name, target) => {
      const home = temporaryFolder();
      const given = { port: 63762, home };
      const file = join(home, 'dot', 'config');
      const before = target.place === 'whole' ? null : (CONFIGS[name] ?? '# mine\nlast line without an end');
      mkdirSync(join(home, 'dot'));
      if (before !== null) writeFileSync(file, before);
      const text = () => {
        try {
          return readFileSync(file, 'utf8');
        } catch {
          return null;
        }
      };
      const shown = await run(['install', name, '--file', file], given);
      expect(shown).toMatchObject({ code: 0, err: expect.stringContaining('nothing was changed') });
      expect(shown.out).toMatch(/^\+ .*--unix-socket .*state\/meter\.sock.*\/line\?format=/m);
      expect(text()).toBe(before);
      expect(await run(['install', name, '--file', file, '--yes'], given)).toMatchObject({ code: 0 });
      expect(text()).toContain('curl -fs -m 0.05 ');
      const again = await run(['install', name, '--file', file, '--yes'], given);
      expect(again.err).toContain('nothing to do');
      expect(await run(['uninstall', name, '--file', file, '--yes'], given)).toMatchObject({ code: 0 });
      expect(text()).toBe(before);
    },
  );

  it('knows the usual places, and makes a file that is not there', async () => {
    const home = temporaryFolder();
    await run(['install', 'tmux', '--yes'], { port: 1234, home });
    const path = join(home, '.tmux.conf');
    expect(readFileSync(path, 'utf8')).toContain('http://localhost/line?format=tmux');
    await run(['uninstall', 'tmux', '--yes'], { port: 1234, home });
    expect(() => readFileSync(path)).toThrow();
  });

  it('writes through a link, as dotfiles are kept', async () => {
    const home = temporaryFolder();
    writeFileSync(join(home, 'kept.conf'), 'set -g mouse on\n');
    symlinkSync(join(home, 'kept.conf'), join(home, '.tmux.conf'));
    await run(['install', 'tmux', '--yes'], { port: 1234, home });
    expect(lstatSync(join(home, '.tmux.conf')).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(home, 'kept.conf'), 'utf8')).toContain('claude-meter');
  });

  it.each([
    [['install', 'tmx'], 'Did you mean "tmux"?'],
    [['install'], 'It is one of tmux, zsh'],
    [['install', 'swiftbar'], 'name it with --file PATH'],
  ])('%j is a mistake', async (args, error) => {
    const result = await run(args, { port: 1, home: temporaryFolder() });
    expect(result).toMatchObject({ code: 2, out: '', err: expect.stringContaining(error) });
  });

  it('leaves a plugin alone that is not ours', async () => {
    const home = temporaryFolder();
    const file = join(home, 'plugin.sh');
    writeFileSync(file, '#!/bin/sh\necho mine\n');
    const result = await run(['install', 'xbar', '--file', file, '--yes'], { port: 1, home });
    expect(result).toMatchObject({ code: 1, err: expect.stringContaining('is not ours') });
    expect(readFileSync(file, 'utf8')).toContain('echo mine');
  });
});
