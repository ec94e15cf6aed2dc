import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  CHROMIUM,
  CHROMIUM_BUILD,
  type ExtensionBrowser,
  eventually,
  openChromium,
  whatIsMissing,
} from './browser.ts';
import { type ExtensionRig, servedUsage, sha256, startRig } from './extension-rig.ts';

const FIXTURES = join(import.meta.dirname, '../../packages/sources/src/claude-web/fixtures');
const REAL_BODIES = readdirSync(FIXTURES).filter((name) => /^2026-\d\d/.test(name));
const ODD_NUMBERS = ` {"five_hour" : {"utilization":42.0,"resets_at":"2026-11-22T15:00:00.158327+00:00"},
 "seven_day":{"utilization":85.70003930000001,"resets_at":null},"seven_day_opus":{"utilization":0.1,"resets_at":null},
 "unknown":[1e2,-0,12345678901234567890,"Zo\\u00eb 🙂"]}\n\n`;

describe.skipIf(whatIsMissing(CHROMIUM, CHROMIUM_BUILD) !== null)('the extension in Chromium', () => {
  let rig: ExtensionRig;
  let browser: ExtensionBrowser;
  let org: string;

  beforeAll(async () => {
    rig = await startRig({ scenario: 'pro-working-day' });
    browser = await openChromium(rig.simulator, { settings: rig.settings });
    org = (await rig.simulator.state()).orgs[0]?.uuid ?? '';
  });
  afterAll(async () => {
    await browser?.close();
    await rig?.stop();
  });

  /** claude.ai answers this from now on, and the extension has read it. */
  const read = async (body: string | Uint8Array) => {
    await rig.simulator.setUsage(org, body);
    await browser.refresh();
  };

  it('shows "!" while nobody is signed in', async () => {
    await eventually(async () => expect((await browser.badge()).text).toBe('!'));
    expect((await browser.badge()).tooltip).toContain('Sign in');
  });

  it('hands the meter what it reads with the next tick after signing in', async () => {
    await browser.signIn();
    const [snapshot] = await eventually(async () => {
      const snapshots = await rig.snapshots();
      expect(snapshots).toHaveLength(1);
      return snapshots;
    });
    expect(snapshot).toMatchObject({
      org_uuid: org,
      browser: 'Chromium',
      account_email: 'ada@example.com',
      stale: false,
    });
  });

  it('sends what the settings page sends: cookie, referer, accept', async () => {
    const requests = await rig.simulator.requests({ endpoint: 'usage' });
    const byExtension = requests.filter((request) => request.headers['sec-fetch-site'] === 'none');
    expect(byExtension.length).toBeGreaterThan(0);
    for (const { headers } of byExtension) {
      expect(headers['referer']).toBe('https://claude.ai/settings/usage');
      expect(headers['accept']).toBe('*/*');
      expect(headers['cookie']).toContain('sessionKey=');
    }
  });

  it('has all the real bodies to carry', () => {
    expect(REAL_BODIES.length).toBeGreaterThanOrEqual(6);
  });

  it.each(REAL_BODIES)('carries %s to the meter byte for byte', async (name) => {
    const body = readFileSync(join(FIXTURES, name));
    await read(body);
    const served = await servedUsage(rig, org);
    expect(served.bytes.equals(body)).toBe(true);
    expect(served.etag).toBe(`"${sha256(body)}"`);
    expect(served.bytes.equals(await rig.simulator.lastServedUsage(org))).toBe(true);
  });

  it('carries odd numbers, white space and letters to the meter byte for byte', async () => {
    const body = Buffer.from(ODD_NUMBERS);
    await read(body);
    expect((await servedUsage(rig, org)).bytes.equals(body)).toBe(true);
    const array = await (await fetch(`${rig.meter.base}/snapshots`)).text();
    expect(array).toContain('42.0');
    expect(array).toContain('85.70003930000001');
    expect(array).toContain('[1e2,-0,12345678901234567890,');
  });

  it.each([
    ['12', '12', '#2c6e2f'],
    ['79.9', '80', '#2c6e2f'],
    ['80', '80', '#b26a00'],
    ['99.6', '100', '#b26a00'],
    ['100.0', '100', '#b00020'],
    ['104', '104', '#b00020'],
  ])('shows %s on the toolbar as %s on %s', async (percent, text, colour) => {
    const resetsAt = new Date(Date.now() + 3_600_000).toISOString();
    await read(`{"five_hour":{"utilization":${percent},"resets_at":"${resetsAt}"},"seven_day":null}`);
    expect(await browser.badge()).toMatchObject({ text, colour });
  });

  it('keeps the last numbers and says what is wrong when the body says nothing known', async () => {
    const before = await servedUsage(rig, org);
    await read('{"error":{"type":"overloaded_error"}}');
    expect((await servedUsage(rig, org)).bytes.equals(before.bytes)).toBe(true);
    const [snapshot] = await rig.snapshots();
    expect(snapshot).toMatchObject({ stale: true, problem: { kind: 'schema' } });
    expect(await browser.badge()).toMatchObject({ text: '!', colour: '#666666' });
  });

  it('says "signed out" to the meter when the login ends, and keeps the last numbers', async () => {
    await rig.simulator.clearUsage(org);
    await browser.refresh();
    await rig.simulator.signOut('ada@example.com');
    await browser.refresh();
    const [snapshot] = await rig.snapshots();
    expect(snapshot).toMatchObject({ stale: true, problem: { kind: 'signed_out' } });
    expect(snapshot?.usage).not.toBeNull();
  });

  it('is back with the next tick after signing in again', async () => {
    await browser.signIn();
    await eventually(async () =>
      expect((await rig.snapshots())[0]).toMatchObject({ stale: false, problem: null }),
    );
  });
});
