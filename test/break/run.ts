import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { closingLine } from '../closing-line.ts';
import { buildForBrowsers, exitCodeOf, type Lane, runLanes } from '../lanes.ts';
import { installNeededPrograms } from '../needed-programs.ts';
import { printSummary } from './summary.ts';
import { clearTallies } from './tally.ts';

// `npm run break`: the long form of the breaking suite, and its figures. Arguments go to Vitest; BREAK_… variables change
// single budgets (docs/breaking.md).
const ROOT = join(import.meta.dirname, '../..');
const args = process.argv.slice(2);
const say = (line: string) => process.stderr.write(`${line}\n`);
const startedAt = performance.now();

const results = process.env['BREAK_RESULTS'] ?? join(ROOT, '.cache/break');
clearTallies(results);
process.env['BREAK_RESULTS'] = results;
process.env['NIGHTLY'] = '1';

/**
 * Side by side, as each takes something else: the day mostly waits, but must not be kept waiting; the model waits for
 * processes; fuzz and soak reckon. What is in no other lane is in the last.
 */
const LANES: readonly Lane[] = [
  { args: ['test/break/day'] },
  { args: ['test/break/fuzz', 'test/break/soak'], yields: true },
  {
    args: ['day', 'fuzz', 'soak'].map((folder) => `--exclude=test/break/${folder}/**`),
    yields: true,
  },
];

installNeededPrograms(say);
if (!buildForBrowsers(say)) process.exit(1);
const lanes = args.length > 0 ? [{ args }] : LANES;
const runs = await runLanes(lanes.map((lane) => ({ ...lane, args: ['--project=break', ...lane.args] })));

const minutes = Math.ceil((performance.now() - startedAt) / 60_000);
const summary = `${printSummary(results)}\n${closingLine(runs)}, in ${minutes} minutes\n`;
writeFileSync(process.env['BREAK_SUMMARY'] ?? join(results, 'summary.md'), summary);
process.stdout.write(`\n${summary}`);
process.exit(exitCodeOf(runs));
