import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { closingLine, type EndedRun, type TestReport } from './closing-line.ts';
import { installNeededPrograms } from './needed-programs.ts';

/**
 * `npm test`: installs the browsers that are missing where it may, builds what the browsers load, runs every
 * test, and ends with one plain line. Arguments go to Vitest: `npm test -- --project core`.
 *
 * Without arguments several runs of Vitest go side by side: tests of whole programs mostly wait, and those of the pure
 * parts would have to wait for them.
 */
const ROOT = join(import.meta.dirname, '..');
const args = process.argv.slice(2);
const say = (line: string) => process.stderr.write(`${line}\n`);

// The simulated day of the breaking suite opens a browser, and only by night.
const byNight = process.env['NIGHTLY'] === '1';
const wantsBrowsers =
  args.length === 0 || args.some((arg) => arg.includes('e2e') || (byNight && arg.includes('break')));
if (wantsBrowsers) {
  installNeededPrograms(say);
  for (const app of ['extension', 'dashboard']) {
    say(`Building the ${app} …`);
    const built = run('npm', ['run', '--silent', 'build', '-w', `apps/${app}`]);
    if (built.status === 0) continue;
    say(`${built.stdout}${built.stderr}`);
    say(`The ${app} cannot be built: see above.`);
    finish([{ report: null, status: 1 }]);
  }
}

const LANES: readonly (readonly string[])[] = [
  ['--project=!e2e', '--project=!break'],
  ['--project=e2e', '--shard=1/2'],
  ['--project=e2e', '--shard=2/2'],
  ['--project=break'],
];

const folder = mkdtempSync(join(tmpdir(), 'claude-meter-tests-'));
const ended = await Promise.all(args.length > 0 ? [runLane(args, 0)] : LANES.map(runLane));
rmSync(folder, { recursive: true, force: true });
finish(ended);

/** One run of Vitest. Alone it has the terminal; of several the lines are passed on, each whole. */
async function runLane(given: readonly string[], index: number): Promise<EndedRun> {
  const reportFile = join(folder, `report-${index}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`];
  const isAlone = args.length > 0;
  const child = spawn('vitest', ['run', ...reporters, ...given], {
    cwd: ROOT,
    stdio: isAlone ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  });
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue;
    createInterface({ input: stream }).on('line', (line) => process.stdout.write(`${line}\n`));
  }
  const [status] = (await once(child, 'close')) as [number | null];
  return { report: readReport(reportFile), status: status ?? 1 };
}

/** Prints the closing line, as the very last one, and ends. */
function finish(runs: readonly EndedRun[]): never {
  process.stdout.write(`${closingLine(runs)}\n`);
  process.exit(runs.find(({ status }) => status !== 0)?.status ?? 0);
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
