import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startDaemon } from '../../apps/meter/src/daemon.ts';
import { readSettings } from '../../apps/meter/src/settings.ts';
import { type Desktop, startDesktop } from '../../apps/meter/src/tray/start-desktop.ts';
import { type FakePanel, rowNamed, startFakePanel } from './tray/fake-panel.ts';
import { hasProgram, type PrivateBus, startPrivateBus } from './tray/private-bus.ts';

const DAEMON = hasProgram('dbus-daemon');
if (!DAEMON) console.warn('Tray and meter are not tested together: dbus-daemon is not installed.');
const WAIT = { timeout: 15_000, interval: 20 };

describe.runIf(DAEMON)('the meter with its tray', () => {
  let bus: PrivateBus;
  let panel: FakePanel;
  let home: string;
  let ending: AbortController;
  let meter: Extract<Awaited<ReturnType<typeof startDaemon>>, { ok: true }>;
  let desktop: Desktop;
  let asked: string[];

  beforeEach(async () => {
    home = mkdtempSync(join(tmpdir(), 'claude-meter-tray-'));
    bus = await startPrivateBus({ services: false });
    panel = await startFakePanel(bus.address);
    asked = [];
    await start();
  });

  afterEach(async () => {
    await end();
    panel.stop();
    await bus.stop();
    rmSync(home, { recursive: true, force: true });
  });

  async function start(): Promise<void> {
    const read = readSettings({
      CLAUDE_METER_HOME: home,
      CLAUDE_METER_PORT: '0',
      CLAUDE_METER_OWN_FETCH: 'off',
    });
    if (!read.ok) throw new Error(read.error);
    ending = new AbortController();
    const started = await startDaemon(read.settings, { signal: ending.signal });
    if (!started.ok) throw new Error(started.error);
    meter = started;
    desktop = startDesktop({
      home,
      source: meter.publisher,
      signal: ending.signal,
      env: { DBUS_SESSION_BUS_ADDRESS: bus.address },
      actions: {
        forget: meter.ingest.forget,
        refresh: () => void asked.push('refresh'),
        quit: () => void asked.push('quit'),
      },
      service: null,
    });
    await vi.waitFor(() => expect(desktop.tray.status()).toEqual({ kind: 'shown' }), WAIT);
  }

  async function end(): Promise<void> {
    ending.abort();
    await Promise.all([meter.closed, desktop.closed]);
  }

  async function post(fiveHour: string): Promise<void> {
    const reset = new Date(Date.now() + 7_230_000).toISOString();
    const usage = `{"five_hour":{"utilization":${fiveHour},"resets_at":"${reset}"},"seven_day":{"utilization":12.0,"resets_at":"${reset}"}}`;
    const body = `[{"org_uuid":"a1b2c3d4-0000-4000-8000-000000000001","browser":"Chrome","account_email":"ada@example.com","fetched_at":"${new Date().toISOString()}","usage":${usage},"overage":null,"subscription":null,"errors":[]}]`;
    const answer = await fetch(`http://127.0.0.1:${meter.port}/snapshots`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect(answer.status).toBe(200);
  }

  const label = async () => (await panel.properties())['XAyatanaLabel'];

  it('shows a post at once', async () => {
    expect(await label()).toBe('Claude: …');
    await post('41.5');
    await vi.waitFor(async () => expect(await label()).toBe('Claude  5h 42%  ·  7d 12%'), WAIT);
  });

  it('forgets a stale account when asked, and keeps choices and notices over a restart', async () => {
    writeFileSync(
      join(home, 'config.json'),
      JSON.stringify({ notices: { hook: ['sh', '-c', `cat >> ${home}/heard`] } }),
    );
    await post('93');
    await vi.waitFor(
      () => expect(readFileSync(join(home, 'heard'), 'utf8')).toContain('"threshold":90'),
      WAIT,
    );
    const { rows } = await panel.layout();
    await panel.event(rowNamed(rows, '93% · 12%').id, 'clicked');
    await vi.waitFor(async () => expect(await label()).toBe('93% · 12%'), WAIT);
    await end();
    await start();
    await vi.waitFor(async () => expect(await label()).toBe('—'), WAIT);
    const stale = await panel.layout();
    await panel.event(rowNamed(stale.rows, 'Forget this account').id, 'clicked');
    await vi.waitFor(async () => {
      const after = await panel.layout();
      expect(rowNamed(after.rows, 'No data yet').visible).toBe(true);
    }, WAIT);
    await post('94');
    await vi.waitFor(async () => expect(await label()).toBe('94% · 12%'), WAIT);
    expect(readFileSync(join(home, 'heard'), 'utf8').trim().split('\n')).toHaveLength(1);
  });

  it('says what keeps a notice from being shown', async () => {
    expect(desktop.hints()).toEqual([]);
    await desktop.notices.test();
    expect(desktop.hints()).toEqual([expect.stringContaining('No program on this desktop shows notices')]);
  });
});
