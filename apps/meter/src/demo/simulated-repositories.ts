import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { basename } from 'node:path';
import type { SimulatedRequest } from './simulated-request.ts';
import { MAIN_BRANCH } from './simulated-work.ts';

const [HOUR, DAY] = [3_600_000, 86_400_000];
/** A branch that was not worked on for so long has landed. */
const LANDS_AFTER = 3 * DAY;
const AUTHOR = 'Simulated <simulated@example.com>';

/**
 * Makes the repositories that some requests were made in, so that it can be told which pull requests they were for.
 * Where git is not installed there are none.
 */
export function writeSimulatedRepositories(requests: readonly SimulatedRequest[], now: number): void {
  let number = 11;
  for (const [folder, branches] of branchesByFolder(requests)) {
    mkdirSync(folder, { recursive: true });
    const address = `https://simulated.example/ada/${basename(folder)}.git`;
    const begun = Math.min(...branches.values()) - 30 * DAY;
    const script = ['feature done\n', commit({ mark: 1, branch: MAIN_BRANCH, at: begun, says: 'Begin' })];
    let main = 1;
    for (const [branch, lastAt] of [...branches].sort(([, a], [, b]) => a - b)) {
      const mark = main + 1;
      script.push(commit({ mark, branch, at: lastAt, says: `Work on ${branch}`, from: main, file: branch }));
      if (now - lastAt < LANDS_AFTER) continue;
      number += 1;
      const says = `Merge pull request #${number} from ada/${branch}`;
      const landed = {
        mark: mark + 1,
        branch: MAIN_BRANCH,
        at: lastAt + HOUR,
        says,
        from: main,
        merge: mark,
      };
      script.push(commit(landed));
      main = mark + 1;
    }
    const isMade = git(folder, ['init', '--quiet']);
    if (!isMade) return;
    git(folder, ['symbolic-ref', 'HEAD', `refs/heads/${MAIN_BRANCH}`]);
    git(folder, ['config', 'remote.origin.url', address]);
    git(folder, ['fast-import', '--quiet'], `${script.join('')}done\n`);
  }
}

/** When each branch was worked on last, by folder. */
function branchesByFolder(requests: readonly SimulatedRequest[]): Map<string, Map<string, number>> {
  const folders = new Map<string, Map<string, number>>();
  for (const { folder, branch, at } of requests) {
    const branches = folders.get(folder) ?? new Map<string, number>();
    folders.set(folder, branches);
    if (branch !== MAIN_BRANCH) branches.set(branch, at);
  }
  return folders;
}

interface Commit {
  mark: number;
  branch: string;
  /** ms */
  at: number;
  says: string;
  from?: number;
  merge?: number;
  file?: string;
}

/** One commit in the language of git fast-import. */
function commit({ mark, branch, at, says, from, merge, file }: Commit): string {
  const lines = [
    `commit refs/heads/${branch}`,
    `mark :${mark}`,
    `committer ${AUTHOR} ${Math.floor(at / 1000)} +0000`,
    `data ${says.length}`,
    says,
    ...(from === undefined ? [] : [`from :${from}`]),
    ...(merge === undefined ? [] : [`merge :${merge}`]),
    ...(merge === undefined ? [`M 100644 inline ${file ?? 'README'}.txt`, 'data 9', 'simulated'] : []),
  ];
  return `${lines.join('\n')}\n`;
}

/** Whether it could be done. No setting of the person's own git is looked at. */
function git(folder: string, args: readonly string[], input = ''): boolean {
  const env = { PATH: process.env['PATH'], GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' };
  return spawnSync('git', args, { cwd: folder, env, input }).status === 0;
}
