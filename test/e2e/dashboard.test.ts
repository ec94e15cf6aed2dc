import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PAGES } from '../../apps/dashboard/src/shell/route.ts';
import { CHROMIUM, eventually, whatIsMissing } from './browser.ts';
import { BUILT_PAGE, type DashboardRig, LIMIT_PAGES, ORG, startDashboardRig } from './dashboard-rig.ts';
import { runMeter, somePort } from './meter-process.ts';
import { axe, walk } from './page-checks.ts';

const SCHEMES = ['light', 'dark'] as const;
/** What every page shows once it has its answers. */
const READY: Readonly<Record<(typeof LIMIT_PAGES)[number], string>> = {
  now: '.db-day svg',
  history: '.db-chart canvas',
  windows: '.db-heat',
  spend: '.db-bars',
  sources: '.db-timeline',
  verify: '.db-drop',
  settings: '.db-switches',
};

describe.skipIf(whatIsMissing(CHROMIUM, BUILT_PAGE) !== null)('the dashboard in Chromium', () => {
  let rig: DashboardRig;
  beforeAll(async () => {
    rig = await startDashboardRig(60);
  });
  afterAll(async () => rig?.stop());

  describe.each(LIMIT_PAGES)('%s', (name) => {
    it.each(SCHEMES)('has nothing that axe objects to, in %s', async (colorScheme) => {
      await rig.post();
      const { page } = await rig.open(`#/${name}`, { colorScheme, reducedMotion: 'reduce' });
      await page.locator(READY[name]).first().waitFor();
      expect(await axe(page)).toEqual([]);
      await page.context().close();
    });

    it('asks nobody but the meter, and stays within its policy', async () => {
      const { page, requests, errors } = await rig.open(`#/${name}`);
      await page.locator(READY[name]).first().waitFor();
      expect(requests.length).toBeGreaterThan(3);
      expect(requests.filter((address) => !address.startsWith(`${rig.meter.base}/`))).toEqual([]);
      expect(errors).toEqual([]);
      await page.context().close();
    });

    it.each([320, 768, 3840])('fits into %i pixels', async (width) => {
      const { page } = await rig.open(`#/${name}`, { viewport: { width, height: 800 } });
      await page.locator(READY[name]).first().waitFor();
      const wide = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(wide).toBe(0);
      await page.context().close();
    });

    it('can be reached by keys alone', async () => {
      const { page } = await rig.open('#/now');
      const link = page.getByRole('navigation').getByRole('link').nth(PAGES.indexOf(name));
      for (let presses = 0; presses < 30; presses += 1) {
        await page.keyboard.press('Tab');
        if (await link.evaluate((element) => element === document.activeElement)) break;
      }
      expect(await link.evaluate((element) => element.matches(':focus-visible'))).toBe(true);
      await page.keyboard.press('Enter');
      await page.locator(READY[name]).first().waitFor();
      expect(new URL(page.url()).hash).toBe(`#/${name}`);
      const focused = await walk(page);
      expect(focused).toContain('in the content');
      await page.context().close();
    });
  });

  it('has a policy that lets nothing in, and keeps hashed files for good', async () => {
    const answer = await fetch(`${rig.meter.base}/`);
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toMatch(/unsafe|\*|data:|https?:/);
    const html = await answer.text();
    const script = /src="(\/assets\/[^"]+\.js)"/.exec(html)?.[1] ?? '';
    const file = await fetch(rig.meter.base + script);
    expect(file.headers.get('cache-control')).toContain('immutable');
    expect(html).not.toMatch(/<style|<script>|style="|onload=/);
    const etag = file.headers.get('etag') ?? '';
    expect((await fetch(rig.meter.base + script, { headers: { 'if-none-match': etag } })).status).toBe(304);
  });

  describe('while the numbers move', () => {
    it('scroll, selection, focus, an open row and every element survive 200 readings', async () => {
      const { page } = await rig.open('#/now', { viewport: { width: 700, height: 600 } });
      await page.locator('.db-day svg').first().waitFor();
      await rig.post(80);
      await page.locator('details summary').first().click();
      await page.evaluate(holdOn);
      for (let percent = 0; percent < 200; percent += 1) await rig.post(80 + (percent % 15));
      await eventually(async () => {
        expect(await page.locator('[data-limit="five_hour"] .cm-percent').first().textContent()).toBe('84%');
      });
      expect(await page.evaluate(stillThere)).toEqual({
        gone: [],
        selection: 'ada@example.com',
        focused: true,
        open: true,
        scrolled: true,
      });
      await page.context().close();
    });

    it('a zoomed chart stays as it is', async () => {
      const { page } = await rig.open(`#/history?org=${ORG}&range=7d`);
      const chart = page.locator('.db-chart');
      await page.locator('.db-chart canvas').waitFor();
      await chart.focus();
      for (const key of ['+', '+', 'Shift+ArrowLeft', 'ArrowLeft', 'ArrowLeft'])
        await page.keyboard.press(key);
      await page.waitForFunction(() => location.hash.includes('from='));
      const before = {
        hash: new URL(page.url()).hash,
        readOut: await page.locator('.db-readout').textContent(),
      };
      await page.evaluate(() => {
        Object.assign(globalThis, { canvas: document.querySelector('.db-chart canvas') });
      });
      for (let percent = 0; percent < 200; percent += 1) await rig.post(1 + (percent % 60));
      expect({
        hash: new URL(page.url()).hash,
        readOut: await page.locator('.db-readout').textContent(),
      }).toEqual(before);
      const same = await page.evaluate(
        () =>
          (globalThis as { canvas?: unknown }).canvas === document.querySelector('.db-chart canvas') &&
          document.activeElement === document.querySelector('.db-chart'),
      );
      expect(same).toBe(true);
      await page.keyboard.press('0');
      await page.waitForFunction(() => !location.hash.includes('from='));
      await page.context().close();
    });

    it('an expanded window and a half-written paste survive', async () => {
      const { page } = await rig.open('#/windows');
      await page.locator('.db-expand').first().click();
      await page.locator('.db-more-row').waitFor();
      const row = await page.locator('.db-more-row').first().elementHandle();
      for (let percent = 0; percent < 50; percent += 1) await rig.post(percent);
      expect(await row?.evaluate((element) => element.isConnected)).toBe(true);
      await page.goto(`${rig.meter.base}/#/verify`);
      await page.locator('textarea').fill('{"half":');
      const select = page.locator('.db-pick select');
      await select.selectOption(ORG);
      for (let percent = 0; percent < 20; percent += 1) await rig.post(percent);
      expect(await page.locator('textarea').inputValue()).toBe('{"half":');
      expect(await select.inputValue()).toBe(ORG);
      await page.context().close();
    });

    it('neither nodes nor memory grow over 2000 readings', async () => {
      const { page } = await rig.open('#/now');
      await page.locator('.db-day svg').first().waitFor();
      const measure = async () => {
        await page.waitForTimeout(300);
        return page.evaluate(measureMemory);
      };
      for (let tick = 0; tick < 200; tick += 1) await rig.post(1 + (tick % 60));
      const before = await measure();
      for (let tick = 0; tick < 2000; tick += 1) await rig.post(1 + (tick % 60));
      await rig.post(1);
      const after = await measure();
      expect(Math.abs(after.nodes - before.nodes)).toBeLessThan(10);
      expect(after.heap).toBeLessThan(before.heap * 1.15 + 1_000_000);
      await page.context().close();
    });
  });

  it('shows the last state with its age while the meter is away, and connects again by itself', async () => {
    const port = somePort();
    const env = { CLAUDE_METER_PORT: String(port) };
    const first = await runMeter(rig.home.replace(/home$/, 'other'), env);
    const page = await (await rig.browser.newContext()).newPage();
    await page.goto(`${first.base}/`);
    await page.locator('.db-empty').waitFor();
    await first.stop();
    await page.getByText('The meter is not running.').waitFor();
    const second = await runMeter(rig.home.replace(/home$/, 'other'), env);
    await page.getByText('The meter is not running.').waitFor({ state: 'detached' });
    await page.context().close();
    await second.stop();
  });

  it('says on its pages what became of a damaged history', async () => {
    const home = rig.home.replace(/home$/, 'damaged');
    mkdirSync(home, { mode: 0o700 });
    writeFileSync(join(home, 'history.db'), 'no database at all'.repeat(500));
    const meter = await runMeter(home);
    const page = await (await rig.browser.newContext()).newPage();
    for (const name of ['now', 'settings']) {
      await page.goto(`${meter.base}/#/${name}`);
      await page
        .getByText(/was damaged and was put aside as/)
        .first()
        .waitFor();
    }
    await page.context().close();
    await meter.stop();
  });

  it('says on every page of the demo that nothing of it is real, and nowhere else', async () => {
    const note = 'every account and every number here is invented';
    const demo = await runMeter(rig.home.replace(/home$/, 'demo'));
    const page = await (await rig.browser.newContext()).newPage();
    await page.goto(`${demo.base}/`);
    await page.locator('.db-empty').waitFor();
    expect(await page.getByText(note).count()).toBe(0);
    const five_hour = { utilization: 42, resets_at: null };
    const seen = { org_uuid: ORG, browser: 'simulated browser', account_email: 'ada@example.com' };
    const snapshot = { ...seen, fetched_at: new Date().toISOString(), usage: { five_hour }, errors: [] };
    await fetch(`${demo.base}/snapshots`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify([snapshot]),
    });
    await page.getByText(note).waitFor();
    await page.goto(`${demo.base}/#/spend`);
    await page.getByText(note).waitFor();
    await page.context().close();
    await demo.stop();
    const { page: real } = await rig.open('#/now');
    await real.locator('.db-tile').first().waitFor();
    expect(await real.getByText(note).count()).toBe(0);
    await real.context().close();
  });

  it('teaches where there is nothing yet', async () => {
    const empty = await runMeter(rig.home.replace(/home$/, 'empty'));
    const page = await (await rig.browser.newContext()).newPage();
    for (const name of LIMIT_PAGES) {
      await page.goto(`${empty.base}/#/${name}`);
      await page.locator('main h1').waitFor();
      await eventually(async () =>
        expect(((await page.locator('main').textContent()) ?? '').length).toBeGreaterThan(80),
      );
      expect(await page.locator('main').textContent()).not.toContain('undefined');
    }
    await page.context().close();
    await empty.stop();
  });

  it('serves thirty open pages of one browser at once', async () => {
    const context = await rig.browser.newContext();
    const pages = [];
    for (let count = 0; count < 30; count += 1) {
      pages.push((await rig.open('#/now', { context })).page);
    }
    await rig.post(63);
    for (const page of pages) {
      await page.waitForFunction(
        () => document.querySelector('[data-limit="five_hour"] .cm-percent')?.textContent === '63%',
        undefined,
        { polling: 200 },
      );
    }
    // The page that holds the stream goes: another takes over.
    await pages[0]?.close();
    await rig.post(64);
    await pages[7]?.waitForFunction(
      () => document.querySelector('[data-limit="five_hour"] .cm-percent')?.textContent === '64%',
      undefined,
      { polling: 200 },
    );
    await context.close();
  });

  it('compares what claude.ai served in the page itself', async () => {
    await rig.post(42);
    const truth = await (await fetch(`${rig.meter.base}/snapshots/${ORG}/usage`)).text();
    const { page, requests } = await rig.open(`#/verify?org=${ORG}`);
    await page.locator('textarea').fill(truth);
    const posts: string[] = [];
    page.on('request', (request) => {
      if (request.method() !== 'GET') posts.push(request.url());
    });
    await page.getByRole('button', { name: 'Compare' }).click();
    await page.locator('.db-verdict[data-good="true"]').waitFor();
    await page.locator('textarea').fill(truth.replace('42', '43'));
    await page.getByRole('button', { name: 'Compare' }).click();
    await page.locator('.db-verdict[data-good="false"]').waitFor();
    expect(await page.locator('tr[data-relation="different"]').first().textContent()).toContain('43');
    expect(posts).toEqual([]);
    expect(requests.every((address) => address.startsWith(rig.meter.base))).toBe(true);
    await page.context().close();
  });

  it('takes an export in again, with progress, and says what it did', async () => {
    const file = join(rig.home, 'export.jsonl');
    writeFileSync(file, await (await fetch(`${rig.meter.base}/api/export`)).text());
    expect(readFileSync(file, 'utf8').split('\n').length).toBeGreaterThan(5_000);
    const { page } = await rig.open('#/settings');
    await page.locator('.db-import input').setInputFiles(file);
    await page.getByText(/^Taken in: 0 new, \d+ known already\.$/).waitFor();
    await page.context().close();
  });

  it('writes times as the person does, where the person lives', async () => {
    const { page } = await rig.open('#/windows', { timezoneId: 'America/Los_Angeles', locale: 'de-DE' });
    await page.locator('.db-heat').waitFor();
    expect(await page.locator('.db-heat').textContent()).toContain('Mo');
    await page.getByText('America/Los_Angeles').waitFor();
    await page.context().close();
  });

  it('can be read in forced colours, and prints without its menus', async () => {
    const { page } = await rig.open('#/now', { forcedColors: 'active' });
    await page.locator('.db-day svg').first().waitFor();
    expect(await axe(page)).toEqual([]);
    await page.emulateMedia({ media: 'print' });
    expect(await page.getByRole('navigation').isVisible()).toBe(false);
    expect(await page.locator('.db-tile').first().isVisible()).toBe(true);
    await page.context().close();
  });
});

/** Remembers, in the page, what a person is doing. */
function holdOn(): void {
  const heading = document.querySelector('.db-tile h2');
  const summary = document.querySelector('summary');
  scrollTo(0, 150);
  if (heading !== null) getSelection()?.selectAllChildren(heading);
  (summary as HTMLElement | null)?.focus({ preventScroll: true });
  Object.assign(globalThis, {
    held: { elements: [...document.querySelectorAll('main *')], top: scrollY, summary },
  });
}

function stillThere() {
  const { held } = globalThis as unknown as {
    held: { elements: Element[]; top: number; summary: Element };
  };
  const now = new Set(document.querySelectorAll('main *'));
  const gone = held.elements.filter((element) => !now.has(element) && element.closest('svg') === null);
  return {
    gone: gone.map((element) => element.outerHTML.slice(0, 200)),
    selection: String(getSelection()),
    focused: document.activeElement === held.summary,
    open: held.summary.closest('details')?.open,
    scrolled: Math.abs(scrollY - held.top) < 1 && scrollY > 0,
  };
}

function measureMemory(): { nodes: number; heap: number } {
  const world = globalThis as unknown as { gc(): void };
  world.gc();
  world.gc();
  const { usedJSHeapSize } = (performance as unknown as { memory: { usedJSHeapSize: number } }).memory;
  return { nodes: document.querySelectorAll('*').length, heap: usedJSHeapSize };
}
