import type { BlockRow } from '@claude-meter/wire';
import { blocksOf } from './blocks.ts';
import { ALWAYS, type ChosenRows, groupRows, spanOf, timesOf } from './chosen-rows.ts';

/** One row per 5-hour window with requests, the earliest first. */
export function blockRows(
  chosen: ChosenRows,
  given: { now: number; sessionResets: readonly number[] },
): BlockRow[] {
  const blocks = blocksOf(timesOf(chosen), given.sessionResets);
  const starts = blocks.map((block) => block.start);
  const groups = groupRows(chosen, (at) => {
    const key = lastAtOrBefore(starts, at);
    return { key, from: starts[key] ?? ALWAYS.from, to: starts[key + 1] ?? ALWAYS.to };
  });
  return blocks.flatMap((block, index) => {
    const tally = groups.get(index);
    if (tally === undefined) return [];
    return {
      start: new Date(block.start).toISOString(),
      end: new Date(block.end).toISOString(),
      is_anchored: block.isAnchored,
      is_active: given.now >= block.start && given.now < block.end,
      ...spanOf(tally),
      ...tally.use(chosen.nameOf),
    };
  });
}

/** Index of the last of ascending numbers that is not above a value. */
function lastAtOrBefore(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((sorted[middle] as number) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
