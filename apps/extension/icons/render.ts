/**
 * Draws the icons of the extension out of gauge.svg. Run it after a change of the drawing; the pictures are kept in
 * the repository, so that a build needs no browser.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const SIZES = [16, 32, 48, 128];

const here = import.meta.dirname;
const svg = await readFile(join(here, 'gauge.svg'), 'utf8');
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
try {
  for (const size of SIZES) {
    const page = await browser.newPage({ viewport: { width: size, height: size } });
    await page.setContent(`<style>body{margin:0}svg{display:block;inline-size:${size}px}</style>${svg}`);
    await page.screenshot({ path: join(here, '../public/icons', `${size}.png`), omitBackground: true });
    await page.close();
  }
} finally {
  await browser.close();
}
