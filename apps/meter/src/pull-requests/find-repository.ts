import { type Stats, statSync } from 'node:fs';
import { join, posix, win32 } from 'node:path';
import type { RepositoryProblem } from '@claude-meter/wire';

export type FoundRepository =
  /** `root` holds `.git`. */
  { ok: true; root: string } | { ok: false; problem: RepositoryProblem };

/** Folders above the one that was worked in that may hold the repository. */
const MOST_LEVELS = 64;

/**
 * The repository that a folder of a transcript lies in, or lay in: of a folder that is gone (a removed worktree below
 * its repository, a renamed part) the nearest one above it that is there says.
 */
export function findRepository(
  folder: string,
  platform: NodeJS.Platform = process.platform,
): FoundRepository {
  const { dirname, join } = platform === 'win32' ? win32 : posix;
  // A share's name alone would make Windows ask another machine for it.
  if (!isLocal(folder, platform)) return { ok: false, problem: 'not_local' };
  const isThere = statOf(folder)?.isDirectory() === true;
  for (let level = 0, at = folder; level < MOST_LEVELS; level++, at = dirname(at)) {
    if (statOf(join(at, '.git')) !== null) return { ok: true, root: at };
    if (dirname(at) === at) break;
  }
  return { ok: false, problem: isThere ? 'no_repository' : 'gone' };
}

/** Whether the repository of a root belongs to another user, as far as this system tells users apart. */
export function isForeign(root: string): boolean {
  const own = process.getuid?.();
  if (own === undefined) return false;
  return [root, join(root, '.git')].some((path) => {
    const stat = statOf(path);
    return stat !== null && stat.uid !== own;
  });
}

function isLocal(folder: string, platform: NodeJS.Platform): boolean {
  if (folder.includes('\0')) return false;
  if (platform !== 'win32') return posix.isAbsolute(folder);
  return win32.isAbsolute(folder) && !/^[\\/]{2}/.test(folder);
}

function statOf(path: string): Stats | null {
  try {
    return statSync(path, { throwIfNoEntry: false }) ?? null;
  } catch {
    // Not allowed to look, too long, in a circle: for us it is not there.
    return null;
  }
}
