import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type FoundEntry, SERVICE_MARK, type ServiceStep } from './service-keeper.ts';

/** Lines of a file in which the mark must stand: an entry may begin with what its format demands. */
const MARKED_LINES = 3;

/** What stands at a place that a file of ours may have. */
export function findEntryFile(path: string): FoundEntry {
  try {
    const text = readFileSync(path, 'utf8');
    const ours = text.split('\n', MARKED_LINES).some((line) => line.includes(SERVICE_MARK));
    return ours ? { kind: 'ours', text, on: true } : { kind: 'foreign' };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return { kind: 'absent' };
    return { kind: 'unreadable', error: `${JSON.stringify(path)} cannot be read: ${message}` };
  }
}

/** Writes the whole file or nothing. Its variables may tell of folders: it is for this user alone. */
export function writeEntryFile(path: string, text: string): ServiceStep {
  const temporary = `${path}.${process.pid}.new`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(temporary, text, { mode: 0o600 });
    renameSync(temporary, path);
    return { ok: true, note: null };
  } catch (error) {
    rmSync(temporary, { force: true });
    return { ok: false, error: `${JSON.stringify(path)} cannot be written: ${(error as Error).message}` };
  }
}

export function removeEntryFile(path: string): ServiceStep {
  try {
    rmSync(path, { force: true });
    return { ok: true, note: null };
  } catch (error) {
    return { ok: false, error: `${JSON.stringify(path)} cannot be taken away: ${(error as Error).message}` };
  }
}
