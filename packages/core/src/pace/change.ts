/** A percentage from the moment it was first seen; it holds until the next change. */
export interface Change {
  /** ms */
  at: number;
  /** Percent 0–100, may exceed 100. */
  percent: number;
}

/**
 * Two lists of changes as one, oldest first, from the one that still holds at `since` until `now`. Where both know a
 * moment, `newer` is believed. Lists that are not in order are put in order: a clock that was set back leaves such lists
 * behind.
 */
export function joinChanges(
  older: readonly Change[],
  newer: readonly Change[],
  { since, now }: { since: number; now: number },
): Change[] {
  const [a, b] = [inOrder(older, now), inOrder(newer, now)];
  // History is long and ends with what is recent: only the ends need to be laid into each other.
  let i = placeOf(a, b[0]?.at ?? Number.POSITIVE_INFINITY);
  const joined = a.slice(Math.min(i, Math.max(0, placeOf(a, since) - 1)), i);
  for (let j = 0; i < a.length || j < b.length; ) {
    const [left, right] = [a[i], b[j]];
    const takeLeft = right === undefined || (left !== undefined && left.at <= right.at);
    const next = takeLeft ? left : right;
    if (takeLeft) i += 1;
    else j += 1;
    if (next === undefined) break;
    if (joined.at(-1)?.at === next.at) joined[joined.length - 1] = next;
    else joined.push(next);
  }
  return joined;
}

/** Usable changes in order, one per moment, the last one of it. */
function inOrder(changes: readonly Change[], now: number): readonly Change[] {
  let before = Number.NEGATIVE_INFINITY;
  let isFine = true;
  for (const { at, percent } of changes) {
    if (!(at > before && at <= now) || !Number.isFinite(percent)) isFine = false;
    before = at;
  }
  if (isFine) return changes;
  const usable = changes.filter(({ at, percent }) => at <= now && Number.isFinite(percent));
  usable.sort((x, y) => x.at - y.at);
  return usable.filter(({ at }, index) => usable[index + 1]?.at !== at);
}

/** How many changes lie before a moment. */
function placeOf(changes: readonly Change[], at: number): number {
  let [low, high] = [0, changes.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((changes[middle]?.at ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
