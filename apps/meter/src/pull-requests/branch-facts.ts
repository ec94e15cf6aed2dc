import type { LandingWay } from '@claude-meter/wire';
import { branchTips, type DefaultBranch } from './default-branch.ts';
import type { Git } from './git.ts';
import type { MainCommit } from './main-history.ts';
import { findSameChanges } from './patch-ids.ts';
import type { BranchFacts, Landing } from './pull-request-types.ts';
import type { ReflogTip } from './reflog-tips.ts';
import type { RepositoryState } from './repository-state.ts';

/** What all branches of a repository are judged by. */
export interface RepositoryView {
  git: Git;
  state: RepositoryState;
  main: DefaultBranch;
  /** First-parent line of the default branch. */
  history: ReadonlyMap<string, MainCommit>;
  reflog: ReadonlyMap<string, ReflogTip>;
}

/** Finds out when and how a branch came onto the default branch. */
export async function branchFacts(branch: string, view: RepositoryView): Promise<BranchFacts> {
  const { state, history, reflog } = view;
  const tips = branchTips(branch, state);
  const remembered = reflog.get(branch);
  const isThere = tips.length > 0;
  if (!isThere && remembered !== undefined) tips.push(remembered.commit);
  const landings = [...history.values()]
    .filter((commit) => commit.branch === branch)
    .map((commit) => landing('merge', commit));
  let isDone = tips.length > 0;
  for (const tip of tips) {
    const found = await landingOf(tip, { ...view, hasOwnCommits: remembered?.hasOwnCommits === true });
    if (found === 'open') isDone = false;
    else if (found !== 'nothing' && !landings.some((known) => known.at === found.at)) landings.push(found);
  }
  landings.sort((a, b) => a.at - b.at);
  const number = state.numbers.get(branch) ?? null;
  const isDoneNow = landings.length > 0 && (isDone || !isThere);
  // A number that is known for the branch names its landing too, where the message does not.
  const named = landings.map((one, index) =>
    one.number === null && isDoneNow && index === landings.length - 1 ? { ...one, number } : one,
  );
  return {
    landings: named,
    pending: number === null || isDoneNow ? null : { number, isClosed: false },
    isKnown: tips.length > 0 || landings.length > 0,
    isDone: isDoneNow,
  };
}

type Found = Landing | 'open' | 'nothing';

/** How a tip of a branch landed. `nothing`: it holds no work of its own. */
async function landingOf(tip: string, view: RepositoryView & { hasOwnCommits: boolean }): Promise<Found> {
  const { git, main, history } = view;
  const onLine = history.get(tip);
  // On the very line of the default branch: moved there by a fast forward, or nothing was committed yet.
  if (onLine !== undefined) return view.hasOwnCommits ? landing('fast_forward', onLine) : 'nothing';
  const merge = [...history.values()].find(({ parents }) => parents.slice(1).includes(tip));
  if (merge !== undefined) return landing('merge', merge);
  for (const mainTip of main.tips) {
    const contained = await git(['merge-base', '--is-ancestor', tip, mainTip]);
    if (contained.ok) return containing(tip, mainTip, view);
  }
  const same = await findSameChanges(git, tip, main.tips);
  const commit = same === null ? undefined : history.get(same.commit);
  return same === null || commit === undefined ? 'open' : landing(same.way, commit);
}

/** The commit of the default branch with which a tip came in. */
async function containing(tip: string, mainTip: string, { git, history }: RepositoryView): Promise<Found> {
  const answer = await git(['rev-list', '--ancestry-path', mainTip, `^${tip}`, '--']);
  const containers = new Set(answer.ok ? answer.out.split('\n') : []);
  const oldest = [...history.values()].findLast(({ commit }) => containers.has(commit));
  const [before] = oldest?.parents ?? [];
  if (oldest === undefined || before === undefined || oldest.parents.length < 2) return 'nothing';
  // What lies further back than the history was read came in before.
  const wasThere = await git(['merge-base', '--is-ancestor', tip, before]);
  return wasThere.ok ? 'nothing' : landing('merge', oldest);
}

function landing(way: LandingWay, { at, number }: MainCommit): Landing {
  return { at, way, number };
}
