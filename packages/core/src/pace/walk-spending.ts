import type { Change } from './change.ts';

/** A stretch of time, ms: from, to. */
export type Span = readonly [from: number, to: number];

/** What a walk through the changes of a limit finds. */
export interface SpendingSink {
  /** Percentage points were spent somewhere in a stretch; of no length when the moment is known. */
  spend(span: Span, points: number): void;
  /** The limit was full: nobody could spend, whatever they wanted. */
  wall(span: Span): void;
}

export interface SpendingContext {
  /** Stretches nobody watched, in order. */
  gaps: readonly Span[];
  /** Known ends of windows, ms, in order. */
  resets: readonly number[];
  /** Length of a window, ms: a wall lasts no longer. */
  windowMs: number;
  now: number;
}

/** A reset is seen around its minute, not to the second, ms. */
const TOLERANCE_MS = 120_000;
/** A change this soon after a gap happened in the gap, ms. */
const WAKING_MS = 3 * 60_000;
/** A fall that is taken back within this time was none, ms. */
const GLITCH_MS = 30 * 60_000;
/** It may lack this share of the fall. */
const TAKEN_BACK = 0.1;
/** What can have been spent between a reset and the reading that first shows it, percent. */
const FRESH_PERCENT = 5;

/**
 * Reads what was spent out of the changes of one limit. A fall is a reset (then the new number was spent since) or a
 * correction by the server (then nothing was), never negative spending; a fall that is taken back at once is neither.
 */
export function walkSpending(changes: readonly Change[], context: SpendingContext, sink: SpendingSink): void {
  const { gaps, resets, windowMs, now } = context;
  let [gapIndex, resetIndex] = [0, 0];
  let fallen: Change | null = null;
  for (let index = 1; index <= changes.length; index += 1) {
    const before = changes[index - 1];
    const change = changes[index];
    if (before === undefined) return;
    const until = change?.at ?? now;
    let reset: number | null = null;
    for (; (resets[resetIndex] ?? Infinity) - TOLERANCE_MS <= until; resetIndex += 1) {
      const at = resets[resetIndex] ?? 0;
      if (at - TOLERANCE_MS > before.at) reset = Math.min(at, until);
    }
    if (before.percent >= 100) sink.wall([before.at, Math.min(until, reset ?? until, before.at + windowMs)]);
    if (change === undefined) return;
    while ((gaps[gapIndex]?.[1] ?? Infinity) < change.at - WAKING_MS) gapIndex += 1;
    const gap = gaps[gapIndex];
    const unseenSince = gap !== undefined && gap[0] < change.at ? Math.max(gap[0], before.at) : change.at;
    const points = pointsOf(before, change, { reset, fallen, inGap: unseenSince < change.at });
    fallen = change.percent < before.percent && reset === null ? before : null;
    if (points > 0) sink.spend([Math.max(unseenSince, reset ?? unseenSince), change.at], points);
  }
}

function pointsOf(
  before: Change,
  change: Change,
  known: { reset: number | null; fallen: Change | null; inGap: boolean },
): number {
  if (known.reset !== null) return known.inGap ? change.percent : Math.min(change.percent, FRESH_PERCENT);
  if (change.percent < before.percent) {
    // An unknown reset shows a small number, or it happened while nobody watched.
    const isReset = change.percent <= before.percent / 2 && (known.inGap || change.percent <= FRESH_PERCENT);
    return isReset ? change.percent : 0;
  }
  const { fallen } = known;
  const takenBack =
    fallen !== null &&
    change.at - fallen.at <= GLITCH_MS &&
    change.percent >= fallen.percent - TAKEN_BACK * (fallen.percent - before.percent);
  return Math.max(0, change.percent - (takenBack ? fallen.percent : before.percent));
}
