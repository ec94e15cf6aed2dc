import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import type { Sample } from '../../apps/meter/src/store/sample.ts';
import { madeHistory, writeMadeHistory } from '../../apps/meter/test/made-history.ts';
import { CHROMIUM } from './browser.ts';
import { type MeterProcess, runMeter } from './meter-process.ts';

export const ORG = 'd03d2d69-0000-4000-8000-000000000001';
export const OTHER_ORG = 'd03d2d69-0000-4000-8000-000000000002';
/** The pages that need no transcripts; the others are in `report-rig.ts`. */
export const LIMIT_PAGES = ['now', 'history', 'windows', 'spend', 'sources', 'verify', 'settings'] as const;
export const BUILT_PAGE = join(import.meta.dirname, '../../apps/dashboard/dist/index.html');

/** Where the made person lives. */
const TIME_ZONE = 'Europe/Berlin';
const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];

export interface DashboardRig {
  meter: MeterProcess;
  home: string;
  browser: Browser;
  /** Posts what both accounts stand at; `percent` moves the 5-hour window of the first. */
  post(percent?: number): Promise<void>;
  /** A page of the dashboard with what went wrong in it and whom it asked. */
  open(hash: string, options?: OpenOptions): Promise<OpenPage>;
  stop(): Promise<void>;
}

export interface OpenOptions {
  colorScheme?: 'light' | 'dark';
  viewport?: { width: number; height: number };
  forcedColors?: 'active' | 'none';
  reducedMotion?: 'reduce' | 'no-preference';
  timezoneId?: string;
  locale?: string;
  hasTouch?: boolean;
  isMobile?: boolean;
  /** Share one context: pages of one browser window. */
  context?: BrowserContext;
}

export interface OpenPage {
  page: Page;
  /** Errors of the page and refusals of its policy. */
  errors: string[];
  requests: string[];
}

/** A meter with a made history of two accounts, and a real Chromium. */
export async function startDashboardRig(days = 100): Promise<DashboardRig> {
  const folder = mkdtempSync(join(tmpdir(), 'claude-meter-dashboard-'));
  const home = join(folder, 'home');
  const now = Date.now();
  const made = {
    orgs: [ORG, OTHER_ORG],
    from: now - days * DAY,
    to: now,
    stepMs: 5 * MINUTE,
    seed: 11,
    busyFrom: now - 200 * MINUTE,
  };
  writeMadeHistory(home, made);
  let last: readonly Sample[][] = [];
  for (const { readings } of madeHistory(made)) last = readings;
  // A browser lives where its meter does.
  const meter = await runMeter(home, { TZ: TIME_ZONE });
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    headless: true,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--js-flags=--expose-gc'],
  });
  const post = (percent?: number) => postBoth(meter.base, last, percent);
  await post();
  await keepVerifyResult(home, meter.base);
  return {
    meter,
    home,
    browser,
    post,
    open: (hash, options = {}) => openPage(browser, `${meter.base}/${hash}`, options),
    stop: async () => {
      await browser.close();
      await meter.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Opens an address in a context of its own, and notes what goes wrong and who is asked. */
export async function openPage(browser: Browser, address: string, options: OpenOptions): Promise<OpenPage> {
  const { context: shared, ...rest } = options;
  const context =
    shared ??
    (await browser.newContext({
      locale: 'en-GB',
      timezoneId: TIME_ZONE,
      viewport: { width: 1280, height: 860 },
      ...rest,
    }));
  const page = await context.newPage();
  const errors: string[] = [];
  const requests: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(address);
  await page.locator('main h1').waitFor();
  return { page, errors, requests };
}

function usageBody(samples: readonly Sample[], over: { percent: number | null; pool: boolean }): string {
  const percentOf = (id: string) => samples.find((one) => one.limitId === id)?.percent ?? 0;
  const resetOf = (id: string) => {
    const at = samples.find((one) => one.limitId === id)?.resetsAt ?? 0;
    // A window that is about to end would end in the middle of a test.
    const least = Math.floor(Date.now() / HOUR) * HOUR + 4 * HOUR;
    return new Date(at > least - 3 * HOUR ? at : least).toISOString();
  };
  const spent = samples.find((one) => one.limitId === 'extra')?.amount ?? 0;
  const window = (id: string, percent = percentOf(id)) => ({ utilization: percent, resets_at: resetOf(id) });
  const pool = { utilization: 37.5, resets_at: new Date(Date.now() + 31 * DAY).toISOString() };
  return JSON.stringify({
    five_hour: window('five_hour', over.percent ?? percentOf('five_hour')),
    seven_day: window('seven_day'),
    seven_day_opus: window('seven_day_opus'),
    ...(over.pool ? { cinder_cove: pool } : {}),
    extra_usage: {
      is_enabled: true,
      monthly_limit: 20_000,
      used_credits: spent,
      utilization: spent / 200,
      currency: 'USD',
      decimal_places: 2,
    },
  });
}

async function postBoth(base: string, last: readonly Sample[][], percent?: number): Promise<void> {
  const fetched_at = new Date().toISOString();
  const common = { fetched_at, source: 'extension', cadence_ms: 60_000, errors: [], overage: null };
  const subscription = {
    status: 'active',
    next_charge_date: '2027-01-10',
    payment_method: { brand: 'visa', last4: '4242' },
  };
  const body = [
    {
      ...common,
      org_uuid: ORG,
      browser: 'Chrome',
      account_email: 'ada@example.com',
      org_name: 'Ada',
      plan: 'Max 20x',
      instance: 'made-1',
      subscription,
      usage_text: usageBody(last[0] ?? [], { percent: percent ?? null, pool: true }),
    },
    {
      ...common,
      org_uuid: OTHER_ORG,
      browser: 'Firefox',
      account_email: 'grace@example.com',
      org_name: 'Analytical Engines',
      plan: 'Team',
      instance: 'made-2',
      subscription: null,
      usage_text: usageBody(last[1] ?? [], { percent: null, pool: false }),
    },
  ];
  const headers = { 'content-type': 'application/json' };
  // Two browsers post on their own; only the first one moves.
  for (const one of percent === undefined ? body : body.slice(0, 1)) {
    const answer = await fetch(`${base}/snapshots`, { method: 'POST', headers, body: JSON.stringify([one]) });
    if (!answer.ok) throw new Error(await answer.text());
  }
}

/** As if `claude-meter verify` had been run a minute ago and found the same bytes. */
async function keepVerifyResult(home: string, base: string): Promise<void> {
  const answer = await fetch(`${base}/snapshots`);
  const rows = (await answer.json()) as { org_uuid: string; provenance: { sha256: string } }[];
  const sha256 = rows.find((row) => row.org_uuid === ORG)?.provenance.sha256 ?? '';
  const at = new Date(Date.now() - MINUTE).toISOString();
  writeFileSync(join(home, 'last-verify.json'), JSON.stringify({ at, org: ORG, verdict: 'exact', sha256 }));
}
