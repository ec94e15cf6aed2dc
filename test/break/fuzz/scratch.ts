import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A disk in memory, where the machine has one: thousands of small files a second, and none of them is of worth. */
const IN_MEMORY = '/dev/shm';

const made: string[] = [];

/** A new folder for files of one target. */
export function scratchFolder(name: string): string {
  const folder = mkdtempSync(
    join(canBeWritten(IN_MEMORY) ? IN_MEMORY : tmpdir(), `claude-meter-break-${name}-`),
  );
  made.push(folder);
  return folder;
}

/** Removes every folder that was made. */
export function removeScratch(): void {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
}

function canBeWritten(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
