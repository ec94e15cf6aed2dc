import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const PROGRAM = join(import.meta.dirname, '..', '..', 'bin', 'claude-meter.js');
const ORG = 'd03d2d69-4c1f-4f0e-9d0a-3f6d1c2b7a90';

let home: string;
let port: number;
let running: ChildProcess[];

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'claude-meter-test-'));
  port = await freePort();
  running = [];
});

afterEach(async () => {
  for (const child of running) {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  }
  rmSync(home, { recursive: true, force: true });
});

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const found = (server.address() as AddressInfo).port;
  await new Promise((resolve) => server.close(resolve));
  return found;
}

function start(args: string[], env: Record<string, string> = {}): ChildProcess {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: home,
      TZ: 'UTC',
      CLAUDE_METER_HOME: home,
      CLAUDE_METER_PORT: String(port),
      CLAUDE_METER_OWN_FETCH: 'off',
      CLAUDE_METER_DESKTOP: 'off',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push(child);
  return child;
}

interface Ended {
  code: number | null;
  out: string;
  err: string;
}

async function ended(child: ChildProcess): Promise<Ended> {
  const read: Ended = { code: null, out: '', err: '' };
  child.stdout?.on('data', (chunk) => (read.out += chunk));
  child.stderr?.on('data', (chunk) => (read.err += chunk));
  [read.code] = await once(child, 'close');
  return read;
}

const cli = (args: string[], env?: Record<string, string>) => ended(start(args, env));

/** Starts a meter and waits until it says where it is. */
async function startMeter(env?: Record<string, string>): Promise<ChildProcess> {
  const child = start(['run'], env);
  let said = '';
  for await (const chunk of child.stdout ?? []) {
    said += chunk;
    if (said.includes('try ')) return child;
  }
  throw new Error(`The meter did not start: ${said}`);
}

/** What the first ClaudeMeter's extension posts. */
async function post(usage: string, email = 'you@example.com'): Promise<void> {
  const fetchedAt = new Date().toISOString();
  const body = `[{"org_uuid":"${ORG}","browser":"extension","account_email":"${email}","fetched_at":"${fetchedAt}","usage":${usage},"overage":null,"subscription":null,"errors":[]}]`;
  const answer = await fetch(`http://127.0.0.1:${port}/snapshots`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  expect(answer.status).toBe(200);
}

const USAGE =
  '{"five_hour":{"utilization":42.0,"resets_at":null},"seven_day":{"utilization":7.10,"resets_at":null}}';

describe('claude-meter, with no meter running', () => {
  const cases: [args: string[], code: number, said: string][] = [
    [[], 5, 'Start the meter with "claude-meter run".'],
    [['--json'], 5, 'No meter answers at 127.0.0.1:'],
    [['status'], 5, 'Start it with "claude-meter run".'],
    [['statsu'], 2, 'Did you mean "status"?'],
    [['--frob'], 2, 'There is no option "--frob". "claude-meter --help" lists'],
    [['report', '--frob'], 2, 'There is no option "--frob". "claude-meter report --help" lists'],
    [['demo', '--speed', 'fast'], 2, '"fast"'],
    [['demo', '--scenario', 'nope'], 2, 'There is no scenario "nope"'],
  ];
  it.each(cases)('%j ends with %i and says why on stderr', async (args, code, said) => {
    const result = await cli(args);
    expect(result.code).toBe(code);
    expect(result.err).toContain(said);
    expect(result.out).toBe(args[0] === '--json' ? '[]\n' : '');
  });

  it('refuses a setting that cannot be meant, with the value and the remedy', async () => {
    const result = await cli(['--json'], { CLAUDE_METER_UPSTREAM: 'https://claude.example' });
    expect(result.code).toBe(2);
    expect(result.err).toContain('CLAUDE_METER_UPSTREAM="https://claude.example" is no loopback address');
  });

  it.each([
    ['--help'],
    ['run', '--help'],
    ['status', '-h'],
    ['watch', '--help'],
    ['demo', '--help'],
    ['--version'],
  ])('prints %s %s to stdout, without colours, and ends with 0', async (...args) => {
    const result = await cli(args.filter((arg) => arg !== undefined));
    expect(result).toMatchObject({ code: 0, err: '' });
    expect(result.out).toMatch(/^claude-meter/);
    expect(result.out).not.toContain('\u001b');
  });

  it('shows the last known state, all of it stale', async () => {
    const meter = await startMeter();
    await post(USAGE);
    meter.kill('SIGTERM');
    await once(meter, 'exit');
    const human = await cli([]);
    expect(human).toMatchObject({ code: 5 });
    expect(human.out).toMatch(/5-hour {12}42\.0% used.*\(stale, last \d\d:\d\d\)\n$/s);
    expect(human.err).toContain('What follows is the last known state.');
    const json = await cli(['--json']);
    expect(json.code).toBe(5);
    expect(JSON.parse(json.out)).toMatchObject([{ org_uuid: ORG, stale: true }]);
    expect(json.out).toContain('"utilization":42.0,');
  });
});

describe('claude-meter, with a stranger on the port', () => {
  it.each([[[]], [['--json']], [['status']], [['run']]])('%j ends with 4', async (args) => {
    const stranger = createServer((_request, response) => response.end('<h1>Hello</h1>'));
    await new Promise<void>((resolve) => stranger.listen(port, '127.0.0.1', resolve));
    const result = await cli(args);
    stranger.close();
    expect(result.code).toBe(4);
    expect(result.err).toContain(String(port));
    expect(result.out).toBe('');
  });
});

describe('claude-meter, with a meter', () => {
  it('ends with 6 while nothing was delivered yet', async () => {
    await startMeter();
    expect(await cli([])).toMatchObject({ code: 6, out: '' });
    expect(await cli(['--json'])).toMatchObject({ code: 0, out: '[]\n', err: '' });
    const status = await cli(['status']);
    expect(status.code).toBe(6);
    expect(status.out).toContain('The browser extension has not been seen yet.');
  });

  it('prints what is known, data on stdout and nothing else', async () => {
    await startMeter();
    await post(USAGE);
    const human = await cli([]);
    expect(human).toMatchObject({ code: 0, err: '' });
    expect(human.out).toContain('7-day all          7.1% used');
    const json = await cli(['--json']);
    const served = await fetch(`http://127.0.0.1:${port}/snapshots`);
    expect(json).toMatchObject({ code: 0, err: '' });
    expect(json.out).toBe(await served.text());
    expect(json.out).toContain('"utilization":7.10,');
    const status = await cli(['status']);
    expect(status.code).toBe(0);
    expect(status.out).toMatch(/binding {5}5-hour 42\.0%/);
    expect(status.out).toContain('extension, just now  fresh');
  });

  it('colours only when it is told to', async () => {
    await startMeter();
    await post(USAGE.replace('42.0', '99.5'));
    expect((await cli([])).out).not.toContain('\u001b');
    expect((await cli([], { FORCE_COLOR: '1' })).out).toContain('\u001b[33m 99.5%\u001b[0m');
    expect((await cli([], { NO_COLOR: '1' })).out).not.toContain('\u001b');
  });

  it('is quiet when its reader has seen enough', async () => {
    await startMeter();
    await post(USAGE);
    const child = start([]);
    child.stdout?.destroy();
    expect(await ended(child)).toMatchObject({ code: 0, err: '' });
  });

  it('watch prints one line per change without a terminal, over a restart of the meter', async () => {
    const meter = await startMeter();
    const watch = start(['watch']);
    const lines = lineReader(watch);
    await post(USAGE);
    expect(await lines.next()).toMatch(/you@example\.com {2}5-hour 42\.0% {2}7-day all 7\.1%$/);
    meter.kill('SIGTERM');
    await once(meter, 'exit');
    await startMeter();
    expect(await lines.next()).toContain('(stale, last');
    await post(USAGE.replace('42.0', '43.0'));
    expect(await lines.next()).toContain('5-hour 43.0%');
    watch.kill('SIGTERM');
    expect((await once(watch, 'exit'))[0]).toBe(0);
  });
});

function lineReader(child: ChildProcess): { next(): Promise<string> } {
  let rest = '';
  const chunks = child.stdout?.[Symbol.asyncIterator]();
  return {
    async next() {
      while (!rest.includes('\n')) rest += (await chunks?.next())?.value ?? '\n';
      const [line = '', ...others] = rest.split('\n');
      rest = others.join('\n');
      return line;
    },
  };
}

describe('claude-meter run', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'ends cleanly on %s, also with event streams open',
    async (signal) => {
      const meter = await startMeter();
      const stream = await fetch(`http://127.0.0.1:${port}/events`);
      const read = stream.text().catch(() => 'cut off');
      meter.kill(signal);
      expect((await once(meter, 'exit'))[0]).toBe(0);
      await read;
      expect(existsSync(join(home, 'running.json'))).toBe(false);
    },
  );

  it('says who is there when it is started twice, and ends with 3', async () => {
    const meter = await startMeter();
    const second = await cli(['run']);
    expect(second.code).toBe(3);
    expect(second.err).toContain(`pid ${meter.pid}`);
    expect(meter.exitCode).toBeNull();
  });

  it('says what it found and what is missing', async () => {
    const child = start(['run']);
    const lines = lineReader(child);
    const said: string[] = [];
    while (!said.at(-1)?.includes('claude.ai: the first numbers')) said.push(await lines.next());
    const report = said.join('\n');
    expect(report).toMatch(/^ClaudeMeter \d+\.\d+\.\d+ is running\./);
    expect(report).toContain(`http://127.0.0.1:${port}`);
    expect(report).toContain(home);
    expect(report).toContain(`curl -s http://127.0.0.1:${port}/snapshots`);
    expect(report).toContain('not seen yet. Load it once:');
    expect(report).toContain(join('apps', 'extension', '.output', 'chrome-mv3'));
  });

  it('goes on when whoever read its first lines has gone away', async () => {
    const meter = await startMeter();
    meter.stdout?.destroy();
    meter.stderr?.destroy();
    await post(USAGE);
    await post(USAGE.replace('42.0', '44.0'), 'other@example.com');
    expect((await cli(['--json'])).code).toBe(0);
    expect(meter.exitCode).toBeNull();
  });

  it('refuses a state folder that cannot be one, and ends with 7', async () => {
    const file = join(home, 'file');
    writeFileSync(file, '');
    const result = await cli(['run'], { CLAUDE_METER_HOME: file });
    expect(result.code).toBe(7);
    expect(result.err).toContain(JSON.stringify(file));
  });
});

describe('claude-meter demo', () => {
  it('plays without a terminal, labels every line, ends by itself and leaves nothing behind', async () => {
    const result = await cli(['demo', '--for', '4s', '--scenario', 'pro-working-day'], { TMPDIR: home });
    expect(result).toMatchObject({ code: 0, err: '' });
    const [banner, ...rest] = result.out.trimEnd().split('\n');
    expect(banner).toContain('SIMULATED claude.ai');
    const changes = rest.slice(rest.indexOf('') + 1);
    expect(changes.length).toBeGreaterThan(0);
    for (const line of changes) expect(line).toMatch(/^SIMULATED .*ada@example\.com {2}5-hour \d+\.\d%/);
    expect(execFileSync('ls', ['-A', home], { encoding: 'utf8' })).toBe('');
  });

  it('ends cleanly on SIGINT with its simulator', async () => {
    const child = start(['demo'], { TMPDIR: home });
    const lines = lineReader(child);
    while (!(await lines.next()).startsWith('SIMULATED '));
    child.kill('SIGINT');
    expect((await once(child, 'exit'))[0]).toBe(0);
    expect(execFileSync('ls', ['-A', home], { encoding: 'utf8' })).toBe('');
  });
});
