/** A percentage from the moment it was first seen; it holds until the next change. */
export interface Change {
  /** ms */
  at: number;
  /** Percent 0–100, may exceed 100. */
  percent: number;
}

/**
 * Two lists of changes as one, oldest first, nothing after `now`. Where both know a moment, `newer` is believed. Lists
 * that are not in order are put in order: a clock that was set back leaves such lists behind.
 */
export function joinChanges(older: readonly Change[], newer: readonly Change[], now: number): Change[] {
  const [a, b] = [inOrder(older), inOrder(newer)];
  const joined: Change[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const [left, right] = [a[i], b[j]];
    const takeLeft = right === undefined || (left !== undefined && left.at <= right.at);
    const next = takeLeft ? left : right;
    if (takeLeft) i += 1;
    else j += 1;
    if (next === undefined || !(next.at <= now) || !Number.isFinite(next.percent)) continue;
    if (joined.at(-1)?.at === next.at) joined[joined.length - 1] = next;
    else joined.push(next);
  }
  return joined;
}

function inOrder(changes: readonly Change[]): readonly Change[] {
  const ordered = changes.every((change, index) => index === 0 || (changes[index - 1]?.at ?? 0) <= change.at);
  return ordered ? changes : [...changes].sort((x, y) => x.at - y.at);
}
