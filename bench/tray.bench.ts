import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startFakePanel } from '../test/e2e/tray/fake-panel.ts';
import { startPrivateBus } from '../test/e2e/tray/private-bus.ts';
import { printComparisons, printMeasures } from './comparison.ts';
import { residentMib, startBare, startMeter } from './processes.ts';

const PROCESS = fileURLToPath(new URL('./tray-process.ts', import.meta.url));
const UPDATES = 100_000;
/** The start is over. */
const SETTLED_MS = 8_000;
/** Once a minute this is a 2000th of one core. */
const MOST_UPDATE_MS = 30;

/** The tray of Linux: what it adds to the meter. */
export async function bench(): Promise<number> {
  if (spawnSync('dbus-daemon', ['--version']).error !== undefined) {
    console.log('\nThe tray: not measured, dbus-daemon is not installed.');
    return 0;
  }
  const home = mkdtempSync(join(tmpdir(), 'claude-meter-bench-'));
  const bus = await startPrivateBus({ services: false });
  const panel = await startFakePanel(bus.address);
  try {
    const whole = await residentWithTray(join(home, 'whole'), bus.address);
    const [bare] = await measure(['bare', join(home, 'bare')], bus.address);
    const [tray, updates] = await measure(['tray', join(home, 'tray'), String(UPDATES)], bus.address);
    const missed = printComparisons('The tray (Linux, session bus)', [
      {
        what: 'resident memory, tray and notices included',
        ours: tray?.['rss_mib'] ?? Number.NaN,
        other: bare?.['rss_mib'] ?? Number.NaN,
        unit: 'MiB',
        against: 'the meter without tray',
        target: { atMost: 1.25 },
      },
      {
        what: 'resident memory of the bundled program',
        ours: whole.meter,
        other: whole.bare,
        unit: 'MiB',
        against: 'a bare node:http server',
        target: { atMost: 1.6 },
      },
      {
        what: `memory held after ${UPDATES} updates`,
        ours: updates?.['last_held_mib'] ?? Number.NaN,
        other: updates?.['warm_held_mib'] ?? Number.NaN,
        unit: 'MiB',
        against: 'after 10000 updates',
        target: { atMost: 1.1 },
      },
    ]);
    const number = (from: Record<string, number> | undefined, name: string) => from?.[name] ?? Number.NaN;
    const grown = number(updates, 'last_rss_mib') - number(updates, 'half_rss_mib');
    const missedMeasures = printMeasures('The tray (Linux), by itself', [
      {
        what: 'CPU of an update',
        value: number(updates, 'cpu_us_per_update') / 1_000,
        unit: 'ms',
        target: { atMost: MOST_UPDATE_MS },
      },
      {
        what: 'CPU when idle',
        value: number(tray, 'idle_cpu_share') * 100,
        unit: '% of one core',
        target: { atMost: 0.1 },
      },
      {
        what: 'wake-ups of all threads when idle',
        value: number(tray, 'wakes_per_minute'),
        unit: 'a minute',
        target: { atMost: 60 },
      },
      {
        what: 'the same, the meter without tray',
        value: number(bare, 'wakes_per_minute'),
        unit: 'a minute',
        target: null,
      },
      {
        what: `growth of resident memory over the last ${UPDATES / 2} updates`,
        value: (grown * 1024) / (UPDATES / 2_000),
        unit: 'KiB per 1000 updates',
        target: { atMost: 50 },
      },
    ]);
    return missed + missedMeasures;
  } finally {
    panel.stop();
    await bus.stop();
    rmSync(home, { recursive: true, force: true });
  }
}

/** The program as people run it, with its tray, and a bare server. */
async function residentWithTray(home: string, address: string): Promise<{ meter: number; bare: number }> {
  const over = { CLAUDE_METER_DESKTOP: 'on', DBUS_SESSION_BUS_ADDRESS: address };
  const running = [await startMeter(home, over), await startBare()];
  await sleep(SETTLED_MS);
  const [meter = Number.NaN, bare = Number.NaN] = running.map(({ pid }) => residentMib(pid));
  for (const one of running) await one.stop();
  return { meter, bare };
}

async function measure(args: readonly string[], address: string): Promise<Record<string, number>[]> {
  const env = { ...process.env, DBUS_SESSION_BUS_ADDRESS: address };
  // V8's nursery grows and shrinks by a clock of its own, by a hundred MiB: kept small, what grows is ours.
  const flags = ['--expose-gc', '--max-semi-space-size=1'];
  const child = spawn(process.execPath, [...flags, PROCESS, ...args], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  for await (const text of child.stdout) printed += String(text);
  return printed
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, number>);
}
