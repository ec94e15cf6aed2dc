import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import {
  LIMIT_PAGES,
  type OpenOptions,
  type OpenPage,
  startDashboardRig,
} from '../test/e2e/dashboard-rig.ts';
import { REPORT_PAGES, type ReportPage, startReportRig } from '../test/e2e/report-rig.ts';

/** `node scripts/dashboard-pictures.ts [page …]`: takes docs/pictures/dashboard-*.png anew, after a build. */
const FOLDER = join(import.meta.dirname, '../docs/pictures');
const SHAPES = [
  { name: 'light', colorScheme: 'light', viewport: { width: 1200, height: 800 } },
  { name: 'dark', colorScheme: 'dark', viewport: { width: 1200, height: 800 } },
  { name: 'narrow-light', colorScheme: 'light', viewport: { width: 360, height: 720 } },
  { name: 'narrow-dark', colorScheme: 'dark', viewport: { width: 360, height: 720 } },
] as const;

interface Rig {
  open(hash: string, options: OpenOptions): Promise<OpenPage>;
  stop(): Promise<void>;
}

const asked = process.argv.slice(2);
const isAsked = (name: string) => asked.length === 0 || asked.includes(name);
const taken: string[] = [];

await takeAll(LIMIT_PAGES.filter(isAsked), startDashboardRig, () => null);
await takeAll(
  Object.keys(REPORT_PAGES).filter(isAsked),
  () => startReportRig({ isHostile: false }),
  (name) => REPORT_PAGES[name as ReportPage],
);
// A page has few colours; with ImageMagick at hand the files get a third of the size.
spawnSync('mogrify', ['+dither', '-colors', '64', ...taken]);

/** Takes pages of one rig; `readyOf` names what a page shows once it has its answers, where that takes a while. */
async function takeAll(
  names: readonly string[],
  start: () => Promise<Rig>,
  readyOf: (name: string) => string | null,
): Promise<void> {
  if (names.length === 0) return;
  const rig = await start();
  try {
    for (const name of names)
      for (const shape of SHAPES) await take(rig, { name, shape, ready: readyOf(name) });
  } finally {
    await rig.stop();
  }
}

async function take(
  rig: Rig,
  { name, shape, ready }: { name: string; shape: (typeof SHAPES)[number]; ready: string | null },
): Promise<void> {
  const { name: shapeName, ...options } = shape;
  const hash = name === 'history' ? '#/history?range=7d' : `#/${name}`;
  const { page, errors } = await rig.open(hash, { ...options, reducedMotion: 'reduce' });
  await page.waitForLoadState('networkidle', { timeout: 2_000 }).catch(() => undefined);
  if (ready !== null) await page.locator(ready).first().waitFor();
  await page.waitForTimeout(400);
  const path = join(FOLDER, `dashboard-${name}-${shapeName}.png`);
  // The whole of the week tells more than its first screen.
  await page.screenshot({ path, fullPage: name === 'week' });
  taken.push(path);
  if (errors.length > 0) console.error(`${name} ${shapeName}: ${errors.join('; ')}`);
  await page.context().close();
}
