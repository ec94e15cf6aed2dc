import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { CHROMIUM, CHROMIUM_BUILD, eventually, whatIsMissing } from '../../e2e/browser.ts';
import { hasProgram } from '../../e2e/tray/private-bus.ts';
import { budget } from '../budget.ts';
import { tally } from '../tally.ts';
import { type DayRig, MINUTE_MS, SPEED, startDay } from './day-rig.ts';
import { look } from './sightings.ts';
import { watchStalls } from './stalls.ts';

/** Simulated hours; 0 leaves it out: by day the same things are tried one by one in test/e2e. */
const HOURS = budget('BREAK_DAY_HOURS', { day: 0, night: 24 });
const HOUR_MS = 3_600_000 / SPEED;
/** Two requests for one org closer than this are one too many: the two paths did not know of each other. */
const TOO_CLOSE_MS = MINUTE_MS / 2;
/** A request and the post of its answer are on their way for less than this, ms of real time. */
const CROSSING_MS = MINUTE_MS / 4;
/** How often the script below lets one path take over from the other: at each they may cross once for each org. */
const HANDOVERS = 6;

/** What happens, by the hour of a day of 24; shorter days are the same, in less time. */
const SCRIPT: readonly [hour: number, what: string, act: (rig: DayRig) => Promise<void>][] = [
  [4, 'extension switched off', async (rig) => rig.browser()?.enable(false)],
  [6, 'extension switched on', async (rig) => rig.browser()?.enable(true)],
  [8, 'server errors', async ({ simulator }) => fault(simulator, { kind: 'status', status: 503 })],
  [8.3, 'server well', async ({ simulator }) => simulator.clearFaults()],
  [10, 'meter killed', async (rig) => rig.restartMeter('SIGKILL')],
  [11, 'a schema nobody knows', async ({ simulator }) => rename(simulator)],
  [11.3, 'the schema is back', async ({ simulator }) => simulator.clearFaults()],
  [13, 'meter restarted', async (rig) => rig.restartMeter('SIGTERM')],
  [14, 'worker killed', async (rig) => rig.browser()?.killWorker()],
  [15, 'browser closed', async (rig) => rig.closeBrowser()],
  [17, 'browser opened', async (rig) => void (await rig.openBrowser())],
  [19, 'rate limited', async ({ simulator }) => limit(simulator)],
  [19.3, 'no longer limited', async ({ simulator }) => simulator.clearFaults()],
];

type Simulator = DayRig['simulator'];
const fault = (simulator: Simulator, answer: Parameters<Simulator['setFault']>[0]['answer']) =>
  simulator.setFaults([{ endpoint: 'usage', answer }]);
const rename = (simulator: Simulator) =>
  fault(simulator, { kind: 'rename', keys: { five_hour: 'a', seven_day: 'b', limits: 'c' } });
const limit = (simulator: Simulator) => fault(simulator, { kind: 'status', status: 429, retry_after: '2' });

const missing = whatIsMissing(CHROMIUM, CHROMIUM_BUILD);
describe.skipIf(missing !== null || !hasProgram('dbus-daemon') || HOURS === 0)('a simulated day', () => {
  it(
    `of ${HOURS} hours: one request per org and minute, nothing in any console, every surface says the same`,
    async () => {
      const rig = await startDay('several-orgs');
      onTestFinished(() => rig.stop());
      const browser = await rig.openBrowser();
      const page = await browser.signIn();
      await page.close();
      await browser.refresh();
      await eventually(async () => expect(await rowsOf(rig)).toBeGreaterThan(0));
      await rig.simulator.clearRequests();
      const seen = { looks: 0, compared: 0, wrong: [] as string[] };
      const watching = new AbortController();
      onTestFinished(() => watching.abort());
      const stalls = watchStalls(watching.signal);
      const startedAt = Date.now();
      const end = startedAt + HOURS * HOUR_MS;
      const due = [...SCRIPT];
      while (Date.now() < end) {
        const next = due[0];
        if (next !== undefined && Date.now() - startedAt >= (next[0] / 24) * HOURS * HOUR_MS) {
          due.shift();
          await next[2](rig);
        }
        await lookTwice(rig, seen);
        await sleep(2 * MINUTE_MS);
      }
      const asked = await requestsOf(rig);
      const requests = [...asked.values()].flat().length;
      const pairs = [...asked.values()].flatMap(pairsOf);
      const close = pairs.filter(({ gap }) => gap < TOO_CLOSE_MS);
      const crossed = close.filter(isCrossing);
      const late = close.filter((pair) => !isCrossing(pair) && isCatchingUp(pair));
      const report = {
        'simulated hours': HOURS,
        requests,
        orgs: asked.size,
        'requests per org and simulated minute': round(requests / asked.size / (HOURS * 60)),
        'closest two (simulated s)': round((Math.min(...pairs.map(({ gap }) => gap)) / MINUTE_MS) * 60),
        'too close': close.length - crossed.length - late.length,
        'on time after one that was late': late.length,
        'crossed when one path took over': crossed.length,
        'times the machine stood still': stalls.count(),
        looks: seen.looks,
        'numbers compared': seen.compared,
        'numbers that differed': seen.wrong.length,
        complaints: rig.complaints.length,
      };
      tally('simulated day', report);
      expect(due.map(([, what]) => what)).toEqual([]);
      expect(rig.complaints).toEqual([]);
      expect(seen.wrong).toEqual([]);
      expect(seen.compared).toBeGreaterThan(HOURS);
      const excused = (pair: Pair) => isCrossing(pair) || isCatchingUp(pair) || stalls.near(pair.at);
      expect(close.filter((pair) => !excused(pair))).toEqual([]);
      expect(close.length - crossed.length).toBeLessThanOrEqual(requests / 200);
      expect(crossed.length).toBeLessThanOrEqual(HANDOVERS * asked.size);
      for (const list of asked.values()) expect(list.length).toBeLessThanOrEqual(HOURS * 60 * 1.02 + 2);
      expectHistory(rig);
    },
    HOURS * HOUR_MS + 180_000,
  );
});

/** A number that has just changed is on its way for a moment: only what is wrong twice is wrong. */
async function lookTwice(
  rig: DayRig,
  seen: { looks: number; compared: number; wrong: string[] },
): Promise<void> {
  let sight = await look(rig);
  if (sight === null) return;
  if (sight.wrong.length > 0) {
    await sleep(MINUTE_MS / 3);
    sight = await look(rig);
  }
  seen.looks += 1;
  seen.compared += sight?.compared ?? 0;
  seen.wrong.push(...(sight?.wrong ?? []));
}

async function rowsOf(rig: DayRig): Promise<number> {
  const rows = (await (await fetch(`${rig.meter().base}/snapshots`)).json()) as unknown[];
  return rows.length;
}

type Path = 'extension' | 'own path';

/** Every usage request by org, without the pages that a person has opened. */
async function requestsOf(rig: DayRig): Promise<Map<string, { at: number; path: Path }[]>> {
  const byOrg = new Map<string, { at: number; path: Path }[]>();
  for (const { org, time, headers } of await rig.simulator.requests({ endpoint: 'usage' })) {
    const site = headers['sec-fetch-site'];
    if (org === null || site === 'same-origin') continue;
    const path = site === undefined ? 'own path' : 'extension';
    byOrg.set(org, [...(byOrg.get(org) ?? []), { at: Date.parse(time), path }]);
  }
  return byOrg;
}

/** Two requests for one org, one after the other. */
interface Pair {
  at: number;
  gap: number;
  /** Between the first of the two and the one before it; null when there was none. */
  gapBefore: number | null;
  paths: readonly [Path, Path];
}

function pairsOf(requests: readonly { at: number; path: Path }[]): Pair[] {
  return requests.slice(1).flatMap(({ at, path }, index) => {
    const before = requests[index];
    if (before === undefined) return [];
    const earlier = requests[index - 1];
    const gapBefore = earlier === undefined ? null : before.at - earlier.at;
    return [{ at, gap: at - before.at, gapBefore, paths: [before.path, path] as const }];
  });
}

/** The first of the two came late, as it may at sixty times the speed, the second on time: together one a minute. */
function isCatchingUp({ gap, gapBefore, paths }: Pair): boolean {
  return paths[0] === paths[1] && gapBefore !== null && gap + gapBefore >= 1.8 * MINUTE_MS;
}

/** Both paths asked before either could hear of the other: what one has brought shows when it has come home. */
function isCrossing({ gap, paths }: Pair): boolean {
  return paths[0] !== paths[1] && gap < CROSSING_MS;
}

function expectHistory(rig: DayRig): void {
  expect(rig.unexpectedEnds()).toBe(0);
  const path = join(rig.home, 'history.db');
  expect(existsSync(path)).toBe(true);
  const database = new DatabaseSync(path, { readOnly: true });
  expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
  const { count } = database.prepare('SELECT count(*) AS count FROM sample').get() as { count: number };
  database.close();
  expect(count).toBeGreaterThan(HOURS);
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}
