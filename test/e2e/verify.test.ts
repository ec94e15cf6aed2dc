import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { VerifyReport } from '../../apps/meter/src/verify/report.ts';
import { type Simulator, startSimulator } from '../../apps/simulator/src/index.ts';
import { plainReport } from '../../packages/core/test/plain-report.ts';
import { postReports } from '../../packages/wire/src/index.ts';
import { CHROMIUM, whatIsMissing } from './browser.ts';
import { METER_MAIN, type MeterProcess, runMeter } from './meter-process.ts';

const ADA = 'ada@example.com';
const ODD =
  '{ "five_hour": {"utilization": 42.0, "resets_at": "2026-11-22T10:18:00.246761+00:00"},\n  "seven_day": {"utilization": 85.70003930000001, "resets_at": null}, "x": 12345678901234567890 }\n';

let simulator: Simulator;
let org: string;
let home: string;
let meter: MeterProcess;

beforeAll(async () => {
  simulator = await startSimulator();
  org = (await simulator.state()).orgs[0]?.uuid ?? '';
});
afterAll(() => simulator.stop());

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'claude-meter-verify-'));
  meter = await runMeter(join(home, 'state'), { HOME: home });
});
afterEach(async () => {
  await meter.stop();
  await simulator.clearFaults();
  await simulator.clearUsage(org);
  rmSync(home, { recursive: true, force: true });
});

/** What an extension would bring: the bytes that the simulator serves now. */
async function deliver(
  body?: string,
  over: { orgUuid?: string; ageMs?: number; at?: string } = {},
): Promise<void> {
  const usage = body ?? (await simulator.usage(org)).toString();
  const session = { source: 'extension' as const, browser: 'Chromium', instance: 'e2e', cadenceMs: 1000 };
  const at = Date.now() - (over.ageMs ?? 0);
  const report = plainReport(over.orgUuid ?? org, at, {
    account: { email: ADA, org_name: null, plan: null },
    usage,
  });
  const answer = await postReports(session, [report], { base: meter.base });
  if (!answer.ok) throw new Error(answer.failure.error);
}

interface Ran {
  exit: number;
  stdout: string;
  stderr: string;
}

/** `claude-meter verify` as a process of its own. */
async function verify(args: string[], env: Record<string, string> = {}, stdin = ''): Promise<Ran> {
  const child = spawn(process.execPath, [METER_MAIN, 'verify', '--port', String(meter.port), ...args], {
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: home,
      CLAUDE_METER_HOME: join(home, 'state'),
      CLAUDE_METER_UPSTREAM: simulator.origin,
      NODE_EXTRA_CA_CERTS: simulator.caFile,
      ...env,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    output.stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output.stderr += chunk;
  });
  child.stdin.end(stdin);
  const [exit] = await once(child, 'close');
  return { exit, ...output };
}

const reportIn = ({ stdout }: Ran): VerifyReport => JSON.parse(stdout);

describe('steps 1 and 2 with a copied body', () => {
  it('finds the bytes of claude.ai on the bridge, whatever number text they hold', async () => {
    await simulator.setUsage(org, ODD);
    await deliver();
    const file = join(home, 'response.json');
    writeFileSync(file, await simulator.usage(org));
    const ran = await verify(['--truth', file]);
    expect([ran.exit, ran.stderr]).toEqual([0, '']);
    expect(ran.stdout).toContain('identical to step 1');
    expect(ran.stdout.trimEnd().split('\n').at(-1)).toMatch(/^Server truth, byte for byte\./);
    expect(JSON.parse(readFileSync(join(home, 'state', 'last-verify.json'), 'utf8'))).toMatchObject({
      org,
      verdict: 'exact',
    });
  });

  it('finds a bridge that is a minute behind when usage has moved, and the fresh one right again', async () => {
    await deliver(ODD, { ageMs: 90_000 });
    const moved = ODD.replace('42.0', '44.0');
    expect(reportIn(await verify(['--truth', '-', '--json'], {}, moved))).toMatchObject({
      verdict: 'outdated',
      exit_code: 21,
    });
    await deliver(moved);
    expect((await verify(['--truth', '-'], {}, moved)).exit).toBe(0);
  });

  it('says that the meter is not running when it is not', async () => {
    await meter.stop();
    const ran = await verify(['--truth', '-', '--org', org], {}, ODD);
    expect([ran.exit, ran.stdout]).toEqual([5, expect.stringContaining('Nothing listens there.')]);
  });
});

describe.skipIf(whatIsMissing(CHROMIUM) !== null)('steps 1 and 2 with an export of a real Chromium', () => {
  let browser: Browser;
  let ada: State;
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        `--host-resolver-rules=MAP claude.ai:443 127.0.0.1:${simulator.port}, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1`,
        `--ignore-certificate-errors-spki-list=${simulator.spki}`,
      ],
    });
    ada = await signIn();
  });
  afterAll(() => browser.close());

  type State = Awaited<ReturnType<BrowserContext['storageState']>>;

  async function signIn(): Promise<State> {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto('https://claude.ai/login');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.waitForURL('**/settings/usage');
    const state = await context.storageState();
    await context.close();
    return state;
  }

  /** Records what a person does who is signed in; returns the export and the secret that is in it. */
  async function record(
    storageState: State,
    visit: (page: Page) => Promise<void>,
  ): Promise<{ file: string; secret: string }> {
    const file = join(home, 'claude.ai.har');
    const context = await browser.newContext({ storageState, recordHar: { path: file, content: 'embed' } });
    await visit(await context.newPage());
    await context.close();
    const secret = storageState.cookies.find((cookie) => cookie.name === 'sessionKey')?.value ?? '';
    expect(readFileSync(file, 'utf8')).toContain(secret);
    return { file, secret };
  }

  const openSettings = async (page: Page) => {
    await page.goto('https://claude.ai/settings/usage');
    await page.locator('#usage .row, #usage p').first().waitFor();
  };

  /** The request of the settings page, made otherwise from a page that makes none. */
  const fetchUsage = (init: Pick<RequestInit, 'credentials' | 'referrerPolicy'>) => async (page: Page) => {
    await page.goto('https://claude.ai/login');
    await page.evaluate(([path, options]) => fetch(path, options).then((answer) => answer.text()), [
      `/api/organizations/${org}/usage`,
      init,
    ] as const);
  };

  it('finds the request that draws the page, its org and its bytes', async () => {
    await simulator.setUsage(org, ODD);
    const { file, secret } = await record(ada, openSettings);
    await deliver();
    const ran = await verify(['--har', file, '--json']);
    expect(reportIn(ran)).toMatchObject({
      verdict: 'exact',
      exit_code: 0,
      truth: { from: 'har', org_uuid: org },
    });
    expect(Math.abs(reportIn(ran).bridge?.lag_ms ?? Number.NaN)).toBeLessThan(60_000);
    expect(ran.stdout + ran.stderr).not.toContain(secret);
  });

  it('audits another tracker without any meter', async () => {
    await simulator.setUsage(org, ODD);
    const { file } = await record(ada, openSettings);
    await meter.stop();
    expect((await verify(['--har', file, '--tracker', '5h=42,7d=86'])).exit).toBe(0);
    expect((await verify(['--har', file, '--tracker', '5h=42,7d=31'])).exit).toBe(24);
  });

  it.each([
    [
      'truth_missing_referer',
      { endpoint: 'usage', answer: { kind: 'require_referer' } },
      { referrerPolicy: 'no-referrer' },
    ],
    ['truth_missing_cookie', { endpoint: 'usage', answer: { kind: 'wrong_org' } }, { credentials: 'omit' }],
    ['truth_challenged', { endpoint: 'usage', answer: { kind: 'challenge' } }, {}],
    ['truth_wrong_org', { endpoint: 'usage', answer: { kind: 'wrong_org' } }, {}],
    ['truth_signed_out', { endpoint: 'usage', answer: { kind: 'signed_out' } }, {}],
    ['truth_rate_limited', { endpoint: 'usage', answer: { kind: 'status', status: 429 } }, {}],
    ['truth_failed', { endpoint: 'usage', answer: { kind: 'status', status: 529 } }, {}],
    ['truth_no_answer', { endpoint: 'usage', answer: { kind: 'reset' } }, {}],
    ['not_usage', { endpoint: 'usage', answer: { kind: 'rename', keys: {} } }, {}],
  ] as const)('tells %s by what was recorded', async (verdict, fault, init) => {
    if (verdict === 'not_usage') await simulator.setUsage(org, '{}');
    await simulator.setFault(fault as Parameters<Simulator['setFault']>[0]);
    const { file, secret } = await record(ada, (page) => fetchUsage(init)(page).catch(() => undefined));
    const ran = await verify(['--har', file, '--json']);
    expect(reportIn(ran)).toMatchObject({ verdict, exit_code: 23 });
    expect(ran.stdout + ran.stderr).not.toContain(secret);
  });

  it('asks which org is meant when the export holds two', async () => {
    await simulator.play('several-orgs');
    try {
      const { file } = await record(await signIn(), async (page) => {
        await openSettings(page);
        const select = page.getByLabel('Organization');
        const [first, second] = await select
          .locator('option')
          .evaluateAll((options) => options.map((option) => (option as HTMLOptionElement).value));
        const other = (await select.inputValue()) === first ? second : first;
        await select.selectOption(other ?? '');
        await page.getByRole('button', { name: 'Switch' }).click();
        await page.locator('#usage .row').first().waitFor();
      });
      const ran = await verify(['--har', file, '--json']);
      const problem = reportIn(ran).truth_problem as { kind: string; orgs: string[] };
      expect([ran.exit, problem.kind, problem.orgs.length]).toEqual([23, 'har_several_orgs', 2]);
      const chosen = problem.orgs[0] ?? '';
      await deliver((await simulator.lastServedUsage(chosen)).toString(), { orgUuid: chosen });
      expect((await verify(['--har', file, '--org', chosen])).exit).toBe(0);
      expect((await verify(['--har', file, '--org', problem.orgs[1] ?? ''])).exit).toBe(22);
    } finally {
      await simulator.play('pro-working-day');
    }
  });
});

/** A Firefox profile in which Ada is signed in. */
async function firefoxProfile(): Promise<string> {
  const cookie = await simulator.signIn(ADA);
  const base = join(home, '.mozilla', 'firefox');
  mkdirSync(join(base, 'main.default'), { recursive: true });
  writeFileSync(
    join(base, 'profiles.ini'),
    '[Profile0]\nName=default\nIsRelative=1\nPath=main.default\nDefault=1\n',
  );
  const db = new DatabaseSync(join(base, 'main.default', 'cookies.sqlite'));
  db.exec(`PRAGMA user_version = 17;
    CREATE TABLE moz_cookies (id INTEGER PRIMARY KEY, originAttributes TEXT NOT NULL DEFAULT '', name TEXT, value TEXT,
      host TEXT, path TEXT, expiry INTEGER, lastAccessed INTEGER, creationTime INTEGER, isSecure INTEGER,
      isHttpOnly INTEGER, sameSite INTEGER)`);
  const insert = db.prepare(
    "INSERT INTO moz_cookies (name, value, host, path, expiry, creationTime, isSecure) VALUES (?, ?, '.claude.ai', '/', ?, ?, 1)",
  );
  for (const pair of cookie.split('; ')) {
    const [name = '', ...value] = pair.split('=');
    insert.run(name, value.join('='), Date.now() + 86_400_000, Date.now() * 1000);
  }
  db.close();
  return /sessionKey=([^;]+)/.exec(cookie)?.[1] ?? '';
}

describe('the own path', () => {
  it('is a second witness: --direct asks claude.ai past the meter', async () => {
    const secret = await firefoxProfile();
    await simulator.setUsage(org, ODD);
    await deliver();
    await simulator.clearRequests();
    const ran = await verify(['--direct', '--json']);
    expect(reportIn(ran)).toMatchObject({
      verdict: 'exact',
      truth: { from: 'direct', org_uuid: org, account_email: ADA },
    });
    const asked = await simulator.requests({ endpoint: 'usage' });
    expect(asked).toMatchObject([
      { status: 200, headers: { referer: 'https://claude.ai/settings/usage', accept: '*/*' } },
    ]);
    expect(ran.stdout + ran.stderr + filesBelow(join(home, 'state'))).not.toContain(secret);
  });

  it('says what to do when there is no session on this machine', async () => {
    const ran = await verify(['--direct']);
    expect([ran.exit, ran.stdout]).toEqual([
      23,
      expect.stringContaining('No session was found on this machine.'),
    ]);
  });

  it('takes over when the extension falls silent and hands back, seen by --handoff', async () => {
    await meter.stop();
    await firefoxProfile();
    meter = await runMeter(join(home, 'state'), {
      HOME: home,
      XDG_CONFIG_HOME: join(home, '.config'),
      CLAUDE_METER_OWN_FETCH: 'on',
      CLAUDE_METER_UPSTREAM: simulator.origin,
      NODE_EXTRA_CA_CERTS: simulator.caFile,
      CLAUDE_METER_FRESHNESS_MS: '2500',
      CLAUDE_METER_POLL_MS: '1000',
    });
    await deliver();
    await simulator.clearRequests();
    const watching = verify(['--handoff', '--limit', '60s', '--json']);
    for (let beat = 0; beat < 4; beat += 1) {
      await pause(500);
      await deliver();
    }
    expect(await simulator.requests({ endpoint: 'usage' })).toEqual([]);
    while ((await simulator.requests({ endpoint: 'usage' })).length === 0) await pause(50);
    await pause(300);
    await deliver();
    const ran = await watching;
    const { verdict, handoff } = JSON.parse(ran.stdout);
    expect([ran.exit, verdict]).toEqual([0, 'handoff_seen']);
    expect(handoff.phases.map((one: { phase: string }) => one.phase)).toEqual([
      'delivering',
      'stale',
      'taken_over',
      'handed_back',
    ]);
    expect(handoff.phases[2]).toMatchObject({ source: 'cookies', browser: 'Firefox' });
  });
});

/** Everything in a folder as text. */
function filesBelow(folder: string): string {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
    .join('\n');
}
