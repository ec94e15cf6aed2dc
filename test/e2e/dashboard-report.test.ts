import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PAGES } from '../../apps/dashboard/src/shell/route.ts';
import { CHROMIUM, eventually, whatIsMissing } from './browser.ts';
import { BUILT_PAGE } from './dashboard-rig.ts';
import { runMeter } from './meter-process.ts';
import { axe, measureShift, walk } from './page-checks.ts';
import {
  emptyClaude,
  HOSTILE,
  REPORT_PAGES,
  type ReportPage,
  type ReportRig,
  startReportRig,
  whenRead,
} from './report-rig.ts';

const HOUR = 3_600_000;
const SCHEMES = ['light', 'dark'] as const;
const REPORTS = Object.keys(REPORT_PAGES) as ReportPage[];
const TABLES = ['sessions', 'projects', 'models', 'pulls'] as const;

describe.skipIf(whatIsMissing(CHROMIUM, BUILT_PAGE) !== null)(
  'the pages of the transcripts in Chromium',
  () => {
    let rig: ReportRig;
    beforeAll(async () => {
      rig = await startReportRig({ isHostile: true });
    });
    afterAll(async () => rig?.stop());

    const openReady = async (name: ReportPage, query = '', options = {}) => {
      const opened = await rig.open(`#/${name}${query}`, options);
      await opened.page.locator(REPORT_PAGES[name]).first().waitFor();
      return opened;
    };

    describe.each(REPORTS)('%s', (name) => {
      it.each(SCHEMES)('has nothing that axe objects to, in %s, with a row open', async (colorScheme) => {
        const { page } = await openReady(name, '', { colorScheme, reducedMotion: 'reduce' });
        if (name !== 'week') await page.locator('.db-expand').first().click();
        expect(await axe(page)).toEqual([]);
        await page.context().close();
      });

      it('asks nobody but the meter, stays within its policy and does not shift while it fills', async () => {
        const { page, requests, errors } = await openReady(name);
        expect(await page.evaluate(measureShift)).toBeLessThan(0.02);
        expect(requests.filter((address) => !address.startsWith(`${rig.meter.base}/`))).toEqual([]);
        expect(errors).toEqual([]);
        await page.context().close();
      });

      it('fits into 320, 768 and 3840 pixels', async () => {
        const { page } = await openReady(name);
        for (const width of [320, 768, 3840]) {
          await page.setViewportSize({ width, height: 800 });
          const wide = await page.evaluate(
            () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
          );
          expect(`${width}: ${wide}`).toBe(`${width}: 0`);
        }
        await page.context().close();
      });

      it('can be reached and walked through by keys alone', async () => {
        const { page } = await rig.open('#/now');
        const link = page.getByRole('navigation').getByRole('link').nth(PAGES.indexOf(name));
        for (let presses = 0; presses < 30; presses += 1) {
          await page.keyboard.press('Tab');
          if (await link.evaluate((element) => element === document.activeElement)) break;
        }
        await page.keyboard.press('Enter');
        await page.locator(REPORT_PAGES[name]).first().waitFor();
        expect(new URL(page.url()).hash).toBe(`#/${name}`);
        expect(await walk(page)).toContain('in the content');
        await page.context().close();
      });
    });

    describe.each(TABLES)('the table of %s', (name) => {
      it('shows points beside the list price, and is put in order by its heads, by keys too', async () => {
        const { page } = await openReady(name);
        const titles = await page.locator('.db-sorted thead th').allTextContents();
        expect(titles).toEqual(
          expect.arrayContaining(['List price', '5-hour, pts', '7-day all, pts', '7-day Opus, pts']),
        );
        await page.getByText('not what you pay').waitFor();
        const head = page.locator('.db-sorted thead th', { hasText: 'List price' });
        await head.getByRole('button').focus();
        await page.keyboard.press('Enter');
        await page.locator('th[aria-sort="descending"]', { hasText: 'List price' }).waitFor();
        const down = await prices(page);
        expect(down).toEqual(down.toSorted((a, b) => b - a));
        await page.keyboard.press('Enter');
        await page.locator('th[aria-sort="ascending"]', { hasText: 'List price' }).waitFor();
        const up = await prices(page);
        expect(up).toEqual(up.toSorted((a, b) => a - b));
        expect(new URL(page.url()).hash).toContain('sort=usd');
        expect(await page.locator('th[aria-sort]').count()).toBe(1);
        await page.context().close();
      });
    });

    it('tells of a week in three frames whose parts add up to what the server showed', async () => {
      const { page } = await openReady('week', '?by=models&limit=seven_day');
      expect(await page.locator('.db-frame').count()).toBe(3);
      const numbers = async (selector: string) =>
        (await page.locator(selector).allTextContents()).map((text) => Number(text.replace(/[<,]/g, '')));
      const parts = await numbers('.db-shares tbody tr td:nth-child(3) .db-name > span:first-child');
      const [rise] = await numbers('.db-shares tfoot tr td:nth-child(3)');
      // Each number on the page is rounded.
      expect(Math.abs(parts.reduce((sum, part) => sum + part, 0) - (rise ?? 0))).toBeLessThan(
        0.06 * parts.length,
      );
      expect(parts.length).toBeGreaterThan(2);
      const sentence = (await page.locator('.db-distance').textContent()) ?? '';
      expect(sentence).toMatch(
        /^The \$[\d,.]+ at list price of Claude Code on this machine took [\d.]+ of the [\d.]+ points/,
      );
      expect(sentence).toContain('elsewhere');
      await page.getByRole('heading', { name: 'An ordinary session' }).waitFor();
      await page.getByText('All on Sonnet:').waitFor();
      await page.context().close();
    });

    it('can be read in forced colours, and prints without what only a screen can use', async () => {
      const { page } = await openReady('week', '', { forcedColors: 'active' });
      expect(await axe(page)).toEqual([]);
      await page.emulateMedia({ media: 'print' });
      expect(await page.getByRole('navigation').isVisible()).toBe(false);
      expect(await page.getByRole('button', { name: 'The week before' }).isVisible()).toBe(false);
      expect(await page.locator('.db-frame').first().isVisible()).toBe(true);
      await page.context().close();
    });

    it('goes to another week and keeps it in the address', async () => {
      const { page } = await openReady('week');
      const first = await page.locator('.db-weeks .db-fine').textContent();
      await page.getByRole('button', { name: 'The week before' }).click();
      await page.waitForFunction(() => location.hash.includes('week='));
      await eventually(async () =>
        expect(await page.locator('.db-weeks .db-fine').textContent()).not.toBe(first),
      );
      const address = page.url();
      await page.goto('about:blank');
      await page.goto(address);
      await page.locator(REPORT_PAGES.week).first().waitFor();
      expect(await page.locator('.db-weeks select').inputValue()).toBe('1');
      await page.context().close();
    });

    it('leads from a project to its sessions, and back to all of them', async () => {
      const { page } = await openReady('projects', '?q=tide-tables');
      expect(await page.locator('.db-sorted tbody > tr').count()).toBe(1);
      await page.locator('.db-expand').click();
      const link = page.getByRole('link', { name: /^Show its \d+ sessions$/ });
      const count = Number(/\d+/.exec((await link.textContent()) ?? '')?.[0]);
      await link.click();
      await page.locator(REPORT_PAGES.sessions).first().waitFor();
      expect(await page.locator('.db-sums dd').first().textContent()).toBe(String(count));
      await page.getByRole('button', { name: /show all projects/ }).click();
      await eventually(async () =>
        expect(Number(await page.locator('.db-sums dd').first().textContent())).toBeGreaterThan(count),
      );
      await page.context().close();
    });

    it('finds sessions by words, and says when there are none', async () => {
      const { page } = await openReady('sessions');
      await page.getByRole('searchbox').fill('lighthouse opus');
      await eventually(async () => {
        const names = await page.locator('.db-sorted tbody th').allTextContents();
        expect(names.length).toBeGreaterThan(3);
        expect(names.every((text) => text.includes('lighthouse'))).toBe(true);
      });
      await page.getByRole('searchbox').fill('no such thing');
      await page.getByText('No session of this time matches.').waitFor();
      await page.context().close();
    });

    it.each(TABLES)('shows hostile names on %s as what they are, and obeys none', async (name) => {
      const { page, errors } = await rig.open(`#/${name}?range=7d`);
      const asked: string[] = [];
      page.on('dialog', (dialog) => asked.push(dialog.message()));
      await page.locator(REPORT_PAGES[name]).first().waitFor();
      const text = (await page.locator('main').textContent()) ?? '';
      const wanted = {
        sessions: 'a"b',
        projects: 'a"b',
        models: 'model\\u{a}<svg',
        pulls: 'fix\\u{200b}/$(al',
      }[name];
      expect(text).toContain(wanted);
      for (const row of await page.locator('.db-expand').all()) {
        if (!((await row.textContent()) ?? '').includes(wanted)) continue;
        await row.click();
      }
      const open = (await page.locator('.db-more-row').textContent()) ?? '';
      const unseen = [...(text + open)].filter((character) =>
        ['\u200b', '\u202e', '\u001b'].includes(character),
      );
      expect(unseen).toEqual([]);
      if (name !== 'models')
        expect(open).toContain(name === 'pulls' ? '"><script>alert(2)</script>' : 'onerror=alert(1)');
      expect(await page.locator('main :is(img, svg[onload], script)').count()).toBe(0);
      expect(asked).toEqual([]);
      expect(errors).toEqual([]);
      expect(HOSTILE.model).toContain('<svg');
      await page.context().close();
    });

    it('follows new requests without touching what somebody is at: an open row, the focus, a selection', async () => {
      const [older, newer] = ['22fe22fe-0000-4000-8000-000000000000', '33fe33fe-0000-4000-8000-000000000000'];
      rig.ask({ session: older, at: Date.now() - 3 * HOUR });
      rig.ask({ session: newer, at: Date.now() - 2 * HOUR });
      const { page } = await openReady('sessions', '?range=7d&sort=-last');
      await page.getByText('33fe33fe').waitFor();
      await page.getByText('22fe22fe').waitFor();
      await page.getByRole('button', { name: '33fe33fe' }).click();
      await page.locator('.db-more-row').waitFor();
      await page.evaluate(holdOn);
      const sum = page.locator('.db-sums dd').nth(1);
      const before = await sum.textContent();
      // It was asked last now, but it does not jump over the row that somebody is at.
      for (let count = 0; count < 5; count += 1) rig.ask({ session: older, at: Date.now() });
      await eventually(async () => expect(await sum.textContent()).not.toBe(before));
      expect(await page.evaluate(stillThere)).toEqual({
        gone: 0,
        order: true,
        focused: true,
        selection: true,
      });
      await page.evaluate(letGo);
      rig.ask({ session: older, at: Date.now() });
      await eventually(async () =>
        expect(await page.locator('.db-expand').first().textContent()).toContain('22fe22fe'),
      );
      await page.context().close();
    });

    it('shows how far the first reading is, and what to do where there is nothing', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'claude-meter-none-'));
      const env = { HOME: folder, CLAUDE_METER_TRANSCRIPTS: 'on', CLAUDE_CONFIG_DIR: emptyClaude(folder) };
      const meter = await runMeter(join(folder, 'home'), env);
      const page = await (await rig.browser.newContext()).newPage();
      await page.goto(`${meter.base}/#/sessions?range=all`);
      await page.getByRole('heading', { name: 'No transcripts on this machine' }).waitFor();
      await page.goto(`${meter.base}/#/week`);
      await page.getByRole('heading', { name: 'Nothing to compare yet' }).waitFor();
      await page.route('**/api/transcripts', (route) =>
        route.fulfill({
          json: {
            state: 'reading',
            version: 0,
            progress: { files: 40, files_done: 10, bytes: 1000, bytes_done: 250 },
            updated_at: null,
            unreadable: [],
            trouble: null,
          },
        }),
      );
      await page.goto(`${meter.base}/#/models`);
      await page.getByText('10 of 40 files').waitFor();
      expect(await page.getByRole('progressbar').getAttribute('value')).toBe('0.25');
      await page.context().close();
      await meter.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    it('says how to switch transcripts on, and shows them as soon as they are', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'claude-meter-off-'));
      const env = { HOME: folder, CLAUDE_METER_TRANSCRIPTS: 'on', CLAUDE_CONFIG_DIR: rig.claude.config };
      const meter = await runMeter(join(folder, 'home'), env);
      const put = (on: boolean) =>
        fetch(`${meter.base}/api/settings`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ key: 'sources.transcripts', on }),
        });
      await put(false);
      const page = await (await rig.browser.newContext()).newPage();
      await page.goto(`${meter.base}/#/projects?range=all`);
      await page.getByText('claude-meter config set sources.transcripts on').waitFor();
      expect(await axe(page)).toEqual([]);
      await put(true);
      await whenRead(meter.base);
      await page.locator(REPORT_PAGES.projects).first().waitFor();
      await page.context().close();
      await meter.stop();
      rmSync(folder, { recursive: true, force: true });
    });
  },
);

/** The list prices of a table, from the top; rows without one are left out. */
async function prices(page: Page): Promise<number[]> {
  return page.evaluate(() => {
    const heads = [...document.querySelectorAll('.db-sorted thead th')];
    const column = heads.findIndex((head) => head.textContent === 'List price');
    const rows = [...document.querySelectorAll('.db-sorted tbody > tr:not(.db-more-row)')];
    return rows.flatMap((row) => {
      const text = row.children[column]?.textContent ?? '—';
      return text === '—' ? [] : [Number(text.replace(/[<$US,+]/g, ''))];
    });
  });
}

/** Remembers, in the page, what a person is doing in the table. */
function holdOn(): void {
  const rows = [...document.querySelectorAll('.db-sorted tbody tr')];
  const code = document.querySelector('.db-more-row code');
  const button = document.querySelector<HTMLElement>('.db-expand[aria-expanded="true"]');
  button?.focus({ preventScroll: true });
  if (code !== null) getSelection()?.selectAllChildren(code);
  Object.assign(globalThis, { held: { rows, button, selected: String(getSelection()) } });
}

/** What of it is still as it was. */
function stillThere() {
  const { held } = globalThis as unknown as {
    held: { rows: Element[]; button: Element; selected: string };
  };
  const now = [...document.querySelectorAll('.db-sorted tbody tr')].filter((row) => held.rows.includes(row));
  return {
    gone: held.rows.filter((row) => !row.isConnected).length,
    order: now.every((row, index) => row === held.rows[index]),
    focused: document.activeElement === held.button,
    selection: held.selected !== '' && String(getSelection()) === held.selected,
  };
}

/** Turns to something else. */
function letGo(): void {
  getSelection()?.removeAllRanges();
  (document.activeElement as HTMLElement | null)?.blur();
}
