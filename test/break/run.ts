import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { printSummary } from './summary.ts';

// `npm run break`: the long form of the breaking suite, and its figures. Arguments go to Vitest; BREAK_… variables change
// single budgets (docs/breaking.md).
const ROOT = join(import.meta.dirname, '../..');
const results = process.env['BREAK_RESULTS'] ?? join(ROOT, '.cache/break');
rmSync(results, { recursive: true, force: true });
const env = { ...process.env, NIGHTLY: '1', BREAK_RESULTS: results };
const args = [join(ROOT, 'test/run.ts'), '--project', 'break', ...process.argv.slice(2)];
const ended = spawnSync(process.execPath, args, { cwd: ROOT, env, stdio: 'inherit' });
process.stdout.write(`\n${printSummary(results)}`);
process.exit(ended.status ?? 1);
