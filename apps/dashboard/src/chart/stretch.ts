import type { Stretch } from './chart-model.ts';

const [SHORTEST_MS, LONGEST_MS] = [5 * 60_000, 10 * 366 * 86_400_000];

/** A stretch that is `factor` times as wide and keeps the moment at `share` of its width in place. */
export function zoomed({ from, to }: Stretch, factor: number, share: number): Stretch {
  return around(from + (to - from) * share, { width: (to - from) * factor, share });
}

/** A stretch of about this width in which the moment `fixed` stands at `share` of it. */
function around(fixed: number, { width, share }: { width: number; share: number }): Stretch {
  const drawn = Math.min(LONGEST_MS, Math.max(SHORTEST_MS, width));
  const start = Math.max(0, Math.round(fixed - drawn * share));
  return { from: start, to: Math.round(start + drawn) };
}

/** The same width, `by` ms later. */
export function moved({ from, to }: Stretch, by: number): Stretch {
  const start = Math.max(0, Math.round(from + by));
  return { from: start, to: Math.round(start + (to - from)) };
}

/** Places of two fingers, as shares of the width. */
export type Fingers = readonly [number, number];

/** Closer than this two fingers say nothing about a width. */
const LEAST_APART = 0.02;

/** The stretch in which the moments that were under two fingers are under them again. */
export function pinched(stretch: Stretch, before: Fingers, now: Fingers): Stretch {
  const apart = ([a, b]: Fingers) => Math.max(LEAST_APART, Math.abs(b - a));
  const middle = ([a, b]: Fingers) => (a + b) / 2;
  const width = stretch.to - stretch.from;
  const fixed = stretch.from + width * middle(before);
  return around(fixed, { width: (width * apart(before)) / apart(now), share: middle(now) });
}
