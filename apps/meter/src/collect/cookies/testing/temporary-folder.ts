import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for one test; `atEnd` is Vitest's `onTestFinished`, which removes it. */
export function temporaryFolder(atEnd: (remove: () => void) => void): string {
  const folder = mkdtempSync(join(tmpdir(), 'claude-meter-cookies-test-'));
  atEnd(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
