import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Comparison, printComparisons } from './comparison.ts';
import { startBare, startMeter } from './processes.ts';

const METER = fileURLToPath(new URL('../apps/meter/dist/claude-meter.cjs', import.meta.url));
const STDIN = new URL(
  '../packages/sources/src/claude-statusline/fixtures/2026-03-first-with-limits.json',
  import.meta.url,
);
const ORG = 'd03d2d69-0000-4000-8000-000000000001';
const run = promisify(execFile);

/** What a prompt waits for: our line against a bare answer of the same size, our program against bare Node. */
export async function bench(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'claude-meter-bench-'));
  const meter = await startMeter(join(folder, 'home'));
  const file = join(folder, 'line.txt');
  writeFileSync(file, '5h 42% · 7d 31%\n');
  const bare = await startBare(file);
  const hanging = await hang();
  try {
    await post(meter.port);
    const env = environment(folder, meter.port);
    const comparisons = byCurl({ folder, env, meter: meter.port, bare: bare.port });
    comparisons.push(...byNode({ folder, env }));
    const missed = printComparisons('Lines', comparisons);
    const socket = join(folder, 'home', 'meter.sock');
    const late = await fifty({ socket, bare: bare.port, hanging: hanging.port });
    await meter.stop();
    return missed + late + printComparisons('Lines, no meter', down({ folder, env }));
  } finally {
    await meter.stop();
    await bare.stop();
    hanging.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

type Env = Readonly<Record<string, string>>;

function environment(folder: string, port: number): Env {
  const home = join(folder, 'user');
  mkdirSync(home);
  writeFileSync(join(home, '.claude.json'), JSON.stringify({ oauthAccount: { organizationUuid: ORG } }));
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    CLAUDE_METER_HOME: join(folder, 'home'),
    CLAUDE_METER_PORT: String(port),
  };
}

const curl = (to: string) => `curl -fs -m 0.05 ${to}/line?format=tmux`;
const tcp = (port: number) => `http://127.0.0.1:${port}`;
const node = `${process.execPath} -e 0`;

function byCurl(given: { folder: string; env: Env; meter: number; bare: number }): Comparison[] {
  const { folder, env, meter, bare } = given;
  const socket = `--unix-socket ${join(folder, 'home', 'meter.sock')} http://localhost`;
  const times = timed([curl(socket), curl(tcp(bare))], { folder, env });
  const byTcp = timed([curl(tcp(meter)), curl(tcp(bare))], { folder, env });
  const against = 'curl of bare node:http';
  return [
    comparison('GET /line by curl, as it is installed', { times, against, atMost: 1.3 }),
    // Over TCP the system is asked who is there, which takes Linux some milliseconds.
    comparison('GET /line by curl, over TCP', { times: byTcp, against, atMost: null }),
  ];
}

function byNode({ folder, env }: { folder: string; env: Env }): Comparison[] {
  const line = timed([`${process.execPath} ${METER} line`, node], { folder, env });
  // Both sides by a shell that hands them the input.
  const fed = (command: string) => `sh -c 'exec ${command} < ${fileURLToPath(STDIN)}'`;
  const under = timed([fed(`${process.execPath} ${METER} statusline`), fed(node)], { folder, env });
  const against = 'node -e 0';
  return [
    comparison('claude-meter line', { times: line, against, atMost: 1.4 }),
    comparison('claude-meter statusline', { times: under, against, atMost: 1.4 }),
  ];
}

function down({ folder, env }: { folder: string; env: Env }): Comparison[] {
  const times = timed([`${process.execPath} ${METER} line`, node], { folder, env });
  return [comparison('the last known line', { times, against: 'node -e 0', atMost: 3 })];
}

interface Times {
  ours: number;
  other: number;
}

function comparison(
  what: string,
  { times, against, atMost }: { times: Times; against: string; atMost: number | null },
): Comparison {
  return { what, ...times, unit: 'ms', against, target: atMost === null ? null : { atMost } };
}

/** Medians of the whole lives of two commands, ms. */
function timed(commands: readonly [string, string], { folder, env }: { folder: string; env: Env }): Times {
  const report = join(folder, 'times.json');
  const args = ['-N', '-i', '--warmup', '3', '-r', '60', '--export-json', report];
  execFileSync('hyperfine', [...args, ...commands], { env, stdio: 'ignore' });
  const { results } = JSON.parse(readFileSync(report, 'utf8')) as { results: { median: number }[] };
  const [ours = Number.NaN, other = Number.NaN] = results.map((one) => one.median * 1000);
  return { ours, other };
}

/** Fifty prompts that are drawn at one moment: how long the last of them waited, beside fifty of a bare server. */
async function fifty(given: { socket: string; bare: number; hanging: number }): Promise<number> {
  const longest = async (args: string[]) =>
    Math.max(...(await Promise.all(Array.from({ length: 50 }, () => waitOf(args))))) * 1000;
  const bare = await longest([`${tcp(given.bare)}/line`]);
  const ours = await longest(['--unix-socket', given.socket, 'http://localhost/line']);
  const hanging = await longest(['-m', '0.05', `${tcp(given.hanging)}/line`]);
  const against = 'fifty of bare node:http';
  return printComparisons('Fifty prompts at once, the longest wait of one as curl counts it', [
    { what: 'GET /line', ours, other: bare, unit: 'ms', against, target: { atMost: 1.5 } },
    {
      what: 'a meter that hangs',
      ours: hanging,
      other: 50 + bare,
      unit: 'ms',
      against: 'the limit of 50 ms, and the bare wait',
      target: { atMost: 1.2 },
    },
  ]);
}

/** Seconds from asking to the end of the answer, or to giving up. */
async function waitOf(args: readonly string[]): Promise<number> {
  const given = ['-s', '-o', '/dev/null', '-w', '%{time_total}', ...args];
  const { stdout } = await run('curl', given).catch((error: { stdout: string }) => error);
  return Number(stdout);
}

async function hang(): Promise<{ port: number; stop: () => void }> {
  const open = new Set<{ destroy: () => void }>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = () => {
    for (const socket of open) socket.destroy();
    server.close();
  };
  return { port: (server.address() as AddressInfo).port, stop };
}

async function post(port: number): Promise<void> {
  const usage = {
    five_hour: { utilization: 42, resets_at: null },
    seven_day: { utilization: 31, resets_at: null },
  };
  const snapshot = { org_uuid: ORG, browser: 'extension', fetched_at: new Date().toISOString(), usage };
  await fetch(`http://127.0.0.1:${port}/snapshots`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify([snapshot]),
  });
}
