import type { BlockRow } from '@claude-meter/wire';
import { blocksOf } from './blocks.ts';
import { type ChosenRows, groupRows, spanOf } from './chosen-rows.ts';

/** One row per 5-hour window with requests, the earliest first. */
export function blockRows(
  chosen: ChosenRows,
  given: { now: number; sessionResets: readonly number[] },
): BlockRow[] {
  const times = Array.from(chosen.which, (row) => chosen.rows.at[row] as number).sort((a, b) => a - b);
  const blocks = blocksOf(times, given.sessionResets);
  const starts = blocks.map((block) => block.start);
  const groups = groupRows(chosen, (row) => lastAtOrBefore(starts, chosen.rows.at[row] as number));
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
