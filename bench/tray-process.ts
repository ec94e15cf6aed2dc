import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import type { Snapshot } from '@claude-meter/core';
import { startDaemon } from '../apps/meter/src/daemon.ts';
import { readSettings } from '../apps/meter/src/settings.ts';
import { startDesktop } from '../apps/meter/src/tray/start-desktop.ts';
import { limit, snapshot } from '../packages/core/test/tray-readings.ts';

// A meter for the benchmark of the tray: bare, or with tray and notices, then with many updates. It prints one line of
// JSON for each thing measured.

const [kind = 'bare', home = '', updates = '0'] = process.argv.slice(2);
const read = readSettings({ CLAUDE_METER_HOME: home, CLAUDE_METER_PORT: '0', CLAUDE_METER_OWN_FETCH: 'off' });
if (!read.ok) throw new Error(read.error);
const ending = new AbortController();
const started = await startDaemon(read.settings, { signal: ending.signal });
if (!started.ok) throw new Error(started.error);

/** How long it is watched while nothing happens: the tick at the full minute is in it once or not at all. */
const IDLE_MS = 30_000;
/** What was let go of goes back to the system within this. */
const SETTLE_MS = 3_000;
/** After so many everything is warm: what is held more from here on leaks. */
const WARM = 10_000;
const reset = new Date(Date.now() + 3 * 3_600_000).toISOString();
let snapshots: Snapshot[] = [];
let listeners: ((published: { snapshots: readonly Snapshot[] }) => void)[] = [];

if (kind === 'tray') {
  const desktop = startDesktop({
    home,
    source: { current: () => ({ snapshots }), onChange: (listener) => void listeners.push(listener) },
    signal: ending.signal,
    actions: { forget() {}, refresh() {}, quit() {} },
    service: null,
  });
  while (desktop.tray.status().kind !== 'shown') await sleep(20);
}
// The start has passed when this is measured.
await sleep(1_000);
const resident = rss();
const idleFrom = process.cpuUsage();
const wakesFrom = wakes();
await sleep(IDLE_MS);
const idle = process.cpuUsage(idleFrom);
report({
  rss_mib: resident,
  idle_cpu_share: (idle.user + idle.system) / 1_000 / IDLE_MS,
  wakes_per_minute: ((wakes() - wakesFrom) * 60_000) / IDLE_MS,
});

if (kind === 'tray') {
  await update(WARM, 0);
  const before = { held: held(), cpu: process.cpuUsage() };
  await update(Number(updates) / 2, WARM);
  await sleep(SETTLE_MS);
  const half = rss();
  await update(Number(updates) / 2, WARM + Number(updates) / 2);
  await sleep(SETTLE_MS);
  const cpu = process.cpuUsage(before.cpu);
  report({
    cpu_us_per_update: (cpu.user + cpu.system) / Number(updates),
    warm_held_mib: before.held,
    last_held_mib: held(),
    half_rss_mib: half,
    last_rss_mib: rss(),
  });
}
listeners = [];
ending.abort();
await started.closed;

async function update(count: number, from: number): Promise<void> {
  for (let index = from; index < from + count; index += 1) {
    const at = new Date().toISOString();
    const limits = [
      limit('five_hour', index % 80, { resets_at: reset }),
      limit('seven_day', 40, { resets_at: reset }),
    ];
    snapshots = [snapshot({ fetched_at: at, received_at: at, limits })];
    for (const listener of listeners) listener({ snapshots });
    // One repaint a turn; now and then the bus gets time to send.
    await turn();
    if (index % 200 === 0) await sleep(1);
  }
}

/** How often any of its threads has gone to sleep, and so was woken. */
function wakes(): number {
  const counts = readdirSync('/proc/self/task').map((task) => {
    const status = readFileSync(`/proc/self/task/${task}/status`, 'utf8');
    return Number(/^voluntary_ctxt_switches:\s+(\d+)/m.exec(status)?.[1] ?? 0);
  });
  return counts.reduce((sum, count) => sum + count, 0);
}

function rss(): number {
  globalThis.gc?.();
  return process.memoryUsage.rss() / 2 ** 20;
}

/** What is reachable: unlike the resident memory it does not depend on when the system takes pages back. */
function held(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 2 ** 20;
}

function report(numbers: Record<string, number>): void {
  console.log(JSON.stringify(numbers));
}
