import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  CHROMIUM,
  CHROMIUM_BUILD,
  type ExtensionBrowser,
  eventually,
  FIREFOX_BUILD,
  openChromium,
  whatIsMissing,
} from './browser.ts';
import { type ExtensionRig, startRig } from './extension-rig.ts';
import { FIREFOX, type FirefoxBrowser, openFirefox } from './firefox.ts';

const CADENCE_MS = 4_000;
const TURNS = 6;

const missing = whatIsMissing(CHROMIUM, CHROMIUM_BUILD, FIREFOX, FIREFOX_BUILD);
describe.skipIf(missing !== null)('two profiles of Chromium and a Firefox, all signed in', () => {
  let rig: ExtensionRig;
  let profiles: ExtensionBrowser[];
  let firefox: FirefoxBrowser;

  beforeAll(async () => {
    rig = await startRig({ scenario: 'pro-working-day' });
    const settings = { ...rig.settings, cadence_ms: CADENCE_MS };
    profiles = [];
    for (let count = 0; count < 2; count += 1) {
      const profile = await openChromium(rig.simulator, { settings });
      profiles.push(profile);
      await profile.signIn();
    }
    firefox = await openFirefox(rig.simulator);
    await firefox.signIn();
    await firefox.goto(firefox.page('options.html'));
    await firefox.evaluate(`browser.storage.local.set({ settings: ${JSON.stringify(settings)} })`);
    await firefox.evaluate(`browser.runtime.sendMessage({ poll: 'refresh' })`);
    for (const profile of profiles) await profile.refresh();
    await sleep(2 * CADENCE_MS);
  });
  afterAll(async () => {
    for (const profile of profiles ?? []) await profile.close();
    await firefox?.close();
    await rig?.stop();
  });

  const watch = async (turns: number) => {
    await rig.simulator.clearRequests();
    await sleep(turns * CADENCE_MS);
    return (await rig.simulator.requests({ endpoint: 'usage' })).map((request) => Date.parse(request.time));
  };

  it('make one usage request per org and turn between them', async () => {
    const times = await watch(TURNS);
    expect(times.length).toBeGreaterThanOrEqual(TURNS - 1);
    // Who sees that the last reading is five sixths of a turn old may read: alarms of three browsers are not in step.
    expect(times.length).toBeLessThanOrEqual(1 + (TURNS * 6) / 5);
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThan(0.75 * CADENCE_MS);
  });

  it('all show the number, whoever has read it', async () => {
    const org = (await rig.simulator.state()).orgs[0]?.uuid ?? '';
    await rig.simulator.setUsage(org, '{"five_hour":{"utilization":66.0,"resets_at":null},"seven_day":null}');
    await eventually(async () => {
      for (const profile of profiles) expect((await profile.badge()).text).toBe('66');
      expect(await firefox.evaluate('browser.action.getBadgeText({})')).toBe('66');
    });
  });

  it('are known to the meter by name, each profile by its own id', async () => {
    const snapshots = await rig.snapshots();
    // Who has delivered so far is up to them; nobody has another name, and no id stands twice.
    for (const { browser } of snapshots) expect(['Chromium', 'Firefox']).toContain(browser);
    const ids = snapshots.map(({ instance }) => instance);
    expect(new Set(ids).size).toBe(ids.length);
    expect(snapshots.some((snapshot) => !snapshot.stale)).toBe(true);
  });

  it('go on when one of them is gone', async () => {
    await profiles.shift()?.close();
    await sleep(2 * CADENCE_MS);
    const times = await watch(3);
    expect(times.length).toBeGreaterThanOrEqual(2);
    expect(times.length).toBeLessThanOrEqual(4);
  });
});
