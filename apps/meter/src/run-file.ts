import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Says which meter uses a state folder, for a second start and for commands that look for the port. */
export interface RunFile {
  pid: number;
  port: number;
}

const NAME = 'running.json';

/** On a full disk there is none: the meter runs all the same, and is found by its port. */
export function writeRunFile(home: string, run: RunFile): void {
  const path = join(home, NAME);
  try {
    writeFileSync(`${path}.new`, JSON.stringify(run), { mode: 0o600 });
    renameSync(`${path}.new`, path);
  } catch {
    removeRunFile(home);
  }
}

/** Null when no meter said it was running here; it may be gone by now. */
export function readRunFile(home: string): RunFile | null {
  try {
    const run = JSON.parse(readFileSync(join(home, NAME), 'utf8')) as Partial<RunFile>;
    return typeof run.pid === 'number' && typeof run.port === 'number'
      ? { pid: run.pid, port: run.port }
      : null;
  } catch {
    return null;
  }
}

export function removeRunFile(home: string): void {
  rmSync(join(home, NAME), { force: true });
}
