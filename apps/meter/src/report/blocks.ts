const HOUR = 60 * 60 * 1000;
/** Length of the rolling session window. */
const BLOCK_MS = 5 * HOUR;

/** A stretch of time that is counted as one 5-hour window, ms. */
export interface Block {
  start: number;
  end: number;
  /** Whether the server named the reset. Otherwise the start is a guess: the hour of the first local request. */
  isAnchored: boolean;
}

/**
 * The 5-hour windows of some requests. Where the server's resets are known they decide; elsewhere a window begins with
 * the hour (UTC) of the first request after the one before has ended, and ends where a known one begins.
 *
 * @param times ms of the requests, ascending
 * @param resets ms at which windows are known to have ended or to end
 */
export function blocksOf(times: readonly number[], resets: readonly number[]): Block[] {
  const anchored = [...new Set(resets)]
    .sort((a, b) => a - b)
    .map((end): Block => ({ start: end - BLOCK_MS, end, isAnchored: true }));
  const blocks: Block[] = [];
  let next = 0;
  let current: Block | undefined;
  for (const at of times) {
    if (current !== undefined && at >= current.start && at < current.end) continue;
    while (next < anchored.length && (anchored[next] as Block).end <= at) next++;
    const known = anchored[next];
    const before = current?.end ?? Number.NEGATIVE_INFINITY;
    // Windows of two accounts may overlap: then the later one has what the earlier one left.
    if (known !== undefined && at >= known.start)
      current = { ...known, start: Math.max(known.start, before) };
    else current = guessed(at, before, known);
    blocks.push(current);
  }
  return blocks;
}

function guessed(at: number, before: number, known: Block | undefined): Block {
  const start = Math.max(Math.floor(at / HOUR) * HOUR, before);
  const end = Math.min(start + BLOCK_MS, known?.start ?? Number.POSITIVE_INFINITY);
  return { start, end, isAnchored: false };
}
