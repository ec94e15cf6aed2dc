import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import {
  type SimulatedClaude,
  simulatedClaude,
  writeSimulatedPast,
} from '../../apps/meter/src/demo/simulated-past.ts';
import { type SimulatedRequest, transcriptRow } from '../../apps/meter/src/demo/simulated-request.ts';
import type { Sample } from '../../apps/meter/src/store/sample.ts';
import { CHROMIUM } from './browser.ts';
import { type OpenOptions, type OpenPage, ORG, openPage } from './dashboard-rig.ts';
import { type MeterProcess, runMeter } from './meter-process.ts';

const [HOUR, DAY] = [3_600_000, 86_400_000];
const DAYS = 35;

/** The pages that show what transcripts say, and what each of them shows once it has its answers. */
export const REPORT_PAGES = {
  week: '.db-shares tbody tr',
  sessions: '.db-sorted tbody tr',
  projects: '.db-sorted tbody tr',
  models: '.db-sorted tbody tr',
  pulls: '.db-sorted tbody tr',
} as const;
export type ReportPage = keyof typeof REPORT_PAGES;

export interface ReportRig {
  meter: MeterProcess;
  claude: SimulatedClaude;
  browser: Browser;
  open(hash: string, options?: OpenOptions): Promise<OpenPage>;
  /** One more request of a session that began just now. */
  ask(request?: Partial<SimulatedRequest>): void;
  stop(): Promise<void>;
}

/** Names that want to be more than names. */
export const HOSTILE = {
  folder: '/projects/<img src=x onerror=alert(1)>\u202e\u001b[31m/a"b\'c&amp;',
  branch: 'fix\u200b/$(alert 1)\u202e-"><script>alert(2)</script>',
  model: 'model\n<svg onload=alert(3)>',
} as const;

/** A meter with weeks of simulated work and the history that belongs to it, and a real Chromium. */
export async function startReportRig(given: { isHostile: boolean }): Promise<ReportRig> {
  const folder = mkdtempSync(join(tmpdir(), 'meter-'));
  const home = join(folder, 'home');
  const claude = simulatedClaude(folder);
  const now = Date.now();
  const last = writeSimulatedPast(home, claude, {
    org: ORG,
    browser: 'Chrome',
    from: now - DAYS * DAY,
    to: now,
    seed: 20,
    week: { percent: 62, resetsAt: Math.ceil(now / HOUR) * HOUR + 50 * HOUR },
    scoped: { id: 'seven_day_opus', label: '7-day Opus', family: 'opus' },
  });
  let count = 0;
  const ask = (given: Partial<SimulatedRequest> = {}) => {
    count += 1;
    const request = { ...aRequest(Date.now()), ...given };
    const project = join(claude.projects, '-live');
    mkdirSync(project, { recursive: true });
    appendFileSync(join(project, `${request.session}.jsonl`), transcriptRow(request, `test${count}`));
  };
  if (given.isHostile) ask({ session: 'hostile1-0000-4000-8000-000000000000', ...HOSTILE, at: now - HOUR });
  // Everything that Claude Code and git could be asked about lies below this folder.
  const env = { HOME: folder, CLAUDE_METER_TRANSCRIPTS: 'on', CLAUDE_CONFIG_DIR: claude.config };
  const meter = await runMeter(home, env);
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    headless: true,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  await postNow(meter.base, last);
  await whenRead(meter.base);
  return {
    meter,
    claude,
    browser,
    open: (hash, options = {}) => openPage(browser, `${meter.base}/${hash}`, options),
    ask,
    stop: async () => {
      await browser.close();
      await meter.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What the history ends with, as an extension posts it. */
async function postNow(base: string, last: readonly Sample[]): Promise<void> {
  const windows = last.map(({ limitId, percent, resetsAt }) => [
    limitId,
    { utilization: percent, resets_at: resetsAt === null ? null : new Date(resetsAt).toISOString() },
  ]);
  const snapshot = {
    org_uuid: ORG,
    browser: 'Chrome',
    account_email: 'ada@example.com',
    org_name: 'Ada',
    plan: 'Max 20x',
    instance: 'made-1',
    source: 'extension',
    cadence_ms: 60_000,
    fetched_at: new Date().toISOString(),
    overage: null,
    subscription: null,
    errors: [],
    usage_text: JSON.stringify(Object.fromEntries(windows)),
  };
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(`${base}/snapshots`, {
    method: 'POST',
    headers,
    body: JSON.stringify([snapshot]),
  });
  if (!answer.ok) throw new Error(await answer.text());
}

/** Resolves when everything was looked at once. */
export async function whenRead(base: string): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt += 1) {
    const status = (await (await fetch(`${base}/api/transcripts`)).json()) as { state: string };
    if (status.state === 'ready') return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('The transcripts were not read within half a minute.');
}

/** A folder for a meter of its own, with the given files in its `projects`. */
export function emptyClaude(folder: string, files: Readonly<Record<string, string>> = {}): string {
  const projects = join(folder, 'claude', 'projects');
  mkdirSync(projects, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(projects, name), text);
  return join(folder, 'claude');
}

function aRequest(at: number): SimulatedRequest {
  return {
    at,
    session: '11fe11fe-0000-4000-8000-000000000000',
    folder: '/projects/live',
    branch: 'main',
    model: 'claude-sonnet-5',
    input: 10,
    output: 1_000,
    cache5m: 0,
    cache1h: 0,
    cacheRead: 20_000,
  };
}
