import { type ChildProcess, execFileSync, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export interface Screen {
  /** As `DISPLAY` names it. */
  display: string;
  server: ChildProcess;
}

export interface ScreenOptions extends Omit<SpawnOptions, 'stdio'> {
  width: number;
  height: number;
  /** Let in programs of other users, too. @default false */
  isOpen?: boolean;
}

/** An X screen that nobody sees; the server chooses a number that is free. */
export async function startScreen({
  width,
  height,
  isOpen = false,
  ...options
}: ScreenOptions): Promise<Screen> {
  const size = `${width}x${height}x24`;
  const args = ['-displayfd', '3', '-screen', '0', size, '-nolisten', 'tcp', ...(isOpen ? ['-ac'] : [])];
  const server = spawn('Xvfb', args, { ...options, stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const numbers = server.stdio[3] as NodeJS.ReadableStream;
  const [number] = (await once(createInterface(numbers), 'line')) as [string];
  return { display: `:${number}`, server };
}

/** The colour of one pixel of a screen, as `rgb(r,g,b)`. */
export function colourAt({ x, y }: { x: number; y: number }, env: NodeJS.ProcessEnv): string {
  const picture = execFileSync('import', ['-window', 'root', 'png:-'], { env, maxBuffer: 2 ** 26 });
  const pixel = ['png:-', '-format', `%[pixel:p{${x},${y}}]`, 'info:'];
  return execFileSync('convert', pixel, { input: picture, encoding: 'utf8' }).replace(/^srgb/, 'rgb');
}
