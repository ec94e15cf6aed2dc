import type { PullRequestRow } from '@claude-meter/wire';

type State = PullRequestRow['state'];

const STATE_WORDS: Readonly<Record<State, string>> = {
  landed: 'landed',
  open: 'open',
  closed: 'closed',
  default: 'default branch',
  unknown: 'not known',
  no_branch: 'no branch',
  gone: 'repository gone',
  no_repository: 'no repository',
  foreign_owner: 'belongs to another user',
  not_local: 'not on this machine',
  git_missing: 'git is not installed',
  timed_out: 'git took too long',
  unreadable: 'cannot be read',
};

export function stateWords(state: State): string {
  return STATE_WORDS[state];
}

const WAYS: Readonly<Record<NonNullable<PullRequestRow['way']>, string>> = {
  merge: 'by a merge',
  fast_forward: 'by a fast forward',
  squash: 'squashed into one commit',
  rebase: 'rebased',
  gh: 'as GitHub says',
};

/** How it came onto the default branch; '' where that is not known. */
export function wayWords(way: PullRequestRow['way']): string {
  return way === null ? '' : WAYS[way];
}

export const PULL_GROUPS = [
  { id: 'all', text: 'All' },
  { id: 'landed', text: 'Landed' },
  { id: 'open', text: 'Not landed' },
  { id: 'other', text: 'Other work' },
] as const;
export type PullGroup = (typeof PULL_GROUPS)[number]['id'];

export function readPullGroup(text: string | undefined): PullGroup {
  return PULL_GROUPS.find(({ id }) => id === text)?.id ?? 'all';
}

const OPEN: ReadonlySet<State> = new Set(['open', 'closed', 'unknown']);

export function isOfGroup({ state }: Pick<PullRequestRow, 'state'>, group: PullGroup): boolean {
  if (group === 'all') return true;
  const own = state === 'landed' ? 'landed' : OPEN.has(state) ? 'open' : 'other';
  return own === group;
}

/** An address that may be followed: of the web, and nothing that a browser would run. */
export function safeAddress(url: string | null): string | null {
  if (url === null || !URL.canParse(url)) return null;
  const { protocol, username, password } = new URL(url);
  return protocol === 'https:' && username === '' && password === '' ? url : null;
}
