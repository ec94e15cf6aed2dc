import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startFakePanel } from '../test/e2e/tray/fake-panel.ts';
import { startPrivateBus } from '../test/e2e/tray/private-bus.ts';
import { printComparisons } from './comparison.ts';

const PROCESS = fileURLToPath(new URL('./tray-process.ts', import.meta.url));
const UPDATES = 100_000;
/** An update a minute may cost at most this share of one core. */
const MOST_SHARE = 0.0005;

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
        what: `memory held after ${UPDATES} updates`,
        ours: updates?.['last_held_mib'] ?? Number.NaN,
        other: updates?.['warm_held_mib'] ?? Number.NaN,
        unit: 'MiB',
        against: 'after 10000 updates',
        target: { atMost: 1.1 },
      },
    ]);
    const microseconds = updates?.['cpu_us_per_update'] ?? Number.NaN;
    const share = microseconds / 60_000_000;
    console.log(
      `  an update costs ${microseconds.toFixed(0)} µs, one a minute ${(share * 100).toFixed(4)} % of one core`,
    );
    console.log(
      `  resident after ${UPDATES} updates without pause: ${updates?.['last_rss_mib']?.toFixed(0)} MiB, before: ${updates?.['warm_rss_mib']?.toFixed(0)} MiB`,
    );
    console.log(`  idle it takes ${((tray?.['idle_cpu_share'] ?? 0) * 100).toFixed(2)} % of one core`);
    return missed + (share <= MOST_SHARE ? 0 : 1);
  } finally {
    panel.stop();
    await bus.stop();
    rmSync(home, { recursive: true, force: true });
  }
}

async function measure(args: readonly string[], address: string): Promise<Record<string, number>[]> {
  const env = { ...process.env, DBUS_SESSION_BUS_ADDRESS: address };
  const child = spawn(process.execPath, ['--expose-gc', PROCESS, ...args], {
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
