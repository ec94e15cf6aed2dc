import { readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** Folders above the one that is worked in that may hold the repository. */
const MOST_LEVELS = 40;

/**
 * The branch that is checked out in a folder, or the first of the commit's digits; null outside of a repository. Reads
 * what git keeps in `.git`; no git is started.
 */
export function branchOf(folder: string): string | null {
  for (let level = 0, at = resolve(folder); level < MOST_LEVELS; level += 1, at = dirname(at)) {
    const git = gitFolder(at);
    if (git !== null) return headOf(git);
    if (dirname(at) === at) return null;
  }
  return null;
}

/** `.git` is a folder, or in a worktree a file that names one. */
function gitFolder(at: string): string | null {
  const path = join(at, '.git');
  try {
    if (statSync(path).isDirectory()) return path;
    const named = /^gitdir: (.+)$/m.exec(readFileSync(path, 'utf8'))?.[1];
    return named === undefined ? null : resolve(at, named);
  } catch {
    return null;
  }
}

function headOf(git: string): string | null {
  try {
    const head = readFileSync(join(git, 'HEAD'), 'utf8').trim();
    return (
      /^ref: refs\/heads\/(.+)$/.exec(head)?.[1] ?? (/^[0-9a-f]{40,64}$/.test(head) ? head.slice(0, 7) : null)
    );
  } catch {
    return null;
  }
}
