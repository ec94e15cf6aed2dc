import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  CHROMIUM,
  CHROMIUM_BUILD,
  type ExtensionBrowser,
  eventually,
  openChromium,
  whatIsMissing,
} from './browser.ts';
import { CADENCE_MS, type ExtensionRig, servedUsage, startRig } from './extension-rig.ts';

/** Data of an extension is stale after twice its cadence, or after this when that is longer. */
const FRESHNESS_MS = 2 * CADENCE_MS;

describe.skipIf(whatIsMissing(CHROMIUM, CHROMIUM_BUILD) !== null)('an extension that goes and comes', () => {
  let rig: ExtensionRig;
  let browser: ExtensionBrowser;
  let org: string;

  beforeAll(async () => {
    rig = await startRig(
      { scenario: 'pro-working-day', speed: 0 },
      { CLAUDE_METER_FRESHNESS_MS: String(FRESHNESS_MS) },
    );
    browser = await openChromium(rig.simulator, { settings: rig.settings });
    org = (await rig.simulator.state()).orgs[0]?.uuid ?? '';
    await browser.signIn();
    await isStale(false);
  });
  afterAll(async () => {
    await browser?.close();
    await rig?.stop();
  });

  const isStale = (stale: boolean) =>
    eventually(async () =>
      expect((await rig.snapshots()).map((snapshot) => snapshot.stale)).toEqual([stale]),
    );
  const requestsMade = async () => (await rig.simulator.requests({ endpoint: 'usage' })).length;

  it('goes on polling after the browser has ended its worker', async () => {
    await (await browser.worker()).evaluate(() => Object.assign(globalThis, { before: true }));
    const before = await requestsMade();
    await browser.killWorker();
    await eventually(async () => expect(await requestsMade()).toBeGreaterThanOrEqual(before + 2));
    const survived = await (await browser.worker()).evaluate(() => 'before' in globalThis);
    expect(survived).toBe(false);
    await isStale(false);
  });

  it('leaves its last numbers, stale, when it is switched off', async () => {
    const last = await servedUsage(rig, org);
    await browser.enable(false);
    const [snapshot] = await rig.snapshots();
    const offAt = Date.now();
    await isStale(true);
    const age = Date.now() - Date.parse(snapshot?.fetched_at ?? '');
    expect(age).toBeGreaterThanOrEqual(FRESHNESS_MS);
    expect(Date.now()).toBeGreaterThan(offAt);
    expect((await servedUsage(rig, org)).bytes.equals(last.bytes)).toBe(true);
  });

  it('is fresh with its first post after it is switched on', async () => {
    const before = await requestsMade();
    await browser.enable(true);
    await isStale(false);
    expect(await requestsMade()).toBeGreaterThan(before);
  });

  it('goes on polling after that: its alarm is armed again', async () => {
    const before = await requestsMade();
    await eventually(async () => expect(await requestsMade()).toBeGreaterThanOrEqual(before + 2));
  });

  it('works on without the meter, and says so quietly', async () => {
    await rig.meter.stop();
    await rig.simulator.setUsage(org, '{"five_hour":{"utilization":33.0,"resets_at":null},"seven_day":null}');
    await browser.refresh();
    expect(await browser.badge()).toMatchObject({ text: '33', colour: '#2c6e2f' });
    const popup = await browser.open('popup.html');
    await expect
      .poll(() => popup.locator('.popup-bridge').textContent())
      .toBe('Meter not running: works without it');
    expect(await popup.locator('.cm-problem').count()).toBe(0);
  });
});
