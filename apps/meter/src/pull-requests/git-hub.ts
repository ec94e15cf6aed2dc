import type { BranchFacts, Landing, RepositoryFacts } from './pull-request-types.ts';
import { type RunProgram, runProgram } from './run-program.ts';

/** `gh` asks over the network. */
const GH_LIMIT_MS = 15_000;
const MOST_REQUESTS = 500;
const KEPT =
  /^(PATH|HOME|XDG_\w+|USERPROFILE|APPDATA|LOCALAPPDATA|SystemRoot|GH_\w+|GITHUB_\w+|HTTPS?_PROXY|NO_PROXY)$/i;

/** A pull request as GitHub has it. Titles, texts and people are not asked for. */
export interface GitHubRequest {
  number: number;
  branch: string;
  state: 'open' | 'closed' | 'merged';
  /** Ms since 1970, null unless merged. */
  mergedAt: number | null;
}

export interface GitHubOptions {
  env: Readonly<Record<string, string | undefined>>;
  signal: AbortSignal;
  run?: RunProgram;
}

/**
 * Whether a host may be asked: GitHub's own, or the one that the person named for `gh`. A repository may name any host as
 * its remote, and `gh` would send that one a token.
 */
export function isGitHub(host: string, env: GitHubOptions['env']): boolean {
  return host === 'github.com' || host === env['GH_HOST']?.toLowerCase();
}

/** Asks GitHub for the pull requests of a repository by its program `gh`; null when that is not there or fails. */
export async function askGitHub(
  { host, path }: { host: string; path: string },
  { env, signal, run = runProgram }: GitHubOptions,
): Promise<GitHubRequest[] | null> {
  const passed: Record<string, string> = {
    GH_PROMPT_DISABLED: '1',
    GH_NO_UPDATE_NOTIFIER: '1',
    NO_COLOR: '1',
  };
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && KEPT.test(name)) passed[name] = value;
  }
  const fields = 'number,headRefName,state,mergedAt';
  const list = ['pr', 'list', '--repo', `${host}/${path}`, '--state', 'all', '--json', fields];
  const args = [...list, '--limit', String(MOST_REQUESTS)];
  const answer = await run({ file: 'gh', args, env: passed, limitMs: GH_LIMIT_MS, signal });
  return answer.ok ? parseRequests(answer.out) : null;
}

/** Null for anything but the list that was asked for. */
export function parseRequests(text: string): GitHubRequest[] | null {
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    return null;
  }
  if (!Array.isArray(list)) return null;
  return list.flatMap((one: unknown): GitHubRequest[] => {
    const { number, headRefName, state, mergedAt } = (one ?? {}) as Record<string, unknown>;
    if (!Number.isInteger(number) || typeof headRefName !== 'string') return [];
    const at = typeof mergedAt === 'string' ? Date.parse(mergedAt) : Number.NaN;
    const isMerged = state === 'MERGED' && !Number.isNaN(at);
    return [
      {
        number: number as number,
        branch: headRefName,
        state: isMerged ? 'merged' : state === 'OPEN' ? 'open' : 'closed',
        mergedAt: isMerged ? at : null,
      },
    ];
  });
}

/** What git tells, completed by what GitHub tells: its word counts for numbers and for what landed when. */
export function withGitHub(facts: RepositoryFacts, requests: readonly GitHubRequest[]): RepositoryFacts {
  const branches = new Map<string, BranchFacts>();
  for (const [branch, known] of facts.branches) {
    const own = requests.filter((request) => request.branch === branch);
    branches.set(branch, own.length === 0 ? known : completed(known, own));
  }
  return { ...facts, branches };
}

function completed(known: BranchFacts, own: readonly GitHubRequest[]): BranchFacts {
  const landings = own
    .flatMap(({ number, mergedAt }): Landing[] =>
      mergedAt === null ? [] : [{ number, at: mergedAt, way: wayOf(known, number) }],
    )
    .sort((a, b) => a.at - b.at);
  const open = own.find(({ state }) => state === 'open');
  // Without a landing, the newest of the closed ones is what the work was for.
  const closed = landings.length > 0 ? undefined : own.toSorted((a, b) => b.number - a.number)[0];
  const pending = open ?? closed;
  return {
    landings: landings.length > 0 ? landings : known.landings,
    pending: pending === undefined ? null : { number: pending.number, isClosed: pending.state === 'closed' },
    isKnown: true,
    isDone: pending === undefined && known.isDone,
  };
}

/** How git saw it come in, where git saw it. */
function wayOf(known: BranchFacts, number: number): Landing['way'] {
  return known.landings.find((landing) => landing.number === number)?.way ?? 'gh';
}
