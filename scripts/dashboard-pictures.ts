import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { PAGES, startDashboardRig } from '../test/e2e/dashboard-rig.ts';

/** `node scripts/dashboard-pictures.ts [page …]`: takes docs/pictures/dashboard-*.png anew, after a build. */
const FOLDER = join(import.meta.dirname, '../docs/pictures');
const SHAPES = [
  { name: 'light', colorScheme: 'light', viewport: { width: 1200, height: 800 } },
  { name: 'dark', colorScheme: 'dark', viewport: { width: 1200, height: 800 } },
  { name: 'narrow-light', colorScheme: 'light', viewport: { width: 360, height: 720 } },
  { name: 'narrow-dark', colorScheme: 'dark', viewport: { width: 360, height: 720 } },
] as const;

const asked = process.argv.slice(2);
const rig = await startDashboardRig();
try {
  for (const name of asked.length > 0 ? asked : PAGES) {
    for (const { name: shape, ...options } of SHAPES) {
      const hash = name === 'history' ? '#/history?range=7d' : `#/${name}`;
      const { page, errors } = await rig.open(hash, { ...options, reducedMotion: 'reduce' });
      await page.waitForLoadState('networkidle', { timeout: 2_000 }).catch(() => undefined);
      await page.waitForTimeout(400);
      await page.screenshot({ path: join(FOLDER, `dashboard-${name}-${shape}.png`) });
      if (errors.length > 0) console.error(`${name} ${shape}: ${errors.join('; ')}`);
      await page.context().close();
    }
  }
} finally {
  await rig.stop();
}

// A page has few colours; with ImageMagick at hand the files get a third of the size.
const taken = readdirSync(FOLDER).filter((name) => /^dashboard-.*\.png$/.test(name));
spawnSync('mogrify', ['+dither', '-colors', '64', ...taken.map((name) => join(FOLDER, name))]);
