import type { Change } from './change.ts';

/** A stretch of time, ms: from, to. */
export type Span = readonly [from: number, to: number];

/** What a walk through the changes of a limit finds. */
export interface SpendingSink {
  /** Percentage points were spent somewhere in a stretch, ms; of no length when the moment is known. */
  spend(from: number, to: number, points: number): void;
  /** The limit was full: nobody could spend, whatever they wanted, ms. */
  wall(from: number, to: number): void;
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

const NO_GAP: Span = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];

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
  const { windowMs, now } = context;
  const resetIn = nextReset(context.resets);
  const gapBefore = nextGap(context.gaps);
  let fallen: Change | null = null;
  const first = changes[0];
  if (first === undefined) return;
  let before: Change = first;
  for (let index = 1; index < changes.length; index += 1) {
    const change: Change = changes[index] ?? before;
    const reset = resetIn(before.at, change.at);
    if (before.percent >= 100)
      sink.wall(before.at, Math.min(change.at, reset ?? change.at, before.at + windowMs));
    const gap = gapBefore(change.at);
    const unseenSince = gap < change.at ? Math.max(gap, before.at) : change.at;
    const isPlain = change.percent >= before.percent && reset === null && fallen === null;
    const points = isPlain
      ? change.percent - before.percent
      : pointsOf(before, change, { reset, fallen, inGap: unseenSince < change.at });
    fallen = change.percent < before.percent && reset === null ? before : null;
    if (points > 0) sink.spend(Math.max(unseenSince, reset ?? unseenSince), change.at, points);
    before = change;
  }
  const reset = resetIn(before.at, now);
  if (before.percent >= 100) sink.wall(before.at, Math.min(now, reset ?? now, before.at + windowMs));
}

/** Answers, for stretches that follow each other, with the last reset in them, ms, or null. */
function nextReset(resets: readonly number[]): (from: number, to: number) => number | null {
  let index = 0;
  let next = (resets[0] ?? Number.POSITIVE_INFINITY) - TOLERANCE_MS;
  return (from, to) => {
    let found: number | null = null;
    while (next <= to) {
      if (next > from) found = Math.min(next + TOLERANCE_MS, to);
      index += 1;
      next = (resets[index] ?? Number.POSITIVE_INFINITY) - TOLERANCE_MS;
    }
    return found;
  };
}

/** Answers, for moments that follow each other, when the gap began in or just after which they lie, ms. */
function nextGap(gaps: readonly Span[]): (at: number) => number {
  let index = 0;
  let [begin, end] = gaps[0] ?? NO_GAP;
  return (at) => {
    while (end < at - WAKING_MS) {
      index += 1;
      [begin, end] = gaps[index] ?? NO_GAP;
    }
    return begin;
  };
}

function pointsOf(
  before: Change,
  change: Change,
  known: { reset: number | null; fallen: Change | null; inGap: boolean },
): number {
  const falls = change.percent < before.percent;
  // A window that the server ended early does not end again at its time: in plain sight a reset is a fall.
  if (known.reset !== null && known.inGap) return change.percent;
  if (known.reset !== null && falls) return Math.min(change.percent, FRESH_PERCENT);
  if (falls) {
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
