import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { writeMadeHistory } from '../apps/meter/test/made-history.ts';
import { type Measure, median, printComparisons, printMeasures } from './comparison.ts';
import { startMeter } from './processes.ts';

const DIST = join(import.meta.dirname, '../apps/dashboard/dist');
const ORGS = [1, 2, 3].map((n) => `d03d2d69-0000-4000-8000-00000000000${n}`);
/** A year and some weeks: with five limits and a point per half day nearly the 4 000 points that a chart may have. */
const HISTORY_MS = 399 * 86_400_000;
/** A frame of a screen that shows 60 of them a second. */
const FRAME_MS = 1000 / 60;
const PROMISES = { scriptBytes: 60_000, paintMs: 100, rangeMs: FRAME_MS };
const ROUNDS = 7;
const RANGES = ['All', '30d', '90d', '7d'];

/** What the page costs a browser: script of the first load, time to the first numbers, one change of range. */
export async function bench(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'claude-meter-bench-'));
  const home = join(folder, 'home');
  const now = Date.now();
  writeMadeHistory(home, { orgs: ORGS, from: now - HISTORY_MS, to: now, models: ['fable', 'sonnet'] });
  const meter = await startMeter(home);
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  });
  try {
    await post(meter.port);
    const context = await browser.newContext({ viewport: { width: 1280, height: 860 } });
    await context.addInitScript(noteFirstNumbers);
    const paints: number[] = [];
    const barePaints: number[] = [];
    const bare = await startBarePage(meter.port);
    for (let round = 0; round < ROUNDS; round += 1) {
      barePaints.push(await timeToNumbers(context, bare.port));
      paints.push(await timeToNumbers(context, meter.port));
    }
    bare.close();
    const page = await context.newPage();
    await page.goto(`http://127.0.0.1:${meter.port}/#/history?range=24h`);
    await page.locator('.db-chart canvas').waitFor();
    await page.waitForTimeout(1_200);
    const changes: RangeChange[] = [];
    for (const range of [...RANGES, ...RANGES]) changes.push(await changeRange(context, page, range));
    const [floor, ours] = [median(barePaints), median(paints)];
    const work = median(changes.map((change) => change.work));
    const within = (what: string, value: number, unit: string, atMost: number): Measure => ({
      what,
      value,
      unit,
      target: { atMost },
    });
    return (
      printMeasures('Dashboard', [
        within('script of the first load, Brotli', scriptBytes(), 'bytes', PROMISES.scriptBytes),
        within('first byte to the first numbers', ours, 'ms', PROMISES.paintMs),
        within('script, style and layout of a change of range', work, 'ms', PROMISES.rangeMs),
        ...changes.slice(RANGES.length).map(({ range, task, points }) => ({
          what: `${range}: the same with painting, ${points} points`,
          value: task,
          unit: 'ms',
          target: null,
        })),
      ]) +
      printComparisons('Dashboard, beside a page whose script shows one element', [
        {
          what: 'first byte to the first numbers',
          ours,
          other: floor,
          unit: 'ms',
          against: 'that page',
          target: null,
        },
      ])
    );
  } finally {
    await browser.close();
    await meter.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** From the first byte of the page to its first numbers on the screen, ms. */
async function timeToNumbers(context: BrowserContext, port: number): Promise<number> {
  const page = await context.newPage();
  await page.goto(`http://127.0.0.1:${port}/`);
  // The tab itself costs a process; what the page costs is seen when it is loaded into a tab that is there.
  await page.reload();
  // Looking in all the time would be work of its own.
  await page.waitForTimeout(1_000);
  const time = await page.evaluate(fromFirstByte);
  await page.close();
  return time;
}

/** The page as it is served, with a script that only shows one element: what the browser and this machine need anyway. */
async function startBarePage(meterPort: number): Promise<{ port: number; close: () => void }> {
  const html = await (await fetch(`http://127.0.0.1:${meterPort}/`)).text();
  const page = html
    .replace(/<link[^>]+modulepreload[^>]+>/g, '')
    .replace(/src="\/assets\/[^"]+"/, 'src="/bare.js"');
  const style = /href="(\/assets\/[^"]+\.css)"/.exec(html)?.[1] ?? '';
  const files: Readonly<Record<string, [type: string, text: string]>> = {
    '/': ['text/html', page],
    '/bare.js': [
      'text/javascript',
      'document.body.append(Object.assign(document.createElement("p"), { className: "db-tile", textContent: "42%" }));',
    ],
    [style]: ['text/css', readFileSync(join(DIST, style), 'utf8')],
  };
  const server = createServer((request, response) => {
    const [type, text] = files[request.url ?? ''] ?? ['text/plain', ''];
    response.writeHead(200, { 'content-type': type }).end(text);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, close: () => server.close() };
}

/** What one change of range costs the page: time of the processor on its main thread, ms, and what was drawn. */
interface RangeChange {
  range: string;
  /** Script, style and layout. */
  work: number;
  /** Everything, canvas and paint included. */
  task: number;
  points: number;
}

/** Every script that the first page asks for, what it imports included. */
function scriptBytes(): number {
  const html = readFileSync(join(DIST, 'index.html'), 'utf8');
  const scripts = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map((match) => match[1] ?? '');
  return scripts.reduce((sum, file) => sum + brotliCompressSync(readFileSync(join(DIST, file))).length, 0);
}

async function post(port: number): Promise<void> {
  const resets_at = new Date(Date.now() + 3 * 3_600_000).toISOString();
  const snapshot = {
    org_uuid: ORGS[0],
    browser: 'extension',
    account_email: 'ada@example.com',
    fetched_at: new Date().toISOString(),
    usage: { five_hour: { utilization: 42.5, resets_at }, seven_day: { utilization: 71, resets_at } },
  };
  const headers = { 'content-type': 'application/json' };
  await fetch(`http://127.0.0.1:${port}/snapshots`, {
    method: 'POST',
    headers,
    body: JSON.stringify([snapshot]),
  });
}

/** Runs in the page, before its own script: notes when the first tile is on the screen. */
function noteFirstNumbers(): void {
  const observer = new MutationObserver(() => {
    if (document.querySelector('.db-tile') === null) return;
    observer.disconnect();
    requestAnimationFrame(() => Object.assign(globalThis, { firstNumbers: performance.now() }));
  });
  observer.observe(document, { childList: true, subtree: true });
}

function fromFirstByte(): number {
  const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  const { firstNumbers } = globalThis as unknown as { firstNumbers: number };
  return firstNumbers - (navigation?.responseStart ?? 0);
}

async function changeRange(context: BrowserContext, page: Page, range: string): Promise<RangeChange> {
  const session = await context.newCDPSession(page);
  // On a machine that is shared the clock on the wall measures the others.
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const measure = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    const ms = (name: string) => (metrics.find((metric) => metric.name === name)?.value ?? Number.NaN) * 1000;
    return {
      work: ms('ScriptDuration') + ms('RecalcStyleDuration') + ms('LayoutDuration'),
      task: ms('TaskDuration'),
    };
  };
  const answer = page.waitForResponse((response) => response.url().includes('/api/histories'));
  const before = await measure();
  await page.evaluate(choose, range);
  await page.waitForTimeout(400);
  const after = await measure();
  const { limits } = (await (await answer).json()) as { limits: { at: number[] }[] };
  await session.detach();
  return {
    range,
    work: after.work - before.work,
    task: after.task - before.task,
    points: limits.reduce((sum, { at }) => sum + at.length, 0),
  };
}

function choose(range: string): void {
  const buttons = [...document.querySelectorAll<HTMLButtonElement>('.db-choices button')];
  buttons.find((button) => button.textContent === range)?.click();
}
