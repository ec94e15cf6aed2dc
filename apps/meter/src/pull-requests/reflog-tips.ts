/** One entry of a reflog: the commit after it, and what was done. */
export interface ReflogEntry {
  commit: string;
  message: string;
}

/** What a reflog tells of a branch, be it deleted since. */
export interface ReflogTip {
  /** Its last commit while it was checked out. */
  commit: string;
  /** Whether something was committed while it was. */
  hasOwnCommits: boolean;
}

const MOVING = /^checkout: moving from (.+) to (.+)$/;
const OWN = /^(commit|cherry-pick|revert|am)\b/;

/** Last commits of branches out of the reflog of HEAD. @param entries the newest first, as git tells them */
export function reflogTips(entries: readonly ReflogEntry[]): Map<string, ReflogTip> {
  const tips = new Map<string, ReflogTip>();
  // The oldest entries do not say where they are; the first move away from there does.
  let branch = entries.map(({ message }) => MOVING.exec(message)?.[1]).findLast((from) => from !== undefined);
  if (branch === undefined) return tips;
  for (const { commit, message } of entries.toReversed()) {
    branch = MOVING.exec(message)?.[2] ?? branch;
    const hasOwnCommits = OWN.test(message) || tips.get(branch)?.hasOwnCommits === true;
    tips.set(branch, { commit, hasOwnCommits });
  }
  return tips;
}
