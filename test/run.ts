import { closingLine, type EndedRun } from './closing-line.ts';
import { buildForBrowsers, exitCodeOf, type Lane, runLanes } from './lanes.ts';
import { installNeededPrograms } from './needed-programs.ts';

/**
 * `npm test`: installs the browsers that are missing where it may, builds what the browsers load, runs every
 * test, and ends with one plain line. Arguments go to Vitest: `npm test -- --project core`.
 *
 * Without arguments several runs of Vitest go side by side: tests of whole programs mostly wait, and those of the pure
 * parts would have to wait for them.
 */
const args = process.argv.slice(2);
const say = (line: string) => process.stderr.write(`${line}\n`);

// The simulated day of the breaking suite opens a browser, and only by night.
const byNight = process.env['NIGHTLY'] === '1';
const wantsBrowsers =
  args.length === 0 || args.some((arg) => arg.includes('e2e') || (byNight && arg.includes('break')));
if (wantsBrowsers) {
  installNeededPrograms(say);
  if (!buildForBrowsers(say)) finish([{ report: null, status: 1 }]);
}

const LANES: readonly Lane[] = [
  { args: ['--project=!e2e', '--project=!break'] },
  { args: ['--project=e2e', '--shard=1/2'] },
  { args: ['--project=e2e', '--shard=2/2'] },
  { args: ['--project=break'] },
];

finish(await runLanes(args.length > 0 ? [{ args }] : LANES));

/** Prints the closing line, as the very last one, and ends. */
function finish(runs: readonly EndedRun[]): never {
  process.stdout.write(`${closingLine(runs)}\n`);
  process.exit(exitCodeOf(runs));
}
