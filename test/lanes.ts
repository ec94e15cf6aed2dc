import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { EndedRun, TestReport } from './closing-line.ts';

const ROOT = join(import.meta.dirname, '..');

/** One run of Vitest, beside others. */
export interface Lane {
  /** What Vitest is given. */
  args: readonly string[];
  /** Lets the other lanes go first where the machine cannot do everything at once. */
  yields?: boolean;
}

/** Several runs of Vitest side by side. One that is alone has the terminal; of several the lines are passed on, whole. */
export async function runLanes(lanes: readonly Lane[]): Promise<EndedRun[]> {
  const folder = mkdtempSync(join(tmpdir(), 'claude-meter-tests-'));
  const stdio = lanes.length === 1 ? 'inherit' : 'pipe';
  const runs = lanes.map((lane, index) => runLane(lane, join(folder, `report-${index}.json`), stdio));
  const ended = await Promise.all(runs);
  rmSync(folder, { recursive: true, force: true });
  return ended;
}

async function runLane(
  { args, yields = false }: Lane,
  reportFile: string,
  stdio: 'inherit' | 'pipe',
): Promise<EndedRun> {
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`];
  const isWindows = process.platform === 'win32';
  const [program = '', ...words] = [
    ...(yields && !isWindows ? ['nice', '-n', '10'] : []),
    ...['vitest', 'run', ...reporters, ...args],
  ];
  const child = spawn(program, words, {
    cwd: ROOT,
    stdio: stdio === 'inherit' ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    shell: isWindows,
  });
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue;
    createInterface({ input: stream }).on('line', (line) => process.stdout.write(`${line}\n`));
  }
  const [status] = (await once(child, 'close')) as [number | null];
  return { report: readReport(reportFile), status: status ?? 1 };
}

/** Builds what browsers load. False, with words, when it cannot be built. */
export function buildForBrowsers(say: (line: string) => void): boolean {
  for (const app of ['extension', 'dashboard']) {
    say(`Building the ${app} …`);
    const built = run('npm', ['run', '--silent', 'build', '-w', `apps/${app}`]);
    if (built.status === 0) continue;
    say(`${built.stdout}${built.stderr}`);
    say(`The ${app} cannot be built: see above.`);
    return false;
  }
  return true;
}

/** The exit code of several runs: that of the first that failed. */
export function exitCodeOf(runs: readonly EndedRun[]): number {
  return runs.find(({ status }) => status !== 0)?.status ?? 0;
}

function run(program: string, given: string[]): SpawnSyncReturns<string> {
  const options = {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: 'pipe',
    shell: process.platform === 'win32',
  } as const;
  return spawnSync(program, given, options);
}

function readReport(path: string): TestReport | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as TestReport;
  } catch {
    return null;
  }
}
