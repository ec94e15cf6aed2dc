import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { endProcess } from '../end-process.ts';
import { colourAt, startScreen } from '../screen.ts';
import { lxqtPanel, swayConfig, waybarBar, xfcePanel } from './panel-settings.ts';
import { hasProgram, startPrivateBus } from './private-bus.ts';

export type PanelKind = 'lxqt' | 'xfce' | 'ayatana' | 'waybar' | 'mate';

export interface DesktopOptions {
  panel: PanelKind;
  /** Height of the panel, pixels. @default 32 */
  height?: number;
  dark?: boolean;
}

/** A real panel on a screen of its own. */
export interface Desktop {
  address: string;
  /** Moves the pointer, and clicks where it stands. */
  point(x: number, y: number): Promise<void>;
  click(button: 'left' | 'right'): Promise<void>;
  key(name: string): Promise<void>;
  /** Windows of menus that are open now, as `WIDTHxHEIGHT`. */
  menus(): string[];
  /** Writes a picture of the screen, or of a part of it (`WIDTHxHEIGHT+X+Y`). */
  picture(path: string, part?: string): void;
  /** The colour of one pixel, as `rgb(r,g,b)`: menus of Wayland are no windows that could be counted. */
  colour(x: number, y: number): string;
  stop(): Promise<void>;
}

const AYATANA = '/usr/libexec/ayatana-indicator-application/ayatana-indicator-application-service';
const NOBODY = 65_534;
const SCREEN = { width: 800, height: 400 } as const;

/** What is started for a panel; sway starts its own. */
const PANELS: Readonly<Record<PanelKind, string | null>> = {
  lxqt: 'lxqt-panel',
  xfce: 'xfce4-panel',
  ayatana: 'xfce4-panel',
  mate: 'mate-panel',
  waybar: null,
};

const PROGRAMS: Readonly<Record<PanelKind, readonly string[]>> = {
  lxqt: ['lxqt-panel'],
  xfce: ['xfce4-panel'],
  ayatana: ['xfce4-panel', AYATANA],
  mate: ['mate-panel'],
  waybar: ['waybar', 'sway', 'setpriv'],
};

/** The programs that are missing for a panel; empty when its tests can run. */
export function missingFor(panel: PanelKind): string[] {
  if (panel === 'waybar' && process.getuid?.() !== 0) return ['root, to start sway as nobody,'];
  const needed = ['dbus-daemon', 'Xvfb', 'openbox', 'xdotool', 'import', ...PROGRAMS[panel]];
  return needed.filter((program) => !hasProgram(program));
}

export async function startDesktop({ panel, height = 32, dark = true }: DesktopOptions): Promise<Desktop> {
  const home = mkdtempSync(join(tmpdir(), 'claude-meter-desktop-'));
  const children: ChildProcess[] = [];
  const run = (command: string, args: string[], env: NodeJS.ProcessEnv) => {
    const child = spawn(command, args, { env, stdio: 'ignore', detached: true });
    children.push(child);
    return child;
  };
  const { display, server } = await startScreen({ ...SCREEN, isOpen: true, detached: true });
  children.push(server);
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    HOME: home,
    XDG_RUNTIME_DIR: home,
    XDG_CONFIG_HOME: join(home, '.config'),
    XDG_CACHE_HOME: join(home, '.cache'),
    DISPLAY: display,
    NO_AT_BRIDGE: '1',
    GTK_A11Y: 'none',
  };
  // A compositor refuses to be root's; nobody is let in everywhere that it has to be.
  const nobodys = panel === 'waybar';
  const bus = await startPrivateBus(nobodys ? { services: false, everybody: true } : { env });
  env['DBUS_SESSION_BUS_ADDRESS'] = bus.address;
  if (nobodys) {
    write(join(home, 'waybar.json'), JSON.stringify(waybarBar(height)));
    write(join(home, 'sway'), swayConfig({ home, ...SCREEN }));
    for (const path of [home, join(home, 'waybar.json'), join(home, 'sway')]) chownSync(path, NOBODY, NOBODY);
    const asNobody = [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'];
    const sway = { ...env, WLR_BACKENDS: 'x11', WLR_RENDERER: 'pixman', XDG_CURRENT_DESKTOP: 'sway' };
    run('setpriv', [...asNobody, 'sway', '-c', join(home, 'sway')], sway);
  } else run('openbox', [], env);
  if (panel === 'ayatana') run(AYATANA, [], env);
  if (panel === 'lxqt') write(join(home, '.config/lxqt/panel.conf'), lxqtPanel(height));
  else if (panel === 'xfce' || panel === 'ayatana')
    write(join(home, XFCONF, 'xfce4-panel.xml'), xfcePanel({ panel, height, dark }));
  const program = PANELS[panel];
  if (program !== null) run(program, [], env);
  const xdotool = async (...args: string[]) => {
    execFileSync('xdotool', args, { env, stdio: 'ignore' });
    await sleep(250);
  };
  return {
    address: bus.address,
    point: (x, y) => xdotool('mousemove', String(x), String(y)),
    click: (button) => xdotool('click', button === 'left' ? '1' : '3'),
    key: (name) => xdotool('key', name),
    menus: () => {
      const search = ['search', '--onlyvisible', '--name', '.*', 'getwindowgeometry', '--shell', '%@'];
      return menuSizes(execFileSync('xdotool', search, { env, encoding: 'utf8' }));
    },
    picture(path, part) {
      mkdirSync(dirname(path), { recursive: true });
      const crop = part === undefined ? [] : ['-crop', part, '+repage'];
      execFileSync('import', ['-window', 'root', ...crop, path], { env });
    },
    colour: (x, y) => colourAt({ x, y }, env),
    async stop() {
      await bus.stop();
      for (const child of children.toReversed()) await endProcess(child);
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** Menus are windows below the panel that are neither as large as the screen nor tiny. */
function menuSizes(geometries: string): string[] {
  const windows = new Map<string, Record<string, number>>();
  for (const block of geometries.split(/^(?=WINDOW=)/m)) {
    const fields = block.matchAll(/^([A-Z]+)=(-?\d+)$/gm);
    const window = Object.fromEntries([...fields].map(([, name, value]) => [name, Number(value)]));
    const { X: left = 0, Y: top = 0, WIDTH: width = 0, HEIGHT: height = 0 } = window;
    const menu = width > 120 && width < SCREEN.width && height > 60 && height < SCREEN.height;
    // Toolkits lay helper windows of the same size over one another.
    if (menu && top >= 20) windows.set(`${left},${top}`, window);
  }
  return [...windows.values()].map(({ WIDTH, HEIGHT }) => `${WIDTH}x${HEIGHT}`);
}

const XFCONF = '.config/xfce4/xfconf/xfce-perchannel-xml';

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
