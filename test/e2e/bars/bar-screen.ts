import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { endProcess } from '../end-process.ts';
import { startScreen } from '../screen.ts';

/** Who everything runs as: sway refuses root. */
export const BAR_USER: { uid?: number; gid?: number } =
  process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

export type BarKind = 'waybar' | 'polybar' | 'i3status' | 'i3blocks' | 'xterm';

export const BAR_PROGRAMS: Readonly<Record<BarKind, readonly string[]>> = {
  waybar: ['sway', 'waybar', 'grim'],
  polybar: ['Xvfb', 'polybar', 'import'],
  i3status: ['Xvfb', 'i3', 'i3status', 'import'],
  i3blocks: ['Xvfb', 'i3', 'i3blocks', 'import'],
  xterm: ['Xvfb', 'xterm', 'import'],
};

export interface BarScreen {
  /** Writes a picture of the bar. */
  picture(path: string): void;
  stop(): Promise<void>;
}

export interface BarSurroundings {
  /** Holds the configuration, and whatever the programs write. Belongs to the user of the bar. */
  folder: string;
  env: Readonly<Record<string, string>>;
}

const SIZE = { width: 900, height: 200 } as const;
const BAR_HEIGHT = 30;
const XTERM =
  '-tn xterm-256color -b 4 -bw 0 -fa DejaVuSansMono -fs 10 -bg #222222 -fg #dddddd -geometry 111x4+0+0'.split(
    ' ',
  );

/**
 * A real bar on a screen of its own, or a terminal; `config` is its configuration file, the command that feeds i3bar, or
 * the script that runs in the terminal.
 */
export async function startBar(
  kind: BarKind,
  config: string,
  { folder, env }: BarSurroundings,
): Promise<BarScreen> {
  const children: ChildProcess[] = [];
  const surroundings: Record<string, string> = { ...env, XDG_RUNTIME_DIR: folder };
  const run = (command: string, args: string[]) => {
    const child = spawn(command, args, { ...BAR_USER, cwd: folder, env: surroundings, stdio: 'ignore' });
    children.push(child);
  };
  const stop = async () => {
    for (const child of children.toReversed()) await endProcess(child);
  };
  if (kind === 'waybar') {
    await startWayland({ folder, surroundings, run });
    run('waybar', ['-c', config, '-s', join(folder, 'style.css')]);
    return {
      stop,
      picture: (path) => shoot('grim', ['-g', `0,0 ${SIZE.width}x${BAR_HEIGHT}`, path], surroundings),
    };
  }
  const { display, server } = await startScreen({ ...SIZE, ...BAR_USER, cwd: folder });
  children.push(server);
  surroundings['DISPLAY'] = display;
  if (kind === 'polybar') run('polybar', ['-c', config, 'main']);
  else if (kind === 'xterm') run('xterm', [...XTERM, '-e', 'sh', config]);
  else {
    writeFileSync(join(folder, 'i3.conf'), i3Config(config));
    run('i3', ['-c', join(folder, 'i3.conf')]);
  }
  const part = ['-window', 'root', '-crop', `${SIZE.width}x${BAR_HEIGHT}+0+0`, '+repage'];
  return { stop, picture: (path) => shoot('import', [...part, path], surroundings) };
}

function shoot(program: string, args: string[], env: Record<string, string>): void {
  execFileSync(program, args, { ...BAR_USER, env, stdio: 'ignore' });
}

async function startWayland(given: {
  folder: string;
  surroundings: Record<string, string>;
  run: (command: string, args: string[]) => void;
}): Promise<void> {
  const { folder, surroundings, run } = given;
  Object.assign(surroundings, {
    WLR_BACKENDS: 'headless',
    WLR_LIBINPUT_NO_DEVICES: '1',
    WLR_RENDERER: 'pixman',
  });
  const output = `output HEADLESS-1 resolution ${SIZE.width}x${SIZE.height} position 0,0`;
  writeFileSync(join(folder, 'sway.conf'), `${output}\noutput * bg #203040 solid_color\n`);
  writeFileSync(
    join(folder, 'style.css'),
    '* { font-family: "DejaVu Sans"; font-size: 13px; min-height: 0 } window#waybar { background: #222222; color: #dddddd }',
  );
  run('sway', ['-c', join(folder, 'sway.conf')]);
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const display = readdirSync(folder).find((name) => /^wayland-\d+$/.test(name));
    if (display !== undefined) {
      surroundings['WAYLAND_DISPLAY'] = display;
      return;
    }
    await sleep(100);
  }
  throw new Error('sway has opened no display.');
}

function i3Config(statusCommand: string): string {
  return `# i3 config file (v4)
font pango:DejaVu Sans 10
bar {
  position top
  status_command ${statusCommand}
  colors {
    background #222222
  }
}
`;
}

/** How many pixels of a picture are of a colour, or very near to it. */
export function pixelsOf(path: string, [red, green, blue]: readonly [number, number, number]): number {
  const bytes = execFileSync('convert', [path, '-alpha', 'off', '-depth', '8', 'rgb:-'], {
    maxBuffer: 64 * 1024 * 1024,
  });
  let count = 0;
  for (let at = 0; at + 2 < bytes.length; at += 3) {
    const away = Math.max(
      Math.abs((bytes[at] ?? 0) - red),
      Math.abs((bytes[at + 1] ?? 0) - green),
      Math.abs((bytes[at + 2] ?? 0) - blue),
    );
    if (away <= 24) count += 1;
  }
  return count;
}

/** A folder that belongs to the user of the bars. */
export function barFolder(path: string): string {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  if (BAR_USER.uid !== undefined) execFileSync('chown', ['-R', `${BAR_USER.uid}:${BAR_USER.gid}`, path]);
  return path;
}
