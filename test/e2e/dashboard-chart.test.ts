import type { CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM, whatIsMissing } from './browser.ts';
import { BUILT_PAGE, type DashboardRig, ORG, startDashboardRig } from './dashboard-rig.ts';

const DAY = 86_400_000;
const WEEK = `#/history?org=${ORG}&range=7d`;

interface Marked {
  from: number;
  to: number;
}

describe.skipIf(whatIsMissing(CHROMIUM, BUILT_PAGE) !== null)('the chart of the history', () => {
  let rig: DashboardRig;
  beforeAll(async () => {
    rig = await startDashboardRig(60);
  });
  afterAll(async () => rig?.stop());

  async function openChart(options: Parameters<DashboardRig['open']>[1] = {}) {
    const opened = await rig.open(WEEK, options);
    await opened.page.locator('.db-chart canvas').waitFor();
    await opened.page.locator('[data-key="fan"]').waitFor();
    const box = await opened.page.locator('.u-over').boundingBox();
    if (box === null) throw new Error('The chart has no room.');
    const at = (share: number) => ({ x: box.x + box.width * share, y: box.y + box.height / 2 });
    return { ...opened, at, chart: opened.page.locator('.db-chart') };
  }

  describe('by fingers', () => {
    const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } as const;

    it('zooms where two of them part, and back where they meet', async () => {
      const { page, at } = await openChart(PHONE);
      await page.locator('.db-chart').scrollIntoViewIfNeeded();
      const touch = await fingers(page);
      const whole = await shown(page);
      await touch.drag([at(0.4), at(0.6)], [at(0.2), at(0.8)]);
      const near = await marked(page);
      expect((near.to - near.from) / (whole.to - whole.from)).toBeCloseTo(1 / 3, 1);
      const middle = (stretch: Marked) => (stretch.from + stretch.to) / 2;
      expect(Math.abs(middle(near) - middle(whole))).toBeLessThan(0.05 * (whole.to - whole.from));
      await touch.drag([at(0.2), at(0.8)], [at(0.45), at(0.55)]);
      const far = await marked(page);
      expect(far.to - far.from).toBeGreaterThan(4 * (near.to - near.from));
      await page.context().close();
    });

    it('moves with two of them side by side', async () => {
      const { page, at } = await openChart(PHONE);
      const touch = await fingers(page);
      const whole = await shown(page);
      await touch.drag([at(0.3), at(0.5)], [at(0.5), at(0.7)]);
      const next = await marked(page);
      const width = whole.to - whole.from;
      expect((next.to - next.from) / width).toBeCloseTo(1, 1);
      expect((whole.from - next.from) / width).toBeCloseTo(0.2, 1);
      await page.context().close();
    });

    it('reads out under one of them, and leaves up and down to the page', async () => {
      const { page, at } = await openChart(PHONE);
      expect(await page.getByText('touch to read').isVisible()).toBe(true);
      expect(await page.getByText('drag to zoom').isVisible()).toBe(false);
      const touch = await fingers(page);
      await touch.drag([at(0.5)], [at(0.25)]);
      await page.getByText('as it stood then').waitFor();
      const left = await page.locator('.db-readout').textContent();
      await touch.drag([at(0.3)], [at(0.6)]);
      expect(await page.locator('.db-readout').textContent()).not.toBe(left);
      expect(await page.locator('.db-chart').evaluate((chart) => getComputedStyle(chart).touchAction)).toBe(
        'pan-y',
      );
      await page.context().close();
    });
  });

  describe('by wheel and mouse', () => {
    it('zooms where the pointer is with Ctrl, moves sideways, and lets the page scroll otherwise', async () => {
      const { page, at } = await openChart({ viewport: { width: 1000, height: 500 } });
      const whole = await shown(page);
      await page.mouse.move(at(0.25).x, at(0.25).y);
      await page.keyboard.down('Control');
      for (let turn = 0; turn < 4; turn += 1) await page.mouse.wheel(0, -100);
      await page.keyboard.up('Control');
      const near = await marked(page);
      const share = (moment: number, { from, to }: Marked) => (moment - from) / (to - from);
      const held = whole.from + 0.25 * (whole.to - whole.from);
      expect(share(held, near)).toBeCloseTo(0.25, 1);
      expect(near.to - near.from).toBeLessThan(0.5 * (whole.to - whole.from));
      await page.mouse.wheel(200, 0);
      await page.waitForFunction((from) => !location.hash.includes(`from=${from}`), near.from);
      const later = await marked(page);
      expect(later.from).toBeGreaterThan(near.from);
      expect(later.to - later.from).toBeCloseTo(near.to - near.from, -2);
      await page.mouse.wheel(0, 120);
      await page.waitForFunction(() => scrollY > 0);
      expect(await marked(page)).toEqual(later);
      await page.context().close();
    });

    it('zooms to what is dragged over, goes back with a double click, and reads out where it hovers', async () => {
      const { page, at, chart } = await openChart();
      await page.mouse.move(at(0.3).x, at(0.3).y);
      await page.getByText('as it stood then').waitFor();
      expect(await page.locator('.db-dot:not([hidden])').count()).toBeGreaterThan(0);
      await page.mouse.down();
      await page.mouse.move(at(0.5).x, at(0.5).y, { steps: 5 });
      await page.mouse.up();
      const { from, to } = await marked(page);
      expect((to - from) / DAY).toBeGreaterThan(1);
      expect((to - from) / DAY).toBeLessThan(3);
      await chart.dblclick();
      await page.waitForFunction(() => !location.hash.includes('from='));
      await page.context().close();
    });
  });

  it('by keys alone: reads out, moves, zooms, goes back', async () => {
    const { page, chart } = await openChart();
    await chart.focus();
    await page.keyboard.press('End');
    const places: (string | null)[] = [];
    for (const key of ['ArrowLeft', 'ArrowLeft', 'Home', 'ArrowRight']) {
      await page.keyboard.press(key);
      places.push(await page.locator('.db-readout').textContent());
    }
    expect(new Set(places).size).toBe(4);
    const whole = await shown(page);
    for (const key of ['+', '+', 'Shift+ArrowLeft']) await page.keyboard.press(key);
    const near = await marked(page);
    expect((near.to - near.from) / (whole.to - whole.from)).toBeCloseTo(0.25, 1);
    await page.keyboard.press('-');
    await page.waitForFunction((to) => !location.hash.includes(`to=${to}`), near.to);
    expect((await marked(page)).to).toBeGreaterThan(near.to);
    await page.keyboard.press('0');
    await page.waitForFunction(() => !location.hash.includes('from='));
    await page.context().close();
  });

  it('every element, what is selected and what is typed at survive 200 readings', async () => {
    const { page, chart } = await openChart({ viewport: { width: 700, height: 600 } });
    await chart.focus();
    await page.evaluate(() => {
      scrollTo(0, 120);
      const head = document.querySelector('.db-table th');
      if (head !== null) getSelection()?.selectAllChildren(head);
      Object.assign(globalThis, { held: [...document.querySelectorAll('main *')], scrolled: scrollY });
    });
    for (let reading = 0; reading < 200; reading += 1) await rig.post(60 + (reading % 30));
    const now = await page.evaluate(() => {
      const { held, scrolled } = globalThis as unknown as { held: Element[]; scrolled: number };
      const there = new Set(document.querySelectorAll('main *'));
      return {
        gone: held.filter((element) => !there.has(element)).map((element) => element.outerHTML.slice(0, 120)),
        selected: String(getSelection()),
        focused: document.activeElement === document.querySelector('.db-chart'),
        moved: scrollY - scrolled,
      };
    });
    expect(now).toEqual({ gone: [], selected: 'Limit', focused: true, moved: 0 });
    await page.context().close();
  });

  it('neither nodes nor memory grow over 2000 readings', { timeout: 240_000 }, async () => {
    const { page } = await openChart();
    for (let reading = 0; reading < 300; reading += 1) await rig.post(1 + (reading % 60));
    const before = await memoryOf(page);
    for (let reading = 0; reading < 2000; reading += 1) await rig.post(1 + (reading % 60));
    const after = await memoryOf(page);
    expect(Math.abs(after.nodes - before.nodes)).toBeLessThan(10);
    expect(after.heap).toBeLessThan(before.heap * 1.15 + 1_000_000);
    await page.context().close();
  });
});

/** What the address says, once the hand rests. */
async function marked(page: Page): Promise<Marked> {
  await page.waitForFunction(() => /from=\d+/.test(location.hash));
  // Whoever steers on is asked for when he stops.
  await page.waitForTimeout(250);
  const params = new URLSearchParams(new URL(page.url()).hash.split('?')[1]);
  return { from: Number(params.get('from')), to: Number(params.get('to')) };
}

/** The stretch that a week fills with its forecast: what the chart says of itself, and half as much again. */
async function shown(page: Page): Promise<Marked> {
  await page.waitForTimeout(100);
  const end = Date.now();
  return { from: end - 7 * DAY, to: end + 3.5 * DAY };
}

interface Point {
  x: number;
  y: number;
}

/** Real touches, as the browser gets them from a screen. */
async function fingers(page: Page) {
  const session: CDPSession = await page.context().newCDPSession(page);
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', points: readonly Point[]) =>
    session.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: points.map(({ x, y }, id) => ({ x, y, id })),
    });
  return {
    async drag(from: readonly Point[], to: readonly Point[]): Promise<void> {
      await send('touchStart', from);
      for (let step = 1; step <= 8; step += 1) {
        const between = from.map(({ x, y }, index) => ({
          x: x + (((to[index]?.x ?? x) - x) * step) / 8,
          y: y + (((to[index]?.y ?? y) - y) * step) / 8,
        }));
        await send('touchMove', between);
      }
      await send('touchEnd', []);
      await page.waitForTimeout(300);
    },
  };
}

async function memoryOf(page: Page): Promise<{ nodes: number; heap: number }> {
  await page.waitForTimeout(300);
  return page.evaluate(() => {
    const world = globalThis as unknown as { gc(): void };
    world.gc();
    world.gc();
    const { usedJSHeapSize } = (performance as unknown as { memory: { usedJSHeapSize: number } }).memory;
    return { nodes: document.querySelectorAll('*').length, heap: usedJSHeapSize };
  });
}
