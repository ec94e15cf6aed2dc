import type { RepositoryState } from './repository-state.ts';

/** The branch that work lands on, and where it stands here and at the remote. */
export interface DefaultBranch {
  name: string;
  /** Commits: what was fetched of it last, and the local one. */
  tips: readonly string[];
}

const USUAL = ['main', 'master', 'trunk', 'develop'];

/** The default branch as the remote names it; else the first of the usual names that is there. */
export function findDefaultBranch({ refs, remoteHead, remotes }: RepositoryState): DefaultBranch | null {
  const named = remoteHead === null ? null : withoutRemote(remoteHead, remotes);
  const name =
    named ?? USUAL.find((one) => refs.has(`refs/heads/${one}`) || refs.has(`refs/remotes/origin/${one}`));
  if (name === undefined) return null;
  const tips = branchTips(name, { refs, remotes });
  return tips.length === 0 ? null : { name, tips };
}

/** Where a branch stands: here first, then at the remotes, each commit once. */
export function branchTips(
  name: string,
  { refs, remotes }: Pick<RepositoryState, 'refs' | 'remotes'>,
): string[] {
  const places = [`refs/heads/${name}`, ...remotes.map((remote) => `refs/remotes/${remote}/${name}`)];
  return [...new Set(places.map((place) => refs.get(place)).filter((commit) => commit !== undefined))];
}

function withoutRemote(ref: string, remotes: readonly string[]): string | null {
  const remote = remotes.find((one) => ref.startsWith(`refs/remotes/${one}/`));
  return remote === undefined ? null : ref.slice(`refs/remotes/${remote}/`.length);
}
