import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../apps/simulator/src/index.ts';
import { CHROMIUM, CHROMIUM_BUILD, eventually, openChromium, whatIsMissing } from './browser.ts';
import { type PrivateHome, privateHome } from './cookies-rig.ts';
import { type MeterProcess, runMeter } from './meter-process.ts';

/** The real clock takes ten minutes: once a night. Else a minute is as short as a browser's alarm can be. */
const NIGHTLY = process.env['NIGHTLY'] === '1';
const MINUTE_MS = NIGHTLY ? 60_000 : 3_000;
const FRESHNESS_MS = 2 * MINUTE_MS;
/** "Less than 50 s ago": closer than this, two requests are too many. */
const TOO_CLOSE_MS = (MINUTE_MS * 5) / 6;

interface Row {
  org_uuid: string;
  source: string;
  stale: boolean;
  fetched_at: string;
}

/** What `GET /snapshots` said, each time that it said something else. */
interface Sighting {
  at: number;
  rows: string[];
  /** Ms of the reading that it showed, null where there was none. */
  fetchedAt: number | null;
}

describe.skipIf(whatIsMissing(CHROMIUM, CHROMIUM_BUILD))('the handoff, in real Chromium', () => {
  let simulator: Simulator;
  let place: PrivateHome;
  let meter: MeterProcess;
  let profile: string;
  const watching = new AbortController();
  const sightings: Sighting[] = [];

  const startMeter = (env: Record<string, string> = {}) =>
    runMeter(join(place.home, 'meter'), {
      HOME: place.home,
      XDG_RUNTIME_DIR: place.runtime,
      XDG_CONFIG_HOME: join(place.home, '.config'),
      DBUS_SESSION_BUS_ADDRESS: '',
      CLAUDE_METER_OWN_FETCH: 'on',
      CLAUDE_METER_UPSTREAM: simulator.origin,
      NODE_EXTRA_CA_CERTS: simulator.caFile,
      CLAUDE_METER_POLL_MS: String(MINUTE_MS),
      CLAUDE_METER_FRESHNESS_MS: String(FRESHNESS_MS),
      ...env,
    });
  const openBrowser = () =>
    openChromium(simulator, { profile, settings: { port: meter.port, cadence_ms: MINUTE_MS } });
  const look = async (): Promise<Sighting> => {
    const answer = (await (await fetch(`${meter.base}/snapshots`)).json()) as Row[];
    const told = answer.map(({ source, stale }) => `${source} ${stale ? 'stale' : 'fresh'}`);
    const [first] = answer;
    return {
      at: Date.now(),
      rows: told,
      fetchedAt: first === undefined ? null : Date.parse(first.fetched_at),
    };
  };
  const rows = async (): Promise<string[]> => (await look()).rows;
  const watch = async () => {
    while (!watching.signal.aborted) {
      const now = await look().catch((): Sighting => ({ at: Date.now(), rows: [], fetchedAt: null }));
      if (String(now.rows) !== String(sightings.at(-1)?.rows)) sightings.push(now);
      await sleep(20);
    }
  };
  /** Usage requests since a moment, by whose hand: browsers name themselves, the meter does not. */
  const asked = async (since: number) =>
    (await simulator.requests({ endpoint: 'usage', since })).map(({ time, headers }) => ({
      at: Date.parse(time),
      by: headers['user-agent'] === undefined ? 'meter' : 'extension',
    }));

  beforeAll(async () => {
    simulator = await startSimulator();
    place = await privateHome();
    profile = join(place.home, '.config', 'chromium');
    await mkdir(profile, { recursive: true });
    meter = await startMeter();
    const browser = await openBrowser();
    await browser.signIn();
    await browser.refresh();
    await eventually(async () => expect(await rows()).toContain('extension fresh'));
    // The cookies reach the disk when the browser is closed.
    await browser.close();
    await meter.stop();
  });

  afterAll(async () => {
    watching.abort();
    await meter?.stop();
    await simulator?.stop();
    await place?.remove();
  });

  it(
    'goes to the own path when the extension falls silent, and back, one request a minute in all',
    async () => {
      const browser = await openBrowser();
      await simulator.clearRequests();
      const startedAt = Date.now();
      meter = await startMeter({ CLAUDE_METER_PORT: String(meter.port) });
      const watched = watch();
      await eventually(async () => expect(await rows()).toContain('extension fresh'), 2 * MINUTE_MS + 10_000);
      await sleep(2.5 * MINUTE_MS);
      const covered = await asked(startedAt);
      expect(covered.length).toBeGreaterThanOrEqual(2);
      expect(new Set(covered.map(({ by }) => by))).toEqual(new Set(['extension']));

      await browser.enable(false);
      const silentAt = Date.now();
      await eventually(
        async () => expect(await rows()).toContain('cookies fresh'),
        2 * FRESHNESS_MS + 10_000,
      );
      const takenAt = Date.now();
      await sleep(2.5 * MINUTE_MS);
      const alone = await asked(takenAt);
      expect(new Set(alone.map(({ by }) => by))).toEqual(new Set(['meter']));

      const before = (await asked(startedAt)).length;
      await eventually(
        async () => expect((await asked(startedAt)).length).toBeGreaterThan(before),
        MINUTE_MS * 2,
      );
      await browser.enable(true);
      const backAt = Date.now();
      await eventually(
        async () => {
          expect((await asked(backAt)).some(({ by }) => by === 'extension')).toBe(true);
        },
        MINUTE_MS * 4 + 10_000,
      );
      const handedBackAt = (await asked(backAt)).find(({ by }) => by === 'extension')?.at ?? 0;
      await sleep(2.5 * MINUTE_MS);
      await browser.close();
      watching.abort();
      await watched;

      const all = await asked(startedAt);
      const after = all.filter(({ at }) => at > handedBackAt);
      expect(new Set(after.map(({ by }) => by))).toEqual(new Set(['extension']));
      const gaps = all.slice(1).map(({ at }, index) => at - (all[index]?.at ?? 0));
      expect(Math.min(...gaps)).toBeGreaterThanOrEqual(TOO_CLOSE_MS);

      const story = sightings.map(({ rows: told }) => told.join());
      expect(story.slice(story.indexOf('extension fresh'))).toEqual([
        'extension fresh',
        'extension stale',
        'cookies fresh',
        'extension fresh',
      ]);
      const stale = sightings.find(
        ({ at, rows: told }) => at > silentAt && told.join() === 'extension stale',
      );
      // Not since the last request: the extension may have been silenced between that and its post.
      const lastRead = stale?.fetchedAt ?? Number.NaN;
      expect((stale?.at ?? Number.NaN) - lastRead).toBeGreaterThanOrEqual(FRESHNESS_MS - 100);
      expect(all.some(({ at }) => Math.abs(at - lastRead) < TOO_CLOSE_MS)).toBe(true);
    },
    NIGHTLY ? 30 * 60_000 : 120_000,
  );
});
