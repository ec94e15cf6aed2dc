import type { Git } from './git.ts';
import { type MergeMessage, readMergeMessage } from './merge-message.ts';
import { type ReflogEntry, type ReflogTip, reflogTips } from './reflog-tips.ts';

/** A commit on the default branch, as it lies on its first-parent line. */
export interface MainCommit extends MergeMessage {
  commit: string;
  parents: readonly string[];
  /** Ms since 1970 of the commit, to the second. */
  at: number;
}

const FIELD = '\x1f';
const RECORD = '\x1e';
const FORMAT = `--format=%H${FIELD}%P${FIELD}%ct${FIELD}%s${FIELD}%b${RECORD}`;
const MOST_COMMITS = 20_000;

/** The first-parent line of the default branch back to a moment, by commit, the newest first. Empty when git fails. */
export async function readMainHistory(
  git: Git,
  { tips, since }: { tips: readonly string[]; since: number },
): Promise<Map<string, MainCommit>> {
  const args = ['rev-list', '--first-parent', '--no-commit-header', `--max-count=${MOST_COMMITS}`];
  const answer = await git([...args, `--max-age=${Math.floor(since / 1000)}`, FORMAT, ...tips, '--']);
  const commits = answer.ok ? answer.out.split(RECORD).map(parseCommit) : [];
  return new Map(commits.filter((one) => one !== null).map((one) => [one.commit, one]));
}

function parseCommit(record: string): MainCommit | null {
  const [commit = '', parents = '', at = '', subject = '', body = ''] = record.trimStart().split(FIELD);
  if (!/^[0-9a-f]{40,64}$/.test(commit)) return null;
  return {
    commit,
    parents: parents.split(' ').filter((parent) => parent !== ''),
    at: Number(at) * 1000,
    ...readMergeMessage(subject, body),
  };
}

/** What the reflogs of some worktrees tell of branches, deleted ones too. */
export async function readReflogTips(worktrees: readonly Git[]): Promise<Map<string, ReflogTip>> {
  const tips = new Map<string, ReflogTip>();
  for (const git of worktrees) {
    // The plumbing that walks reflogs does not print their messages.
    const answer = await git(['log', '-g', '-s', '--no-show-signature', '--format=%H %gs', 'HEAD', '--']);
    if (!answer.ok) continue;
    for (const [branch, tip] of reflogTips(answer.out.split('\n').flatMap(parseEntry))) tips.set(branch, tip);
  }
  return tips;
}

function parseEntry(line: string): ReflogEntry[] {
  const split = line.indexOf(' ');
  return split === -1 ? [] : [{ commit: line.slice(0, split), message: line.slice(split + 1) }];
}
