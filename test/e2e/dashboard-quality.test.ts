import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CHROMIUM, whatIsMissing } from './browser.ts';
import { BUILT_PAGE, type DashboardRig, startDashboardRig } from './dashboard-rig.ts';

/** What every page shows once it has its answers. */
const READY = {
  now: '.db-day svg',
  history: '.db-chart canvas',
  windows: '.db-heat',
  spend: '.db-bars',
  sources: '.db-timeline',
  verify: '.db-drop',
  settings: '.db-switches',
} as const;

const SCREENS = [
  ['on a phone', { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }],
  ['on a desk', { viewport: { width: 1280, height: 860 } }],
] as const;

/** WCAG 2.2: a target is at least 24 pixels wide and high, or has as much room around its middle. */
const LEAST_TARGET = 24;
/** Smaller letters are no longer read, pixels. */
const LEAST_LETTER = 11;

/** What page auditors look at, page by page, in a real Chromium. */
describe.skipIf(whatIsMissing(CHROMIUM, BUILT_PAGE) !== null)('the quality of the dashboard', () => {
  let rig: DashboardRig;
  beforeAll(async () => {
    rig = await startDashboardRig(60);
    // The first forecast of a meter is worked out while the page is on its way.
    await (await rig.open('#/now')).page.context().close();
  });
  afterAll(async () => rig?.stop());

  describe.each(Object.entries(READY))('%s', (name, ready) => {
    it.each(SCREENS)(
      '%s: nothing moves by itself, letters and targets are large enough, nothing is wrong',
      async (_, screen) => {
        const { page, errors } = await rig.open(`#/${name}`, screen);
        await page.locator(ready).first().waitFor();
        const vitals = await page.evaluate(readVitals);
        expect(vitals.shifts).toEqual([]);
        expect(vitals.firstPaint).toBeGreaterThan(0);
        expect(await page.evaluate(smallTargets, LEAST_TARGET)).toEqual([]);
        expect(await page.evaluate(smallLetters, LEAST_LETTER)).toEqual([]);
        expect(await page.evaluate(readHead)).toEqual({
          lang: 'en',
          charset: 'UTF-8',
          viewport: 'width=device-width, initial-scale=1',
          description: true,
          title: true,
          headings: 1,
          landmarks: ['HEADER', 'NAV', 'MAIN'],
          imagesWithoutSize: 0,
          idsTwice: [],
        });
        expect(errors).toEqual([]);
        await page.context().close();
      },
    );
  });

  it('asks for little: the first page is a handful of files, each kept for good', async () => {
    const { page } = await rig.open('#/now');
    await page.locator(READY.now).first().waitFor();
    const files = await page.evaluate(() =>
      (performance.getEntriesByType('resource') as PerformanceResourceTiming[]).map(
        ({ name, decodedBodySize }) => ({
          path: new URL(name).pathname,
          bytes: decodedBodySize,
        }),
      ),
    );
    const assets = files.filter(({ path }) => path.startsWith('/assets/'));
    expect(assets.length).toBeLessThanOrEqual(10);
    expect(assets.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(120_000);
    for (const { path } of assets) {
      const answer = await fetch(rig.meter.base + path);
      expect(answer.headers.get('cache-control')).toContain('immutable');
      expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    }
    // What the page brought with it is not asked for first.
    expect(files.some(({ path }) => path === '/snapshots')).toBe(false);
    await page.context().close();
  });

  it('has its numbers on the screen without asking for anything', async () => {
    const context = await rig.browser.newContext({ timezoneId: 'Europe/Berlin' });
    const page = await context.newPage();
    await page.route(/\/(api|snapshots|events|healthz)/, (route) => route.abort());
    await page.goto(`${rig.meter.base}/`);
    await page.locator('.db-headline strong').first().waitFor();
    await context.close();
  });
});

/** Waits until nothing has moved for a while; what has, by the browser's own count. */
async function readVitals(): Promise<{ firstPaint: number; shifts: string[] }> {
  const shifts: string[] = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as unknown as {
      value: number;
      hadRecentInput: boolean;
      sources: { node: Element | null }[];
    }[]) {
      if (entry.hadRecentInput) continue;
      const moved = entry.sources.map(({ node }) => node?.outerHTML?.slice(0, 80) ?? 'something gone');
      shifts.push(`${entry.value.toFixed(4)} ${moved.join(', ')}`);
    }
  }).observe({ type: 'layout-shift', buffered: true });
  await new Promise((resolve) => setTimeout(resolve, 800));
  const [paint] = performance.getEntriesByName('first-contentful-paint');
  return { firstPaint: paint?.startTime ?? 0, shifts };
}

/** What can be pressed and is too small; links within a sentence are as high as their line. */
function smallTargets(least: number): string[] {
  const targets = [
    ...document.querySelectorAll<HTMLElement>('button, a[href], select, input, textarea, summary'),
  ];
  const seen = targets.filter((one) =>
    one.checkVisibility({ visibilityProperty: true, opacityProperty: true }),
  );
  const isWithinText = (one: HTMLElement) => getComputedStyle(one).display === 'inline';
  const boxes = seen.map((one) => ({ one, box: one.getBoundingClientRect() }));
  return boxes
    .filter(({ one, box }) => {
      const isUnseen = box.width <= 1 || box.bottom < 0;
      if (isUnseen || isWithinText(one) || (box.width >= least && box.height >= least)) return false;
      const label = one.closest('label')?.getBoundingClientRect();
      return !(label !== undefined && label.height >= least && label.width >= least);
    })
    .map(
      ({ one, box }) => `${Math.round(box.width)}×${Math.round(box.height)} ${one.outerHTML.slice(0, 90)}`,
    );
}

function smallLetters(least: number): string[] {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const small: string[] = [];
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (parent === null || (node.textContent ?? '').trim() === '' || !parent.checkVisibility()) continue;
    const size = Number.parseFloat(getComputedStyle(parent).fontSize);
    if (size < least) small.push(`${size} ${node.textContent?.slice(0, 40)}`);
  }
  return small;
}

function readHead() {
  const meta = (name: string) =>
    document.querySelector(`meta[name="${name}"]`)?.getAttribute('content') ?? '';
  const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
  return {
    lang: document.documentElement.lang,
    charset: document.characterSet,
    viewport: meta('viewport'),
    description: meta('description').length > 40,
    title: document.title.length > 5,
    headings: document.querySelectorAll('h1').length,
    landmarks: [...document.querySelectorAll('header, nav, main')]
      .map(({ tagName }) => tagName)
      .filter((tag, index, all) => all.indexOf(tag) === index),
    imagesWithoutSize: document.querySelectorAll('img:not([width][height])').length,
    idsTwice: ids.filter((id, index) => ids.indexOf(id) !== index),
  };
}
