import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BRIDGE_PORT, postReports } from '@claude-meter/wire';
import { span } from '../apps/meter/src/cli/view/styled.ts';
import { startSimulator } from '../apps/simulator/src/index.ts';
import { plainReport } from '../packages/core/test/plain-report.ts';
import { METER_MAIN, runMeter } from '../test/e2e/meter-process.ts';
import { openDevTools } from './devtools.ts';
import { readStyled, terminalSvg } from './terminal-svg.ts';

/**
 * `node scripts/verify-pictures.ts`: takes docs/pictures/verify-* anew. Somebody looks at the simulated settings page
 * with DevTools, exports what was seen, and holds it against a meter that an extension has told the same.
 */
const PICTURES = join(import.meta.dirname, '..', 'docs', 'pictures');
const COLUMNS = 112;
const HAR = 'claude.ai.har';
const COMMANDS = [
  {
    name: 'verify-terminal',
    args: ['--har', HAR],
    label: 'claude-meter verify: what DevTools exported and what the bridge serves have the same bytes',
  },
  {
    name: 'verify-tracker',
    args: ['--har', HAR, '--tracker', '5h=37,7d=31'],
    label: 'claude-meter verify: another tool shows 31 for the week where claude.ai served 24.0',
  },
];

const home = mkdtempSync(join(tmpdir(), 'claude-meter-pictures-'));
const simulator = await startSimulator();
const meter = await runMeter(join(home, 'state'), { HOME: home });
try {
  await lookWithDevTools();
  await deliver();
  for (const command of COMMANDS) await picture(command);
} finally {
  await meter.stop();
  await simulator.stop();
  rmSync(home, { recursive: true, force: true });
}

async function lookWithDevTools(): Promise<void> {
  const tools = await openDevTools(simulator);
  try {
    await tools.page.goto('https://claude.ai/login');
    await tools.page.getByRole('button', { name: 'Continue' }).click();
    await tools.page.waitForURL('**/settings/usage');
    await tools.page.reload();
    await tools.page.locator('#usage .row').first().waitFor();
    for (const [name, tab] of [
      ['verify-response', 'response'],
      ['verify-address', 'headers-component'],
    ] as const) {
      await tools.show(`/organizations/${await orgUuid()}/usage`, tab);
      tools.picture(join(PICTURES, `${name}.png`));
    }
    writeFileSync(join(home, HAR), await tools.exportHar());
  } finally {
    await tools.close();
  }
}

async function orgUuid(): Promise<string> {
  const [org] = (await simulator.state()).orgs;
  if (org === undefined) throw new Error('The simulator plays a scenario without an org.');
  return org.uuid;
}

/** What an extension would bring that had asked at the same moment as the page. */
async function deliver(): Promise<void> {
  const org = await orgUuid();
  const report = plainReport(org, Date.now(), {
    account: { email: 'ada@example.com', org_name: null, plan: null },
    usage: (await simulator.lastServedUsage(org)).toString(),
  });
  const session = {
    source: 'extension',
    browser: 'Chrome',
    instance: 'pictures',
    cadenceMs: 60_000,
  } as const;
  const answer = await postReports(session, [report], { base: meter.base });
  if (!answer.ok) throw new Error(answer.failure.error);
}

/** Draws a terminal in which the command is run, as on the usual port. */
async function picture({ name, args, label }: (typeof COMMANDS)[number]): Promise<void> {
  const printed = await verify(args);
  const typed = args.map((arg) => (arg.includes('=') ? JSON.stringify(arg) : arg)).join(' ');
  const lines = [
    [span('$ ', 'dim'), span(`claude-meter verify ${typed}`)],
    ...readStyled(printed.replaceAll(`127.0.0.1:${meter.port}`, `127.0.0.1:${BRIDGE_PORT}`)),
  ];
  writeFileSync(join(PICTURES, `${name}.svg`), terminalSvg(lines, { columns: COLUMNS, label }));
}

/** What the command prints; a verdict that is none of truth has an exit code of its own. */
function verify(args: readonly string[]): Promise<string> {
  const env = {
    ...process.env,
    HOME: home,
    CLAUDE_METER_HOME: join(home, 'state'),
    CLAUDE_METER_PORT: String(meter.port),
    FORCE_COLOR: '1',
    TZ: 'Europe/Berlin',
  };
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [METER_MAIN, 'verify', ...args],
      { cwd: home, env },
      (error, stdout, stderr) => {
        if (stdout === '') reject(new Error(`verify said nothing: ${stderr}`, { cause: error }));
        else resolve(stdout);
      },
    );
  });
}
