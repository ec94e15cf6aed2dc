import { branchFacts } from './branch-facts.ts';
import { findDefaultBranch } from './default-branch.ts';
import type { Git } from './git.ts';
import { readMainHistory, readReflogTips } from './main-history.ts';
import type { BranchFacts, RepositoryFacts } from './pull-request-types.ts';
import { webAddress } from './remote-address.ts';
import type { RepositoryState } from './repository-state.ts';

/** A branch may have begun so long before the first request on it, ms. */
const HEAD_START_MS = 24 * 60 * 60 * 1000;

export interface FactsQuery {
  /** Stands for the repository where it has no remote. */
  folder: string;
  /** One per worktree that is there: each has a reflog of its own. */
  worktrees: readonly [Git, ...Git[]];
  branches: readonly string[];
  /** Ms of the first request in this repository. */
  since: number;
}

/** Finds out what became of some branches of a repository. */
export async function readFacts(state: RepositoryState, query: FactsQuery): Promise<RepositoryFacts> {
  const [git] = query.worktrees;
  const web = state.remote === null ? null : webAddress(state.remote);
  const name =
    state.remote === null || web === null ? query.folder : `${state.remote.host}/${state.remote.path}`;
  const main = findDefaultBranch(state);
  const branches = new Map<string, BranchFacts>();
  if (main === null) return { name, web, defaultBranch: null, branches };
  const history = await readMainHistory(git, { tips: main.tips, since: query.since - HEAD_START_MS });
  const reflog = await readReflogTips(query.worktrees);
  for (const branch of query.branches) {
    if (branch === main.name) continue;
    branches.set(branch, await branchFacts(branch, { git, state, main, history, reflog }));
  }
  return { name, web, defaultBranch: main.name, branches };
}
