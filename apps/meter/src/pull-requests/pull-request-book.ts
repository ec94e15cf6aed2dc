import type { PullRequestState, RepositoryProblem } from '@claude-meter/wire';
import type { FolderTrouble, PullRequest, PullRequestBook, RepositoryFacts } from './pull-request-types.ts';
import { pullRequestUrl } from './remote-address.ts';

/**
 * What is done on a branch within so long after it landed still belongs to what landed, ms: whoever merges from a
 * session is told about it there.
 */
export const AFTERMATH_MS = 10 * 60 * 1000;

/** What is known of a folder: its repository, or why there is none. */
export type FolderFacts =
  | { ok: true; repository: RepositoryFacts }
  | { ok: false; problem: RepositoryProblem };

/** What Claude Code writes for a branch where none is checked out. */
const DETACHED = 'HEAD';

/** @param folders folder of the transcripts → what is known of it */
export function pullRequestBook(folders: ReadonlyMap<string, FolderFacts>): PullRequestBook {
  const made = new Map<string, PullRequest>();
  const keep = (made_: Omit<PullRequest, 'key'>): PullRequest => {
    const key = JSON.stringify([made_.repository, made_.branch, made_.number, made_.landedAt, made_.state]);
    const known = made.get(key);
    if (known !== undefined) return known;
    const pullRequest = { key, ...made_ };
    made.set(key, pullRequest);
    return pullRequest;
  };
  return {
    pullRequestOf(cwd, branch, at) {
      const folder = cwd === null ? undefined : folders.get(cwd);
      const named = branch === '' || branch === DETACHED ? null : branch;
      if (folder?.ok !== true) {
        const state = folder?.problem ?? (cwd === null ? 'no_repository' : 'gone');
        return keep({ repository: cwd, branch: named, state, ...NOTHING });
      }
      return keep(requestFor(folder.repository, named, at));
    },
    troubles: [...folders].flatMap(([folder, facts]): FolderTrouble[] =>
      facts.ok || facts.problem === 'no_repository' ? [] : [{ folder, problem: facts.problem }],
    ),
  };
}

const NOTHING = { number: null, url: null, landedAt: null, way: null };

function requestFor(
  { name, web, defaultBranch, branches }: RepositoryFacts,
  branch: string | null,
  at: number,
): Omit<PullRequest, 'key'> {
  const plain = (state: PullRequestState) => ({ repository: name, branch, state, ...NOTHING });
  if (branch === null) return plain('no_branch');
  if (branch === defaultBranch) return plain('default');
  const facts = branches.get(branch);
  if (facts === undefined || !facts.isKnown) return plain('unknown');
  const next = facts.landings.find((landing) => at <= landing.at + AFTERMATH_MS);
  const landed = next ?? (facts.isDone ? facts.landings.at(-1) : undefined);
  if (landed === undefined) {
    const { pending } = facts;
    const number = pending?.number ?? null;
    const state = pending?.isClosed === true ? 'closed' : 'open';
    return { ...plain(state), number, url: pullRequestUrl(web, number) };
  }
  const { number, way } = landed;
  const url = pullRequestUrl(web, number);
  return { repository: name, branch, state: 'landed', number, url, landedAt: landed.at, way };
}
