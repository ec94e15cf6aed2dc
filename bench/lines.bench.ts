import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ccusageLauncher, ccusageProgram } from './ccusage.ts';
import { type Comparison, printComparisons } from './comparison.ts';
import { interleaved, type Lives, type Surroundings } from './interleaved.ts';
import { startBare, startMeter } from './processes.ts';
import { hang, promptStorm } from './prompt-storm.ts';
import { writeTranscripts } from './transcript-folder.ts';

const METER = fileURLToPath(new URL('../apps/meter/dist/claude-meter.cjs', import.meta.url));
const TOLD = new URL(
  '../packages/sources/src/claude-statusline/fixtures/2026-03-first-with-limits.json',
  import.meta.url,
);
const ORG = 'd03d2d69-0000-4000-8000-000000000001';
const ACCOUNT = JSON.stringify({ oauthAccount: { organizationUuid: ORG } });
const MB = 1e6;

/** What a prompt waits for: our line against a bare answer, our program against bare Node, both against ccusage's. */
export async function bench(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'claude-meter-bench-'));
  const home = join(folder, 'home');
  const meter = await startMeter(home);
  const file = join(folder, 'line.txt');
  writeFileSync(file, '5h 42% · 7d 31%\n');
  const bare = await startBare(file);
  try {
    await post(meter.port);
    const given = surroundings(folder, meter.port);
    const curls = byCurl(given, { socket: join(home, 'meter.sock'), port: meter.port, bare: bare.port });
    let missed = printComparisons('Lines', [...curls, ...byNode(given, '')]);
    missed += printComparisons('Under Claude Code, with transcripts', besideCcusage(folder, given));
    missed += await promptStorm({ socket: join(home, 'meter.sock'), port: meter.port, bare: bare.port });
    await meter.stop();
    const { CLAUDE_METER_PORT: _named, ...env } = given.env;
    const alone = byNode({ ...given, env }, ', no meter');
    return missed + printComparisons('Lines, no meter', alone) + (await hanging(given));
  } finally {
    await meter.stop();
    await bare.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function surroundings(folder: string, port: number): Surroundings {
  const home = join(folder, 'user');
  mkdirSync(home);
  writeFileSync(join(home, '.claude.json'), ACCOUNT);
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    CLAUDE_METER_HOME: join(folder, 'home'),
    CLAUDE_METER_PORT: String(port),
    LOG_LEVEL: '0',
  };
  return { folder, env };
}

const node = `${process.execPath} -e 0`;
const line = `${process.execPath} ${METER} line`;
const statusline = `${process.execPath} ${METER} statusline`;

function byCurl(
  given: Surroundings,
  { socket, port, bare }: { socket: string; port: number; bare: number },
): Comparison[] {
  const curl = (to: string) => `curl -fs -m 1 ${to}/line?format=tmux`;
  const commands = [
    curl(`--unix-socket ${socket} http://localhost`),
    curl(`http://127.0.0.1:${port}`),
    curl(`http://127.0.0.1:${bare}`),
  ];
  const [local, tcp, other] = interleaved(commands, given);
  const against = 'curl of bare node:http';
  return [
    ...bothTimes('GET /line by curl, as it is installed', local, { other, against, atMost: 1.3 }),
    ...bothTimes('GET /line by curl, over TCP', tcp, { other, against, atMost: 1.3 }),
  ];
}

/** Without a meter the last known line is read from the disk. */
function byNode(given: Surroundings, when: string): Comparison[] {
  const [ours, told, other] = interleaved([line, statusline, node], { ...given, input: fileURLToPath(TOLD) });
  const promise = { other, against: 'node -e 0', atMost: when === '' ? 1.4 : 1.5 };
  return [
    ...bothTimes(`claude-meter line${when}`, ours, promise),
    ...bothTimes(`claude-meter statusline${when}`, told, promise),
  ];
}

/** ccusage reads every transcript for one line, unless it printed one in the last second. */
function besideCcusage(folder: string, given: Surroundings): Comparison[] {
  const [small = '', large = ''] = [50, 500].map((size) => {
    const set = join(folder, `${size}MB`);
    writeTranscripts(set, size * MB, Date.now());
    writeFileSync(join(set, '.claude.json'), ACCOUNT);
    return `env CLAUDE_CONFIG_DIR=${set}`;
  });
  const reading = `${ccusageProgram()} statusline --offline --no-cache`;
  const installed = `${process.execPath} ${ccusageLauncher()} statusline`;
  const commands = [
    `${large} ${statusline}`,
    `${small} ${statusline}`,
    `${large} ${reading}`,
    `${large} ${installed}`,
  ];
  const [ours, withLittle, theirs, cached] = interleaved(commands, {
    ...given,
    input: fileURLToPath(TOLD),
    runs: 30,
  });
  const against = 'ccusage 20.0.24 native, reading';
  const fromCache = { other: cached, against: 'ccusage as installed, its cache of a second', atMost: null };
  return [
    ...bothTimes('statusline, 500 MB', ours, { other: theirs, against, atMost: 0.1 }),
    ...bothTimes('statusline, 500 MB', ours, fromCache),
    ...bothTimes('statusline, 500 MB', ours, { other: withLittle, against: 'itself, 50 MB', atMost: 1.15 }),
  ];
}

/** A meter that takes the question and never answers. */
async function hanging(given: Surroundings): Promise<number> {
  const silent = await hang();
  const env = { ...given.env, CLAUDE_METER_PORT: String(silent.port) };
  const [ours, told, bare] = interleaved([line, statusline, node], {
    ...given,
    env,
    input: fileURLToPath(TOLD),
  });
  silent.stop();
  const other = Math.max(50, 2 * (bare?.wall ?? 0));
  const promise = {
    other,
    unit: 'ms',
    against: '50 ms, or twice bare Node where that takes longer',
    target: { atMost: 1 },
  };
  return printComparisons('Lines, a meter that hangs', [
    { what: 'claude-meter line', ours: ours?.wall ?? Number.NaN, ...promise },
    { what: 'claude-meter statusline', ours: told?.wall ?? Number.NaN, ...promise },
  ]);
}

interface Promised {
  other: Lives | undefined;
  against: string;
  atMost: number | null;
}

function bothTimes(
  what: string,
  ours: Lives | undefined,
  { other, against, atMost }: Promised,
): Comparison[] {
  const row = (of: keyof Lives) => ({
    ours: ours?.[of] ?? Number.NaN,
    other: other?.[of] ?? Number.NaN,
    unit: 'ms',
  });
  return [
    { what, ...row('wall'), against, target: atMost === null ? null : { atMost } },
    { what: `${what}, CPU`, ...row('cpu'), against, target: null },
  ];
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
