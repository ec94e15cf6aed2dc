import { spawn } from 'node:child_process';
import { closeSync, openSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ServiceProgram } from './service-keeper.ts';

/** Beyond this the old words make room, bytes; one generation is kept. */
const MOST_LOG = 1024 * 1024;

/** Takes what a meter says that no service manager listens to. */
export function serviceLogPath(home: string): string {
  return join(home, 'service.log');
}

/**
 * Starts the meter in a process of its own, without a console, that outlives us. For systems that start programs at
 * login and do not watch them.
 *
 * @param home the state folder, which exists
 */
export function launchApart({ argv: [program, ...args], env }: ServiceProgram, home: string): void {
  const path = serviceLogPath(home);
  rotate(path);
  const log = openSync(path, 'a', 0o600);
  const child = spawn(program, [...args, 'run'], {
    env: { ...process.env, ...env },
    stdio: ['ignore', log, log],
    detached: true,
    windowsHide: true,
    cwd: home,
  });
  child.on('error', () => {});
  child.unref();
  closeSync(log);
}

function rotate(path: string): void {
  try {
    if (statSync(path).size > MOST_LOG) renameSync(path, `${path}.old`);
  } catch {
    // There is none yet; or it stays as it is, and goes on growing.
  }
}
