import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ccusageProgram } from './ccusage.ts';
import { type Comparison, median, printComparisons } from './comparison.ts';
import { startMeter } from './processes.ts';
import { tellTruth } from './transcript-truth.ts';

const METER = fileURLToPath(new URL('../apps/meter/dist/claude-meter.cjs', import.meta.url));
const MB = 1e6;

/**
 * Folders like `~/.claude`, of which the transcripts are read. Where a `manifest.json` says what is true of one, the
 * totals are held against it.
 */
const SETS = (process.env['BENCH_TRANSCRIPTS'] || join(homedir(), '.claude')).split(delimiter);
/** These take a twentieth of a second each. */
const SERVED_ROUNDS = 30;
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 5);

interface Ended {
  ms: number;
  /** Most memory that was resident, MiB, as far as looking every few ms tells. */
  peakMib: number;
  out: string;
}

/** `report daily` against ccusage, which reads everything each time: from nothing, and after one more request. */
export async function bench(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'claude-meter-bench-'));
  try {
    const ccusage = ccusageProgram();
    let missed = 0;
    for (const set of SETS) {
      if (existsSync(join(set, 'projects'))) missed += await benchSet(set, { folder, ccusage });
      else console.log(`\nNo transcripts in ${JSON.stringify(set)}; name folders in BENCH_TRANSCRIPTS.`);
    }
    return missed;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function benchSet(set: string, given: { folder: string; ccusage: string }): Promise<number> {
  const { bytes, files } = sizeOf(join(set, 'projects'));
  // What is appended goes into a folder of its own: the set may be somebody's life.
  const extra = join(given.folder, 'extra');
  const home = join(given.folder, 'home');
  rmSync(extra, { recursive: true, force: true });
  mkdirSync(join(extra, 'projects', 'bench'), { recursive: true });
  const env = {
    ...process.env,
    CLAUDE_CONFIG_DIR: `${set},${extra}`,
    CLAUDE_METER_HOME: home,
    LOG_LEVEL: '0',
  };
  const report = (kind: string) =>
    run([process.execPath, METER, 'report', kind, '--json', '--timezone', 'UTC'], env);
  const ours = () => report('daily');
  const theirs = () =>
    run([given.ccusage, 'claude', 'daily', '--json', '--offline', '--timezone', 'UTC'], env);
  const bare = () => run([process.execPath, '-e', '0'], env);
  const cold: Pair[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    rmSync(home, { recursive: true, force: true });
    cold.push({ ours: await ours(), other: await theirs() });
  }
  const indexShare = sizeOf(home, '').bytes / bytes;
  const title = `Transcripts, ${(bytes / MB).toFixed(0)} MB in ${files} files`;
  console.log(`\n${title}: ${JSON.stringify(set)}`);
  const isExact = await tellTruth(set, {
    report: async (kind) => (await report(kind)).out,
    theirs: (await theirs()).out,
  });
  const warm: Pair[] = [];
  const still: Pair[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    appendFileSync(join(extra, 'projects', 'bench', 'session.jsonl'), requestLine(round));
    warm.push({ ours: await ours(), other: await theirs() });
    still.push({ ours: await ours(), other: await bare() });
  }
  const served = await servedPairs(home, env, { ours, bare });
  const missed = printComparisons(title, comparisons({ cold, warm, still, served, indexShare, bytes }));
  return missed + (isExact ? 0 : 1);
}

interface Pair {
  ours: Ended;
  other: Ended;
}

/** The same report while a meter keeps the index warm. */
async function servedPairs(
  home: string,
  env: NodeJS.ProcessEnv,
  { ours, bare }: { ours: () => Promise<Ended>; bare: () => Promise<Ended> },
): Promise<Pair[]> {
  const meter = await startMeter(home, {
    CLAUDE_CONFIG_DIR: env['CLAUDE_CONFIG_DIR'],
    CLAUDE_METER_TRANSCRIPTS: 'on',
  });
  try {
    const address = `http://127.0.0.1:${meter.port}/api/transcripts`;
    for (;;) {
      const { state } = (await (await fetch(address)).json()) as { state: string };
      if (state === 'ready') break;
      if (state !== 'reading') throw new Error(`The meter does not read the transcripts: ${state}.`);
      await setTimeout(100);
    }
    const pairs: Pair[] = [];
    for (let round = 0; round < SERVED_ROUNDS; round++)
      pairs.push({ ours: await ours(), other: await bare() });
    return pairs;
  } finally {
    await meter.stop();
  }
}

function comparisons(given: {
  cold: Pair[];
  warm: Pair[];
  still: Pair[];
  served: Pair[];
  indexShare: number;
  bytes: number;
}): Comparison[] {
  const { cold, warm, still, served, bytes } = given;
  const against = 'ccusage 20.0.24, native';
  const ms = (pairs: Pair[]) => ({
    ours: median(pairs.map((pair) => pair.ours.ms)),
    other: median(pairs.map((pair) => pair.other.ms)),
    unit: 'ms',
  });
  const isLarge = bytes > 1500 * MB;
  const isMiddling = bytes > 300 * MB;
  return [
    {
      what: 'from nothing, index written',
      ...ms(cold),
      against,
      target: { atMost: isLarge ? 0.4 : isMiddling ? 0.5 : 1 },
    },
    {
      what: 'after one more request',
      ...ms(warm),
      against,
      target: isLarge ? { atMost: 0.06 } : isMiddling ? { atMost: 0.12 } : null,
    },
    { what: 'nothing new', ...ms(still), against: 'node -e 0', target: null },
    { what: 'from a running meter', ...ms(served), against: 'node -e 0', target: { atMost: 1.5 } },
    {
      what: 'memory at most, from nothing',
      ours: Math.max(...cold.map((pair) => pair.ours.peakMib)),
      other: median(cold.map((pair) => pair.other.peakMib)),
      unit: 'MiB',
      against,
      // A runtime of its own is most of it for small sets.
      target: isLarge ? { atMost: 1.1 } : null,
    },
    {
      what: 'index, of the transcripts',
      ours: given.indexShare * 100,
      other: 100,
      unit: '%',
      against: 'the transcripts',
      target: { atMost: 0.005 },
    },
  ];
}

function requestLine(round: number): string {
  const record = {
    type: 'assistant',
    timestamp: '2026-11-22T03:00:00.000Z',
    sessionId: 'bench',
    requestId: `req_bench_${round}`,
    cwd: '/bench',
    message: {
      id: `msg_bench_${round}`,
      model: 'claude-opus-5',
      usage: {
        input_tokens: 1,
        output_tokens: 1,
        cache_creation_input_tokens: 0,
        cache_read_input_tokens: 0,
      },
    },
  };
  return `${JSON.stringify(record)}\n`;
}

async function run([program = '', ...args]: string[], env: NodeJS.ProcessEnv): Promise<Ended> {
  const began = performance.now();
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  let peakMib = 0;
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  const look = setInterval(() => (peakMib = Math.max(peakMib, peakOf(child.pid ?? 0))), 10);
  const [code] = (await once(child, 'close')) as [number];
  clearInterval(look);
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}.`);
  return { ms: performance.now() - began, peakMib, out };
}

function peakOf(pid: number): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

function sizeOf(folder: string, extension = '.jsonl'): { bytes: number; files: number } {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && entry.name.endsWith(extension));
  const bytes = files.reduce((sum, file) => sum + statSync(join(file.parentPath, file.name)).size, 0);
  return { bytes, files: files.length };
}
