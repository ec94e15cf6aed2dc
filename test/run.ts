import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closingLine, type TestReport } from './closing-line.ts';
import { installNeededPrograms } from './needed-programs.ts';

/**
 * `npm test`: installs the browsers that are missing where it may, builds what the browsers load, runs every
 * test, and ends with one plain line. Arguments go to Vitest: `npm test -- --project core`.
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
    const built = run('npm', ['run', '--silent', 'build', '-w', `apps/${app}`], 'pipe');
    if (built.status === 0) continue;
    say(`${built.stdout}${built.stderr}`);
    say(`The ${app} cannot be built: see above.`);
    finish(null, 1);
  }
}

const folder = mkdtempSync(join(tmpdir(), 'claude-meter-tests-'));
const reportFile = join(folder, 'report.json');
const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`];
const ended = run('vitest', ['run', ...reporters, ...args], 'inherit');
const report = readReport(reportFile);
rmSync(folder, { recursive: true, force: true });
finish(report, ended.status ?? 1);

/** Prints the closing line, as the very last one, and ends. */
function finish(counted: TestReport | null, status: number): never {
  process.stdout.write(`${closingLine(counted, status)}\n`);
  process.exit(status);
}

function run(program: string, given: string[], stdio: 'inherit' | 'pipe'): SpawnSyncReturns<string> {
  const options = { cwd: ROOT, encoding: 'utf8', stdio, shell: process.platform === 'win32' } as const;
  return spawnSync(program, given, options);
}

function readReport(path: string): TestReport | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as TestReport;
  } catch {
    return null;
  }
}
