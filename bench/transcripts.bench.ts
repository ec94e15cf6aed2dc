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
import { fileURLToPath } from 'node:url';
import { ccusageProgram } from './ccusage.ts';
import { type Comparison, median, printComparisons } from './comparison.ts';

const METER = fileURLToPath(new URL('../apps/meter/dist/claude-meter.cjs', import.meta.url));
const MB = 1e6;

/**
 * Folders like `~/.claude`, of which the transcripts are read. Where a `manifest.json` says what is true of one, the
 * totals are held against it.
 */
const SETS = (process.env['BENCH_TRANSCRIPTS'] || join(homedir(), '.claude')).split(delimiter);
const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 5);

interface Totals {
  input: number;
  output: number;
  cacheCreate: number;
  cacheRead: number;
}

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
  const ours = () => run([process.execPath, METER, 'report', 'daily', '--json', '--timezone', 'UTC'], env);
  const theirs = () =>
    run([given.ccusage, 'claude', 'daily', '--json', '--offline', '--timezone', 'UTC'], env);
  const bare = () => run([process.execPath, '-e', '0'], env);
  const cold: Pair[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    rmSync(home, { recursive: true, force: true });
    cold.push({ ours: await ours(), other: await theirs() });
  }
  const indexShare = sizeOf(home, '').bytes / bytes;
  console.log(`\n${JSON.stringify(set)}: ${(bytes / MB).toFixed(0)} MB in ${files} files`);
  const isExact = tellTotals(set, cold.at(-1) as Pair);
  const warm: Pair[] = [];
  const still: Pair[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    appendFileSync(join(extra, 'projects', 'bench', 'session.jsonl'), requestLine(round));
    warm.push({ ours: await ours(), other: await theirs() });
    still.push({ ours: await ours(), other: await bare() });
  }
  const missed = printComparisons('report daily', comparisons({ cold, warm, still, indexShare, bytes }));
  return missed + (isExact ? 0 : 1);
}

interface Pair {
  ours: Ended;
  other: Ended;
}

function comparisons(given: {
  cold: Pair[];
  warm: Pair[];
  still: Pair[];
  indexShare: number;
  bytes: number;
}): Comparison[] {
  const { cold, warm, still, bytes } = given;
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

/** Says how far both are from the truth; false when we are off by one token. */
function tellTotals(set: string, pair: Pair): boolean {
  const manifest = join(set, 'manifest.json');
  if (!existsSync(manifest)) return true;
  const { truth } = JSON.parse(readFileSync(manifest, 'utf8')) as { truth: Totals };
  const mine = (JSON.parse(pair.ours.out) as { totals: Record<string, number> }).totals;
  const theirs = (JSON.parse(pair.other.out) as { totals: Record<string, number> }).totals;
  const sum = (totals: Totals) => totals.input + totals.output + totals.cacheCreate + totals.cacheRead;
  const [our = 0, their = 0] = [mine['total_tokens'], theirs['totalTokens']].map(
    (total) => (total ?? 0) - sum(truth),
  );
  const percent = (difference: number) => `${((difference / sum(truth)) * 100).toFixed(2)} %`;
  console.log(`  tokens beside the truth: ${our} (${percent(our)}); ccusage ${their} (${percent(their)})`);
  return our === 0 && mine['input_tokens'] === truth.input && mine['output_tokens'] === truth.output;
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
