import { type Stats, statSync } from 'node:fs';
import { tmpdir } from 'node:os';

/**
 * Where private copies go: the session's runtime folder (memory-backed, 0700, gone at log-out) where the
 * system has one that is the user's own, else the temporary folder.
 */
export function copyBase(env: Readonly<Record<string, string | undefined>>): string {
  const runtime = env['XDG_RUNTIME_DIR'];
  return runtime && isOwnPrivateFolder(runtime) ? runtime : tmpdir();
}

function isOwnPrivateFolder(path: string): boolean {
  let info: Stats;
  try {
    info = statSync(path);
  } catch {
    return false;
  }
  return info.isDirectory() && info.uid === process.getuid?.() && (info.mode & 0o077) === 0;
}
