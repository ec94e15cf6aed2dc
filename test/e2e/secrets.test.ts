import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../apps/simulator/src/index.ts';
import {
  CHROMIUM,
  missingProgram,
  openChromium,
  type PrivateHome,
  privateHome,
  signIn,
  until,
} from './cookies-rig.ts';
import { METER_MAIN, type MeterProcess, runMeter } from './meter-process.ts';

const ORG = '3f9c1d80-6f0a-4d57-9b1e-2c84a7d6e501';
const TOKEN = 'sk-ant-oat01-CANARY-0123456789abcdef';
const REFRESH_TOKEN = 'sk-ant-ort01-CANARY-fedcba9876543210';

describe.skipIf(missingProgram(CHROMIUM))('secrets', () => {
  let simulator: Simulator;
  let place: PrivateHome;
  let meter: MeterProcess;
  let env: Record<string, string>;
  /** Values that must be nowhere but at claude.ai, as a browser holds them. */
  let secrets: string[];
  const said: string[] = [];
  const processes: string[] = [];
  const watching = new AbortController();
  let canaryConnections = 0;
  const canary = createServer((_request, response) => void response.end('{}'));

  const listen = (child: ChildProcess) => {
    child.stdout?.on('data', (chunk: Buffer) => said.push(chunk.toString('latin1')));
    child.stderr?.on('data', (chunk: Buffer) => said.push(chunk.toString('latin1')));
  };
  const run = async (...args: string[]) => {
    const child = spawn(process.execPath, [METER_MAIN, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    listen(child);
    await once(child, 'close');
  };
  /** What every user of the machine may see of our processes, and what they hand to their children. */
  const watchProcesses = async () => {
    while (!watching.signal.aborted) {
      for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
        for (const file of ['cmdline', 'environ']) {
          const text = read(join('/proc', pid, file));
          if (text.includes(place.home)) processes.push(text);
        }
      }
      await sleep(50);
    }
  };

  beforeAll(async () => {
    simulator = await startSimulator();
    place = await privateHome();
    const tmp = join(place.home, 'tmp');
    await mkdir(tmp, { mode: 0o700 });
    const userDataDir = join(place.home, '.config', 'chromium');
    const browser = await openChromium(simulator, { userDataDir, env: place.env, passwordStore: 'basic' });
    const [page] = browser.pages();
    if (!page) throw new Error('Chromium opened without a page');
    await signIn(page);
    secrets = (await browser.cookies('https://claude.ai/api/organizations'))
      .filter(({ name }) => name !== 'lastActiveOrg')
      .map(({ value }) => value);
    await browser.close();
    await mkdir(join(place.home, '.claude'));
    const login = { accessToken: TOKEN, refreshToken: REFRESH_TOKEN, expiresAt: Date.now() + 3_600_000 };
    await writeFile(
      join(place.home, '.claude', '.credentials.json'),
      JSON.stringify({ claudeAiOauth: login }),
    );
    await writeFile(
      join(place.home, '.claude.json'),
      JSON.stringify({ oauthAccount: { organizationUuid: '00000000-0000-4000-8000-000000000000' } }),
    );
    canary.on('connection', () => {
      canaryConnections += 1;
    });
    await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', () => resolve()));

    const state = join(place.home, 'state');
    await mkdir(state, { mode: 0o700 });
    await writeFile(join(state, 'config.json'), '{"sources":{"oauth":true}}');
    env = {
      ...place.env,
      TMPDIR: tmp,
      DBUS_SESSION_BUS_ADDRESS: '',
      CLAUDE_METER_HOME: state,
      CLAUDE_METER_OWN_FETCH: 'on',
      CLAUDE_METER_UPSTREAM: simulator.origin,
      CLAUDE_METER_POLL_MS: '300',
      CLAUDE_METER_FRESHNESS_MS: '600',
      CLAUDE_METER_DEBUG: '1',
      NODE_EXTRA_CA_CERTS: simulator.caFile,
      NODE_DEBUG: '',
    };
    meter = await runMeter(state, env);
    env['CLAUDE_METER_PORT'] = String(meter.port);
    listen(meter.child);
  });

  afterAll(async () => {
    watching.abort();
    canary.close();
    await meter?.stop();
    await simulator?.stop();
    await place?.remove();
  });

  it('reach claude.ai, and are nowhere else whatever goes wrong', async () => {
    const watched = watchProcesses();
    const to = `https://127.0.0.1:${(canary.address() as AddressInfo).port}/`;
    const asked = async () => (await simulator.requests({ endpoint: 'usage' })).length;
    await until(async () => ((await asked()) > 0 ? true : null));
    for (const answer of [
      { kind: 'redirect', to } as const,
      { kind: 'challenge' } as const,
      { kind: 'reset' } as const,
      { kind: 'signed_out' } as const,
      { kind: 'status', status: 500, body: 'no' } as const,
    ]) {
      await simulator.setFaults([{ answer }]);
      await run('refresh');
    }
    await simulator.clearFaults();
    await run('refresh');
    for (const args of [['doctor'], ['doctor', '--json'], ['status'], ['--json'], [], ['config', 'list']]) {
      await run(...args);
    }
    for (const path of [
      '/api/sources',
      '/api/timeline',
      '/healthz',
      '/snapshots',
      `/snapshots/${ORG}/usage`,
    ]) {
      said.push(await (await fetch(meter.base + path)).text());
    }
    // The first look at Claude Code's login comes after a pause of one poll.
    await until(async () =>
      (await simulator.requests({ path: '/api/oauth/usage' })).length > 0 ? true : null,
    );
    watching.abort();
    await watched;

    const record = await simulator.requests();
    const session = secrets.find((value) => record.some(({ headers }) => headers['cookie']?.includes(value)));
    expect(session).toBeDefined();
    const oauth = record.filter(({ headers }) => headers['authorization'] !== undefined);
    expect(new Set(oauth.map(({ path }) => path))).toEqual(new Set(['/api/oauth/usage']));
    expect(oauth.every(({ headers }) => headers['cookie'] === undefined)).toBe(true);
    expect(record.some(({ headers }) => JSON.stringify(headers).includes(REFRESH_TOKEN))).toBe(false);
    expect(canaryConnections).toBe(0);

    await meter.stop();
    const hidden = [...secrets, TOKEN, REFRESH_TOKEN];
    const own = new Set([join(place.home, '.config', 'chromium'), join(place.home, '.claude')]);
    const left = filesBelow(join(place.home, '..'), own);
    expect(left.length).toBeGreaterThan(3);
    expect(processes.length).toBeGreaterThan(5);
    expect(said.join('').length).toBeGreaterThan(5_000);
    // The search finds what is there: the organization is no secret in these places.
    expect(said.join('')).toContain(ORG);
    expect(left.some((path) => readFileSync(path).includes(ORG))).toBe(true);
    expect(processes.some((text) => text.includes('CLAUDE_METER_UPSTREAM'))).toBe(true);
    for (const secret of hidden) {
      for (const form of formsOf(secret)) {
        expect(said.join('').includes(form.toString('latin1'))).toBe(false);
        expect(processes.filter((text) => text.includes(form.toString('latin1')))).toEqual([]);
        expect(left.filter((path) => readFileSync(path).includes(form))).toEqual([]);
      }
    }
  });
});

/** As it is, as base64, as hex, and as a URL would carry it. */
function formsOf(secret: string): Buffer[] {
  const bytes = Buffer.from(secret);
  return [
    bytes,
    Buffer.from(bytes.toString('base64').replace(/=+$/, '')),
    Buffer.from(bytes.toString('hex')),
    Buffer.from(encodeURIComponent(secret)),
  ];
}

function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

function filesBelow(folder: string, except: ReadonlySet<string>): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (except.has(path)) return [];
    if (entry.isDirectory()) return filesBelow(path, except);
    return entry.isFile() ? [path] : [];
  });
}
