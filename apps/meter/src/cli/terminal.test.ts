import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startDaemon } from '../daemon.ts';

const PROGRAM = join(import.meta.dirname, '..', '..', 'bin', 'claude-meter.js');
const ORG = 'd03d2d69-4c1f-4f0e-9d0a-3f6d1c2b7a90';
const hasTmux = spawnSync('tmux', ['-V']).status === 0;

let folder: string;
let ending: AbortController;
let closed: Promise<unknown>;
let port: number;

function tmux(...args: string[]): string {
  return execFileSync('tmux', ['-S', join(folder, 'tmux'), ...args], { encoding: 'utf8' });
}

const screen = () => tmux('capture-pane', '-p').split('\n');

/** What the screen shows as soon as it shows `wanted`. */
async function shows(wanted: string): Promise<string[]> {
  for (;;) {
    const lines = screen();
    if (lines.some((line) => line.includes(wanted))) return lines;
    await pause(100);
  }
}

async function post(percent: number): Promise<void> {
  await fetch(`http://127.0.0.1:${port}/snapshots`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify([
      {
        org_uuid: ORG,
        browser: 'extension',
        account_email: 'you@example.com',
        fetched_at: new Date().toISOString(),
        usage: { five_hour: { utilization: percent, resets_at: null } },
      },
    ]),
  });
}

// tmux is the terminal here; it is not everywhere, and no part of the program needs it.
describe.skipIf(!hasTmux)('claude-meter watch in a real terminal', () => {
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'claude-meter-test-'));
    ending = new AbortController();
    const home = join(folder, 'home');
    const meter = await startDaemon(
      {
        home,
        port: 0,
        upstream: null,
        freshnessMs: 120_000,
        pollMs: 60_000,
        ownFetch: false,
        transcripts: false,
        desktop: false,
      },
      { signal: ending.signal },
    );
    if (!meter.ok) throw new Error(meter.error);
    ({ port, closed } = meter);
    tmux('-f', '/dev/null', 'new-session', '-d', '-x', '80', '-y', '20', 'sh');
    await post(41.5);
    tmux(
      'send-keys',
      `clear; echo before; CLAUDE_METER_HOME=${home} CLAUDE_METER_PORT=${port} ${process.execPath} ${PROGRAM} watch; echo ended with $?`,
      'Enter',
    );
    await shows('41.5%');
  });

  afterEach(async () => {
    tmux('kill-server');
    ending.abort();
    await closed;
    rmSync(folder, { recursive: true, force: true });
  });

  it('redraws in place and gives the terminal back as it was', async () => {
    const before = screen();
    expect(before[0]).toMatch(/^ClaudeMeter {2}updated /);
    await post(88);
    const after = await shows('88.0%');
    const row = (lines: string[]) => lines.findIndex((line) => line.includes('5-hour'));
    expect(row(after)).toBe(row(before));
    expect(after.slice(1, row(after))).toEqual(before.slice(1, row(before)));
    tmux('send-keys', 'q');
    const left = await shows('ended with 0');
    expect(left.slice(0, 2)).toEqual(['before', 'ended with 0']);
    expect(tmux('display-message', '-p', '#{cursor_flag} #{alternate_on} #{history_size}').trim()).toBe(
      '1 0 0',
    );
  });

  it('follows the size of the window', async () => {
    tmux('resize-window', '-x', '30', '-y', '8');
    const narrow = await shows('5-hour         41.5%');
    expect(narrow.every((line) => line.length <= 30)).toBe(true);
    tmux('resize-window', '-x', '120', '-y', '30');
    expect(await shows('━━━')).toContain('q quits');
    tmux('send-keys', 'C-c');
    await shows('ended with 0');
  });

  it('keeps the last numbers while the meter is away', async () => {
    ending.abort();
    await closed;
    const lines = await shows('No meter answers at');
    expect(lines.some((line) => line.includes('41.5%'))).toBe(true);
    expect(lines[0]).toContain('last heard ');
  });
});
