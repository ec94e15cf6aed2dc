import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

/** The script of axe, to be run in the page's own world. */
const AXE: string = readFileSync(join(import.meta.dirname, '../../node_modules/axe-core/axe.min.js'), 'utf8');

/** What axe objects to, a line each. */
export async function axe(page: Page): Promise<string[]> {
  // Not a script element: the page's policy rightly would not let that in.
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { axe: checker } = globalThis as unknown as {
      axe: {
        run(): Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }>;
      };
    };
    const { violations } = await checker.run();
    return violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.html} ${node.failureSummary}`),
    );
  });
}

/** Goes through a page by Tab and tells where the focus has been. */
export async function walk(page: Page): Promise<string[]> {
  const places: string[] = [];
  for (let presses = 0; presses < 40; presses += 1) {
    await page.keyboard.press('Tab');
    const place = await page.evaluate(() => {
      const element = document.activeElement;
      if (element === null || element === document.body) return 'nowhere';
      if (!element.matches(':focus-visible')) return 'unseen';
      return element.closest('main') === null ? 'in the frame' : 'in the content';
    });
    places.push(place);
    if (place === 'nowhere') break;
  }
  expect(places).not.toContain('unseen');
  return places;
}

/** How far things have jumped while the page filled, as the browser counts it. */
export function measureShift(): Promise<number> {
  return new Promise((resolve) => {
    let sum = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as unknown as { value: number; hadRecentInput: boolean }[]) {
        if (!entry.hadRecentInput) sum += entry.value;
      }
    }).observe({ type: 'layout-shift', buffered: true });
    setTimeout(() => resolve(sum), 600);
  });
}
