import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type TrayModel, trayModelOf } from '@claude-meter/core';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { reading, view } from '../../../../../packages/core/test/tray-readings.ts';
import type { TrayStatus } from '../backend.ts';
import { type HostMemory, openHostMemory } from './host-memory.ts';
import { type HostedOptions, type HostLauncher, startHosted } from './hosted-backend.ts';
import type { HostOp } from './protocol.ts';

const FAKE_HOST = fileURLToPath(new URL('../../../test/fake-tray-host.ts', import.meta.url));
const FAKE_METER = fileURLToPath(new URL('../../../test/fake-meter.ts', import.meta.url));
const WAIT = { timeout: 12_000, interval: 10 };
const FAST = { handshakeMs: 1_500, answerMs: 500, heartbeatMs: 60_000, restartPauseMs: 10 };

/** A meter that is killed takes its host along each time; the nightly suite wants to see it thirty times. */
const KILLS = process.env['NIGHTLY'] === '1' ? 30 : 3;

let folder: string;
let record: string;
let ending: AbortController;
let closed: Promise<void>;
let statuses: TrayStatus[];
let clicks: string[];

const model = (fiveHour: number, more = false): TrayModel =>
  trayModelOf(
    [
      reading({ org_uuid: 'a', fiveHour, sevenDay: 64 }),
      ...(more ? [reading({ org_uuid: 'b', account_email: 'b@example.com', fiveHour: 1, sevenDay: 2 })] : []),
    ],
    view({ format: 'compact' }),
  );

const launcher = (mode: string, name: HostLauncher['name'] = 'mac-appkit'): HostLauncher => ({
  name,
  command: [process.execPath, FAKE_HOST, mode, record],
  iconSizes: [],
});

function memoryAt(path = join(folder, 'hosts.json'), system = 'system 1'): HostMemory {
  return openHostMemory({ path, system, clock: Date.now });
}

function start(launchers: HostLauncher[], given: Partial<HostedOptions> = {}) {
  const backend = startHosted({
    launchers,
    events: {
      onClick: (id) => void clicks.push(id),
      onActivate() {},
      onStatus: (status) => void statuses.push(status),
    },
    signal: ending.signal,
    memory: memoryAt(),
    clock: Date.now,
    limits: FAST,
    ...given,
  });
  closed = backend.closed;
  return backend;
}

interface Told {
  pid: number;
  title: string;
  ops: HostOp[];
}

function told(): Told[] {
  if (!existsSync(record)) return [];
  const lines = readFileSync(record, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as Told);
}

const until = (check: () => void) => vi.waitFor(check, WAIT);
const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'claude-meter-hosts-'));
  record = join(folder, 'told');
  ending = new AbortController();
  statuses = [];
  clicks = [];
  closed = Promise.resolve();
});

afterEach(async () => {
  ending.abort();
  await closed;
  for (const { pid } of told()) await until(() => expect(isAlive(pid)).toBe(false));
  rmSync(folder, { recursive: true, force: true });
});

describe('a hosted tray', () => {
  it('shows the first model, then changes in place, and ends with the meter', async () => {
    const backend = start([launcher('well')]);
    backend.update(model(40));
    await until(() => expect(backend.status()).toEqual({ kind: 'shown' }));
    backend.update(model(41));
    await until(() => expect(told().at(-1)?.title).toBe('41% · 64%'));
    expect(
      told()
        .at(-1)
        ?.ops.map((op) => op.op),
    ).not.toContain('menu');
    ending.abort();
    await closed;
    expect(isAlive(told()[0]?.pid ?? 0)).toBe(false);
  });

  it('reads a host that writes in pieces', async () => {
    const backend = start([launcher('half-lines')]);
    backend.update(model(40));
    await until(() => expect(backend.status()).toEqual({ kind: 'shown' }));
  });

  it('brings clicks home', async () => {
    start([launcher('clicks')]).update(model(40));
    await until(() => expect(clicks).toEqual(['refresh']));
  });

  it('tells a slow host the newest numbers instead of all of them', async () => {
    const backend = start([launcher('slow')]);
    backend.update(model(1));
    await until(() => expect(backend.status()).toEqual({ kind: 'shown' }));
    for (let percent = 2; percent <= 99; percent += 1) backend.update(model(percent));
    await until(() => expect(told().at(-1)?.title.trim()).toBe('\u200999%\u2009 · 64%'.trim()));
    expect(told().length).toBeLessThanOrEqual(3);
  });

  it('keeps an open menu and catches up when it closes', async () => {
    const backend = start([launcher('opens')]);
    backend.update(model(40));
    await until(() => expect(backend.status()).toEqual({ kind: 'shown' }));
    backend.update(model(41, true));
    await until(() => expect(told().length).toBe(2));
    expect(told()[1]?.ops.map((op) => op.op)).not.toContain('menu');
    backend.update(model(42, true));
    await until(() =>
      expect(
        told()
          .at(-1)
          ?.ops.map((op) => op.op),
      ).toContain('menu'),
    );
  });

  it('starts a host again that dies, with the newest numbers', async () => {
    const backend = start([launcher('well')]);
    backend.update(model(40));
    await until(() => expect(backend.status()).toEqual({ kind: 'shown' }));
    backend.update(model(55));
    await until(() => expect(told()).toHaveLength(2));
    const first = told()[0]?.pid ?? 0;
    process.kill(first, 'SIGKILL');
    await until(() => expect(told().at(-1)?.pid).not.toBe(first));
    expect(told().at(-1)?.title).toBe('55% · 64%');
  });

  it('has the title back within five seconds after a kill, with the pauses that people get', async () => {
    const backend = start([launcher('well')], { limits: {} });
    backend.update(model(40));
    await until(() => expect(backend.status()).toEqual({ kind: 'shown' }));
    const first = told().at(-1)?.pid ?? 0;
    process.kill(first, 'SIGKILL');
    await vi.waitFor(() => expect(told().at(-1)?.pid).not.toBe(first), { timeout: 5_000, interval: 10 });
    expect(told().at(-1)?.title).toBe('40% · 64%');
  });

  it('does not wait for programs that hold on to the output of a host that has died', async () => {
    const backend = start([launcher('leaves-child')]);
    backend.update(model(40));
    await until(() => expect(backend.status()).toEqual({ kind: 'shown' }));
    const first = told().at(-1)?.pid ?? 0;
    process.kill(first, 'SIGKILL');
    await vi.waitFor(() => expect(told().at(-1)?.pid).not.toBe(first), { timeout: 5_000, interval: 10 });
  });

  it('survives thirty kills of the host, without an orphan', async () => {
    const backend = start([launcher('well')], { limits: { ...FAST, restarts: 100 } });
    backend.update(model(40));
    for (let count = 0; count < 30; count += 1) {
      await until(() => expect(backend.status()).toEqual({ kind: 'shown' }));
      process.kill(told().at(-1)?.pid ?? 0, 'SIGKILL');
      await until(() => expect(backend.status().kind).toBe('host_restarting'));
    }
    await until(() => expect(backend.status()).toEqual({ kind: 'shown' }));
    const pids = [...new Set(told().map(({ pid }) => pid))];
    expect(pids).toHaveLength(31);
    expect(pids.filter(isAlive)).toEqual([pids.at(-1)]);
  }, 60_000);

  it('takes its host along when the meter itself is killed', async () => {
    for (let count = 0; count < KILLS; count += 1) {
      const path = join(folder, `orphan-${count}`);
      const meter: ChildProcess = spawn(process.execPath, [FAKE_METER, FAKE_HOST, path], {
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      if (meter.stdout === null) throw new Error('The meter has no output.');
      await until(() => expect(existsSync(path) && readFileSync(path, 'utf8')).toContain('\n'));
      const { pid } = JSON.parse(readFileSync(path, 'utf8').split('\n')[0] ?? '{}') as Told;
      expect(isAlive(pid)).toBe(true);
      meter.kill('SIGKILL');
      await once(meter, 'exit');
      await until(() => expect(isAlive(pid)).toBe(false));
    }
  }, 300_000);

  it.each([
    ['never becomes ready', 'mute', 'It did not become ready in time.'],
    ['holds something else than it was told', 'wrong-echo', 'It holds {'],
    ['speaks another language', 'old', 'It speaks version 0'],
  ])('goes on with the next host when one %s', async (_, mode, reason) => {
    const backend = start([launcher(mode), launcher('well', 'mac-jxa')]);
    backend.update(model(40));
    await until(() => expect(backend.status()).toEqual({ kind: 'shown' }));
    expect(memoryAt().failure('mac-appkit')).toContain(reason);
    expect(memoryAt().failure('mac-jxa')).toBeNull();
  });

  it.each([
    ['dies at once', 'dies-first', 'no display'],
    ['dies at every update', 'dies', 'It ended with code 3.'],
    ['stops answering', 'silent', 'It stopped answering.'],
    ['writes garbage', 'garbage', 'It writes what it should not.'],
    ['writes a line without end', 'long-line', 'It wrote a line of more than'],
    ['floods', 'flood', 'It floods.'],
  ])('gives a host three more chances when it %s, then takes the next', async (_, mode, reason) => {
    const backend = start([launcher(mode), launcher('well', 'mac-jxa')]);
    backend.update(model(40));
    const ticks = setInterval(() => backend.update(model(Math.floor(Math.random() * 80))), 30);
    await until(() => expect(memoryAt().failure('mac-appkit')).not.toBeNull());
    clearInterval(ticks);
    expect(statuses.filter((status) => status.kind === 'host_restarting')).not.toHaveLength(0);
    const restarting = statuses.find((status) => status.kind === 'host_restarting');
    expect(restarting).toMatchObject({ reason: expect.stringContaining(reason) });
    await until(() => expect(backend.status()).toEqual({ kind: 'shown' }));
  });

  it('goes on without a tray when no host is left', async () => {
    const backend = start([launcher('mute')]);
    backend.update(model(40));
    await until(() => expect(backend.status().kind).toBe('hosts_failed'));
    backend.update(model(41));
    expect(backend.status()).toMatchObject({ reason: 'mac-appkit: It did not become ready in time.' });
  });

  it('says that a host cannot be started at all', async () => {
    const missing: HostLauncher = { name: 'mac-jxa', command: [join(folder, 'missing')], iconSizes: [] };
    const backend = start([missing]);
    backend.update(model(40));
    await until(() =>
      expect(backend.status()).toMatchObject({ reason: expect.stringContaining('could not be started') }),
    );
  });

  it('says when the system hides the item', async () => {
    const backend = start([launcher('hidden')]);
    backend.update(model(40));
    await until(() => expect(backend.status()).toEqual({ kind: 'hidden', detail: 'where it stands' }));
  });

  it('begins with the host that worked here, and gives the other a new chance on a new system', async () => {
    memoryAt().gaveUp('mac-appkit', 'It did not become ready in time.');
    const backend = start([launcher('mute'), launcher('well', 'mac-jxa')]);
    backend.update(model(40));
    await until(() => expect(backend.status()).toEqual({ kind: 'shown' }));
    expect(statuses).toEqual([{ kind: 'shown' }]);
    expect(memoryAt(undefined, 'system 2').failure('mac-appkit')).toBeNull();
  });
});
