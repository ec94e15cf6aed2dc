import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  CHROMIUM,
  CHROMIUM_BUILD,
  type ExtensionBrowser,
  eventually,
  openChromium,
  whatIsMissing,
} from './browser.ts';
import { type ExtensionRig, startRig } from './extension-rig.ts';

/** Where the pictures of this run are kept; without it nowhere. */
const KEEP = process.env['CLAUDE_METER_PICTURES'];
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

describe.skipIf(whatIsMissing(CHROMIUM, CHROMIUM_BUILD) !== null)('the popup in Chromium', () => {
  let rig: ExtensionRig;
  let browser: ExtensionBrowser;
  let popup: Page;
  let org: string;

  beforeAll(async () => {
    rig = await startRig({ scenario: 'extra-usage-cap', speed: 0 });
    browser = await openChromium(rig.simulator, { settings: { ...rig.settings, cadence_ms: 60_000 } });
    org = (await rig.simulator.state()).orgs[0]?.uuid ?? '';
    popup = await browser.open('popup.html');
    await popup.setViewportSize({ width: 340, height: 320 });
  });
  afterAll(async () => {
    await browser?.close();
    await rig?.stop();
  });

  const text = (selector: string) => popup.locator(selector).first().textContent();
  const serve = async (fiveHour: string) => {
    const resetsAt = new Date(Date.now() + 3_600_000).toISOString();
    await rig.simulator.setUsage(
      org,
      `{"five_hour":{"utilization":${fiveHour},"resets_at":"${resetsAt}"},"seven_day":{"utilization":9.0,"resets_at":null}}`,
    );
    await browser.refresh();
  };

  it('says who has to sign in, and leads there', async () => {
    await eventually(async () => expect(await text('.cm-problem')).toContain('Signed out of claude.ai'));
    expect(await popup.getByRole('link', { name: 'Open claude.ai' }).getAttribute('href')).toBe(
      'https://claude.ai/',
    );
  });

  it('asks again when it is opened after signing in, without waiting for the minute', async () => {
    const page = await browser.signIn();
    await page.close();
    // A poll just made is not repeated: the twelfth part of the cadence has to pass.
    await popup.waitForTimeout(5_100);
    await popup.reload();
    await eventually(async () => expect(await text('h2')).toBe('ada@example.com'), 5_000);
    expect(await popup.locator('.cm-problem').count()).toBe(0);
  });

  it.each(['light', 'dark'] as const)(
    'is legible in %s, for people and for screen readers',
    async (colorScheme) => {
      await rig.simulator.clearUsage(org);
      await browser.refresh();
      await popup.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await eventually(async () => expect(await text('.cm-extra .cm-note')).toBe('$73.00 of $200.00'));
      expect(await violations(popup)).toEqual([]);
      await popup.locator('summary').click();
      expect(await violations(popup)).toEqual([]);
      await popup.locator('summary').click();
      const options = await browser.open('options.html');
      await options.emulateMedia({ colorScheme });
      await options.locator('#port').waitFor();
      expect(await violations(options)).toEqual([]);
      await options.close();
      if (KEEP !== undefined) await mkdir(KEEP, { recursive: true });
      const path = KEEP === undefined ? {} : { path: join(KEEP, `popup-${colorScheme}.png`) };
      const height = await popup.evaluate(() => document.body.getBoundingClientRect().height);
      await popup.setViewportSize({ width: 340, height: Math.ceil(height) });
      expect((await popup.screenshot(path)).byteLength).toBeGreaterThan(5_000);
    },
  );

  it('changes its numbers in place: details, focus, selection and scroll stay', async () => {
    await popup.setViewportSize({ width: 340, height: 200 });
    await serve('41.0');
    await eventually(async () => expect(await text('[data-limit=five_hour] .cm-percent')).toBe('41%'));
    await popup.locator('summary').click();
    await popup.evaluate(() => {
      const label = document.querySelector('[data-limit=seven_day] .cm-label');
      if (label?.firstChild != null) getSelection()?.selectAllChildren(label);
      scrollTo(0, 120);
    });
    const before = await whatThePersonHas(popup);
    expect(before).toMatchObject({ open: true, focus: 'SUMMARY' });
    expect(before.scroll).toBeGreaterThan(50);
    expect(before.selection).toContain('7-day all');
    await serve('97.0');
    await eventually(async () => expect(await text('[data-limit=five_hour] .cm-percent')).toBe('97%'));
    expect(await whatThePersonHas(popup)).toEqual(before);
  });

  it('can be used by keyboard alone', async () => {
    await popup.reload();
    await popup.locator('h2').waitFor();
    const reached: (string | null)[] = [];
    for (let step = 0; step < 4; step += 1) {
      await popup.keyboard.press('Tab');
      const name = () =>
        document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent;
      reached.push((await popup.evaluate(name)) ?? null);
    }
    expect(reached).toEqual(['Refresh now', 'Options', 'Details', 'Usage page']);
    const before = (await rig.simulator.requests({ endpoint: 'usage' })).length;
    await popup.getByRole('button', { name: 'Refresh now' }).focus();
    await popup.keyboard.press('Enter');
    await eventually(async () =>
      expect((await rig.simulator.requests({ endpoint: 'usage' })).length).toBe(before + 1),
    );
  });

  it('says which org is asked to prove that a person is there, and keeps its numbers', async () => {
    await rig.simulator.setFault({ endpoint: 'usage', answer: { kind: 'challenge' } });
    await browser.refresh();
    await eventually(async () =>
      expect(await text('.cm-problem')).toContain('claude.ai wants to see a person'),
    );
    expect(await text('.cm-stale')).toMatch(/^stale, last \d\d:\d\d$/);
    expect(await text('[data-limit=five_hour] .cm-percent')).toBe('97%');
    await rig.simulator.clearFaults();
  });

  it('says until when claude.ai asks for a pause', async () => {
    const answer = { kind: 'status', status: 429, retry_after: '600' } as const;
    await rig.simulator.setFault({ endpoint: 'usage', answer });
    await browser.refresh();
    await eventually(async () =>
      expect(await text('.cm-problem')).toMatch(/asks for a pause.*Next try in (9|10)m/),
    );
    await rig.simulator.clearFaults();
  });
});

async function whatThePersonHas(page: Page) {
  return page.evaluate(() => ({
    open: document.querySelector('details')?.open,
    focus: document.activeElement?.tagName,
    selection: getSelection()?.toString(),
    scroll: scrollY,
  }));
}

/** What axe finds wrong, in short. */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(await readFile(AXE, 'utf8'));
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    const found = (await axe.run()).violations;
    return found.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
  });
}
