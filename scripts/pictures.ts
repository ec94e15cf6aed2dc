import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/**
 * `node scripts/pictures.ts [dashboard|terminal|verify|popup|icons|tray|bars …]`: takes docs/pictures anew, after a build.
 * The tray and the bars want their panels installed and ImageMagick; what is missing is said and left as it was.
 */
const ROOT = join(import.meta.dirname, '..');
const PICTURES = join(ROOT, 'docs', 'pictures');

interface Sheet {
  /** What stands before the names of its pictures. */
  of: string;
  /** In the order in which they are to be looked at. */
  names: readonly string[];
  columns: number;
  /** Around each, pixels. */
  gap: number;
}

/** Pictures that are shown together. */
const SHEETS: Readonly<Record<string, Sheet>> = {
  'tray-lxqt': { of: 'tray-lxqt-', names: ['before', 'during', 'after', 'reopened'], columns: 2, gap: 3 },
  'tray-xfce': {
    of: 'tray-xfce-',
    names: ['dark-32-menu', 'light-32-menu', 'dark-56-menu', 'light-56-menu'],
    columns: 2,
    gap: 3,
  },
  'tray-waybar': { of: 'tray-waybar-', names: ['before', 'after'], columns: 1, gap: 3 },
  'lines-bars': {
    of: 'lines-',
    names: ['waybar', 'polybar', 'i3blocks', 'i3status', 'tmux', 'zsh', 'bash', 'fish'],
    columns: 1,
    gap: 0,
  },
};

const PARTS: Readonly<Record<string, () => void>> = {
  dashboard: () => run('node', ['scripts/dashboard-pictures.ts']),
  terminal: () => run('node', ['scripts/terminal-picture.ts']),
  verify: () => run('node', ['scripts/verify-pictures.ts']),
  popup: () =>
    run('vitest', ['run', '--project', 'e2e', 'extension-popup'], { CLAUDE_METER_PICTURES: PICTURES }),
  icons: () => run('node', ['scripts/icon-picture.ts']),
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
  for (const [name, { of, names, columns, gap }] of Object.entries(SHEETS)) {
    const parts = names.map((part) => `${of}${part}.png`);
    // A sheet of some would say that the others do not work.
    if (!parts.every((file) => taken.includes(file))) continue;
    const layout = ['-tile', `${columns}x`, '-geometry', `+${gap}+${gap}`, '-background', '#888888'];
    const paths = parts.map((file) => join(folder, file));
    run('montage', [...paths, ...layout, '-strip', join(PICTURES, `${name}.png`)]);
  }
  for (const file of taken) {
    if (existsSync(join(PICTURES, file))) copyFileSync(join(folder, file), join(PICTURES, file));
  }
  rmSync(folder, { recursive: true, force: true });
}

function run(program: string, args: readonly string[], more: NodeJS.ProcessEnv = {}): void {
  const PATH = [join(ROOT, 'node_modules', '.bin'), process.env['PATH']].join(delimiter);
  const env = { ...process.env, PATH, ...more };
  const { status, error } = spawnSync(program, args, { cwd: ROOT, env, stdio: 'inherit' });
  if (error !== undefined || status !== 0) {
    console.error(`${program} ${args[0] ?? ''}: ${error?.message ?? `ended with ${status}`}`);
    process.exitCode = 1;
  }
}
