import type { Git } from './git.ts';

/** Commits on the default branch that a branch is compared with, at most. */
const MOST_CANDIDATES = 300;
/** Longer branches are rebased by nobody commit for commit. */
const MOST_OWN = 100;

/** How the changes of a branch are found among commits of the default branch, when they were written anew there. */
export type SameChanges = { way: 'squash' | 'rebase'; commit: string } | null;

/**
 * Looks for the changes of a branch in the commits that the default branch got since they parted: all of them in one
 * commit, or each of them in one. Null when they are not there, or cannot be compared.
 */
export async function findSameChanges(git: Git, tip: string, mains: readonly string[]): Promise<SameChanges> {
  const base = await oneLine(git, ['merge-base', tip, ...mains]);
  if (base === null || base === tip) return null;
  const candidates = await commits(git, [
    '--first-parent',
    '--no-merges',
    `--max-count=${MOST_CANDIDATES}`,
    ...mains,
    `^${base}`,
  ]);
  if (candidates.length === 0) return null;
  const onMain = await patchIds(git, candidates);
  const whole = await wholePatchId(git, base, tip);
  const squashed = whole === null ? undefined : onMain.get(whole);
  if (squashed !== undefined) return { way: 'squash', commit: squashed };
  const own = await commits(git, ['--no-merges', `--max-count=${MOST_OWN + 1}`, tip, `^${base}`]);
  if (own.length === 0 || own.length > MOST_OWN) return null;
  const ownIds = [...(await patchIds(git, own)).keys()];
  const found = ownIds.map((id) => onMain.get(id));
  if (ownIds.length < own.length || found.includes(undefined)) return null;
  // Candidates come newest first.
  const newest = candidates.find((commit) => found.includes(commit));
  return newest === undefined ? null : { way: 'rebase', commit: newest };
}

async function commits(git: Git, args: readonly string[]): Promise<string[]> {
  const answer = await git(['rev-list', ...args, '--']);
  return answer.ok ? answer.out.split('\n').filter((line) => line !== '') : [];
}

/** Patch id → commit, the oldest that has it. */
async function patchIds(git: Git, newestFirst: readonly string[]): Promise<Map<string, string>> {
  const diff = ['diff-tree', '--stdin', '-p', '-r', '--no-ext-diff', '--no-textconv', '--no-color', '--root'];
  const patches = await git(diff, `${newestFirst.join('\n')}\n`);
  if (!patches.ok) return new Map();
  const ids = await git(['patch-id', '--stable'], patches.out);
  if (!ids.ok) return new Map();
  const pairs = ids.out.split('\n').flatMap((line): [string, string][] => {
    const [id, commit] = line.split(' ');
    return id === undefined || commit === undefined ? [] : [[id, commit]];
  });
  return new Map(pairs);
}

async function wholePatchId(git: Git, base: string, tip: string): Promise<string | null> {
  const patch = await git([
    'diff-tree',
    '-p',
    '-r',
    '--no-ext-diff',
    '--no-textconv',
    '--no-color',
    base,
    tip,
  ]);
  if (!patch.ok || patch.out === '') return null;
  const id = await git(['patch-id', '--stable'], patch.out);
  return id.ok ? (id.out.split(' ')[0] ?? null) : null;
}

async function oneLine(git: Git, args: readonly string[]): Promise<string | null> {
  const answer = await git(args);
  const line = answer.ok ? answer.out.trim() : '';
  return line === '' ? null : (line.split('\n')[0] ?? null);
}
