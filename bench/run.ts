import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { performancePage } from './performance-page.ts';

/**
 * Runs the benchmarks named on the command line, or all of them: `npm run bench -- bridge startup`. `--write` keeps what
 * they say in docs/performance.md.
 */
const NAMES = readdirSync(new URL('.', import.meta.url))
  .filter((file) => file.endsWith('.bench.ts'))
  .map((file) => file.replace('.bench.ts', ''));

const given = process.argv.slice(2);
const asked = given.filter((name) => name !== '--write');
const unknown = asked.filter((name) => !NAMES.includes(name));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${JSON.stringify(unknown[0])}. There are: ${NAMES.join(', ')}`);
  process.exit(2);
}
const gib = (totalmem() / 2 ** 30).toFixed(0);
const machine = `Node ${process.versions.node}, ${cpus().length} × ${cpus()[0]?.model}, ${gib} GiB`;
console.log(machine);
let missed = 0;
for (const name of asked.length > 0 ? asked : NAMES) {
  const { bench } = (await import(`./${name}.bench.ts`)) as { bench: () => Promise<number> };
  missed += await bench();
}
if (given.includes('--write')) {
  const file = new URL('../docs/performance.md', import.meta.url);
  const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
  writeFileSync(file, performancePage(before, { machine, day: new Date().toISOString().slice(0, 10) }));
}
console.log(missed === 0 ? '\nEvery promise is kept.' : `\n${missed} promises are missed.`);
process.exitCode = missed === 0 ? 0 : 1;
