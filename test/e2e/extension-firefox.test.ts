import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, FIREFOX_BUILD, whatIsMissing } from './browser.ts';
import { type ExtensionRig, servedUsage, startRig } from './extension-rig.ts';
import { FIREFOX, type FirefoxBrowser, openFirefox } from './firefox.ts';

describe.skipIf(whatIsMissing(FIREFOX, FIREFOX_BUILD) !== null)('the extension in Firefox', () => {
  let rig: ExtensionRig;
  let firefox: FirefoxBrowser;
  let org: string;

  beforeAll(async () => {
    rig = await startRig({ scenario: 'pro-working-day' });
    // Ends the background page after one idle second, so that the test sees it return.
    firefox = await openFirefox(rig.simulator, { 'extensions.background.idle.timeout': 1_000 });
    org = (await rig.simulator.state()).orgs[0]?.uuid ?? '';
    await firefox.signIn();
    await firefox.goto(firefox.page('options.html'));
    await firefox.evaluate(`browser.storage.local.set({ settings: ${JSON.stringify(rig.settings)} })`);
  });
  afterAll(async () => {
    await firefox?.close();
    await rig?.stop();
  });

  it('hands the meter what it reads, under its own name', async () => {
    const [snapshot] = await eventually(async () => {
      const snapshots = await rig.snapshots();
      expect(snapshots).toHaveLength(1);
      return snapshots;
    });
    expect(snapshot).toMatchObject({
      org_uuid: org,
      browser: 'Firefox',
      account_email: 'ada@example.com',
      stale: false,
    });
  });

  it('sends what the settings page sends: cookie, referer, accept', async () => {
    await firefox.evaluate(`browser.runtime.sendMessage({ poll: 'refresh' })`);
    const last = (await rig.simulator.requests({ endpoint: 'usage' })).at(-1);
    expect(last?.headers).toMatchObject({ referer: 'https://claude.ai/settings/usage', accept: '*/*' });
    expect(last?.headers['cookie']).toContain('sessionKey=');
  });

  it('carries odd numbers to the meter byte for byte', async () => {
    const body = Buffer.from(
      '{"five_hour":{"utilization":42.0,"resets_at":null},"seven_day":{"utilization":85.70003930000001,"resets_at":null},"x":[1e2,-0,12345678901234567890]}\n',
    );
    await rig.simulator.setUsage(org, body);
    await firefox.evaluate(`browser.runtime.sendMessage({ poll: 'refresh' })`);
    expect((await servedUsage(rig, org)).bytes.equals(body)).toBe(true);
    expect(await firefox.evaluate('browser.action.getBadgeText({})')).toBe('42');
  });

  it('shows its popup', async () => {
    await firefox.goto(firefox.page('popup.html'));
    await eventually(async () =>
      expect(await firefox.evaluate(`document.querySelector('.cm-percent')?.textContent`)).toBe('42%'),
    );
    expect(await firefox.evaluate(`document.querySelector('.popup-bridge').textContent`)).toBe(
      'Meter connected',
    );
  });

  it('goes on polling after the browser has ended its background page', async () => {
    await eventually(async () =>
      expect(await firefox.evaluate('browser.extension.getBackgroundPage() === null')).toBe(true),
    );
    await firefox.goto('about:blank');
    const before = (await rig.simulator.requests({ endpoint: 'usage' })).length;
    await eventually(async () => {
      expect((await rig.simulator.requests({ endpoint: 'usage' })).length).toBeGreaterThanOrEqual(before + 3);
    });
  });
});
