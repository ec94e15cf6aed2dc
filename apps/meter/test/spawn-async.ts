import { type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';

/** Runs a program to its end, while the meter of this process goes on answering. */
export async function spawnAsync(command: string, args: readonly string[], options: SpawnOptions) {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = { code: null as number | null, out: '', err: '' };
  child.stdout?.on('data', (chunk) => {
    ended.out += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    ended.err += chunk;
  });
  [ended.code] = (await once(child, 'close')) as [number | null];
  return ended;
}
