import type { Change } from './change.ts';
import { type Span, type SpendingContext, walkSpending } from './walk-spending.ts';

/** Width of a bin, ms. */
export const STEP_MS = 5 * 60_000;

/**
 * What somebody wanted of a limit, in percentage points, in bins that end at `now`. All three rows are running totals
 * at the edges of the bins, so that any stretch is one subtraction.
 */
export interface Demand {
  /** First edge, ms. */
  since: number;
  /** Last edge, ms. */
  now: number;
  /** Points wanted: those spent, and behind a wall an estimate of what would have been. */
  wanted: Float64Array;
  /** Bins nobody watched. */
  unseen: Float64Array;
  /** Bins behind a wall. */
  walled: Float64Array;
}

/** What was wanted just before a wall is wanted behind it too, fading with this time, ms. */
const WALL_FADE_MS = 90 * 60_000;
const BEFORE_WALL_BINS = 12;

/** Sorts the changes of one limit into bins. Reaches back to the first change, at most `reachMs`. */
export function demandOf(changes: readonly Change[], context: SpendingContext & { reachMs: number }): Demand {
  const { now, gaps } = context;
  const first = Math.max(changes[0]?.at ?? now, now - context.reachMs);
  const count = Math.max(1, Math.ceil((now - first) / STEP_MS));
  const since = now - count * STEP_MS;
  const bins = () => new Float64Array(count + 1);
  const [wanted, unseen, walled] = [bins(), bins(), bins()];
  const walls: Span[] = [];
  walkSpending(changes, context, {
    spend: (from, to, points) => spreadOver(wanted, since, { from, to, amount: points }),
    wall: (from, to) => {
      if (to <= since) return;
      walls.push([from, to]);
      spreadOver(walled, since, { from, to, amount: (to - from) / STEP_MS });
    },
  });
  for (const [from, end] of gaps) {
    const to = Math.min(end, now);
    if (to > from) spreadOver(unseen, since, { from, to, amount: (to - from) / STEP_MS });
  }
  for (const wall of walls) fillWall(wanted, walled, { wall, since });
  for (const row of [wanted, unseen, walled]) {
    for (let edge = 1; edge <= count; edge += 1) row[edge] = (row[edge] ?? 0) + (row[edge - 1] ?? 0);
  }
  return { since, now, wanted, unseen, walled };
}

/** A running total between two moments, ms; moments outside count as the nearest edge. */
export function between(demand: Demand, row: 'wanted' | 'unseen' | 'walled', [from, to]: Span): number {
  return totalAt(demand, row, to) - totalAt(demand, row, from);
}

export function totalAt(demand: Demand, row: 'wanted' | 'unseen' | 'walled', at: number): number {
  const totals = demand[row];
  const place = Math.min(Math.max((at - demand.since) / STEP_MS, 0), totals.length - 1);
  const edge = Math.floor(place);
  const left = totals[edge] ?? 0;
  return left + ((totals[edge + 1] ?? left) - left) * (place - edge);
}

/** Adds an amount evenly over a stretch; bin i lies between edge i − 1 and edge i. */
function spreadOver(
  into: Float64Array,
  since: number,
  { from, to, amount }: { from: number; to: number; amount: number },
): void {
  const first = (from - since) / STEP_MS;
  const last = (to - since) / STEP_MS;
  if (last <= 0 || last < first) return;
  if (last - first < 1e-9) {
    const bin = Math.min(Math.max(Math.ceil(last), 1), into.length - 1);
    into[bin] = (into[bin] ?? 0) + amount;
    return;
  }
  const density = amount / (last - first);
  for (let bin = Math.max(1, Math.floor(first) + 1); bin < into.length && bin - 1 < last; bin += 1) {
    const share = Math.min(bin, last) - Math.max(bin - 1, first);
    if (share > 0) into[bin] = (into[bin] ?? 0) + density * share;
  }
}

/** Work that a wall stops would have gone on for a while: without this, heavy users look as if they liked to stop. */
function fillWall(
  wanted: Float64Array,
  walled: Float64Array,
  { wall, since }: { wall: Span; since: number },
): void {
  const first = Math.max(1, Math.ceil((wall[0] - since) / STEP_MS));
  let before = 0;
  for (let bin = Math.max(1, first - BEFORE_WALL_BINS); bin <= first; bin += 1) before += wanted[bin] ?? 0;
  const rate = before / BEFORE_WALL_BINS;
  const last = Math.min(wanted.length - 1, Math.ceil((wall[1] - since) / STEP_MS));
  for (let bin = first; bin <= last; bin += 1) {
    const estimate =
      rate * Math.exp((-(bin - first) * STEP_MS) / WALL_FADE_MS) * Math.min(1, walled[bin] ?? 0);
    wanted[bin] = (wanted[bin] ?? 0) + estimate;
  }
}
