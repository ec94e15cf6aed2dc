import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, type Stats } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Makes the state folder, for this user alone. A link, a file or somebody else's folder in its place is refused: the
 * history would end up where others can read or swap it. So is one that others could write and left something in.
 */
export function prepareHome(home: string): { ok: true } | { ok: false; error: string } {
  const quoted = JSON.stringify(home);
  const remedy = 'Set CLAUDE_METER_HOME to a folder of your own.';
  const refuse = (why: string) => ({ ok: false as const, error: `${quoted} ${why}. ${remedy}` });
  try {
    makeFolder(home);
    const stat = lstatSync(home);
    if (!stat.isDirectory()) return refuse('is a link or a file, not a folder');
    if (isForeign(stat)) return refuse('belongs to another user');
    if (process.platform === 'win32' || (stat.mode & 0o077) === 0) return { ok: true };
    chmodSync(home, 0o700);
    const planted = (stat.mode & 0o022) === 0 ? null : plantedIn(home);
    if (planted === null) return { ok: true };
    // Left open, so that the next start looks again.
    chmodSync(home, stat.mode & 0o777);
    return refuse(
      `could be written by others, and ${JSON.stringify(planted)} is a link or not yours: look at it and remove it`,
    );
  } catch (error) {
    return refuse(`cannot be used: ${(error as Error).message}`);
  }
}

/** One folder after the other: Node's own way never ends where the system says that a folder cannot be made in another. */
function makeFolder(path: string): void {
  if (existsSync(path) || isLink(path)) return;
  const parent = dirname(path);
  if (parent !== path) makeFolder(parent);
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

/** What lies there that would make the meter write or obey what somebody else wants; null when nothing does. */
function plantedIn(home: string): string | null {
  for (const name of readdirSync(home)) {
    const path = join(home, name);
    const stat = lstatSync(path);
    if (stat.isSymbolicLink() || isForeign(stat)) return path;
  }
  return null;
}

function isForeign(stat: Stats): boolean {
  const own = process.getuid?.();
  return own !== undefined && stat.uid !== own;
}
