import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * `node scripts/pictures.ts [dashboard|terminal|popup|tray|bars …]`: takes docs/pictures anew, after a build. The tray
 * and the bars want their panels installed and ImageMagick; what is missing is said and left as it was. DevTools and the
 * terminal in docs/verify.md are taken by hand.
 */
const ROOT = join(import.meta.dirname, '..');
const PICTURES = join(ROOT, 'docs', 'pictures');

/** Pictures that are shown together: the names of the single ones, and how many stand in a row. */
const SHEETS: Readonly<Record<string, { of: RegExp; columns: number }>> = {
  'tray-lxqt': { of: /^tray-lxqt-(before|during|after|reopened)\.png$/, columns: 2 },
  'tray-xfce': { of: /^tray-xfce-\w+-\d+-menu\.png$/, columns: 2 },
};
/** In the order in which things happen, where the alphabet has another one. */
const ORDER = ['before', 'during', 'after', 'reopened'];

const PARTS: Readonly<Record<string, () => void>> = {
  dashboard: () => run('node', ['scripts/dashboard-pictures.ts']),
  terminal: () => run('node', ['scripts/terminal-picture.ts']),
  popup: () =>
    run('vitest', ['run', '--project', 'e2e', 'extension-popup'], { CLAUDE_METER_PICTURES: PICTURES }),
  tray: () => byTests(['tray-panels', 'tray-wine']),
  bars: () => byTests(['lines-bars']),
};

const asked = process.argv.slice(2);
const unknown = asked.find((name) => !(name in PARTS));
if (unknown !== undefined) {
  console.error(
    `There are no pictures of ${JSON.stringify(unknown)}. There are: ${Object.keys(PARTS).join(', ')}`,
  );
  process.exit(2);
}
for (const [name, take] of Object.entries(PARTS)) {
  if (asked.length === 0 || asked.includes(name)) take();
}

/** Lets tests of real panels keep what they saw: single pictures that the documents show, and sheets of several. */
function byTests(files: readonly string[]): void {
  const folder = mkdtempSync(join(tmpdir(), 'claude-meter-pictures-'));
  run('vitest', ['run', '--project', 'e2e', ...files], { CLAUDE_METER_PICTURES: folder, NIGHTLY: '1' });
  const taken = readdirSync(folder);
  for (const [name, { of, columns }] of Object.entries(SHEETS)) {
    const parts = taken.filter((file) => of.test(file)).sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
    if (parts.length > 0)
      run('montage', [
        ...parts.map((file) => join(folder, file)),
        ...sheet(columns),
        join(PICTURES, `${name}.png`),
      ]);
  }
  for (const file of taken) {
    if (existsSync(join(PICTURES, file))) copyFileSync(join(folder, file), join(PICTURES, file));
  }
  rmSync(folder, { recursive: true, force: true });
}

const rank = (file: string) => ORDER.findIndex((word) => file.includes(word));
const sheet = (columns: number) => ['-tile', `${columns}x`, '-geometry', '+3+3', '-background', '#888888'];

function run(program: string, args: readonly string[], more: NodeJS.ProcessEnv = {}): void {
  const env = { ...process.env, ...more };
  const { status, error } = spawnSync(program, args, { cwd: ROOT, env, stdio: 'inherit' });
  if (error !== undefined || status !== 0) {
    console.error(`${program} ${args[0] ?? ''}: ${error?.message ?? `ended with ${status}`}`);
    process.exitCode = 1;
  }
}
