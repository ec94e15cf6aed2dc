import type { Change } from './change.ts';
import { quantile } from './outcomes.ts';
import { type Span, walkSpending } from './walk-spending.ts';

/** What an ordinary session costs: the middle half of the past ones, percentage points. */
export interface TypicalRun {
  low: number;
  high: number;
}

/** A pause that ends a run, ms: longer than a prompt is read, shorter than a break. */
const PAUSE_MS = 20 * 60_000;
/** A run of less is a question, not a session, percentage points. */
const SMALLEST = 1;
const FEWEST_RUNS = 5;
/** Habits change: only the newest runs count, none older than four weeks. */
const MOST_RUNS = 60;
const REACH_MS = 28 * 86_400_000;

/**
 * How much of the limit a run of work costs, out of its changes (oldest first): stretches of spending without a pause
 * of 20 minutes in the last four weeks. Runs that a wall or a gap cut short are left out. Null with fewer than five.
 */
export function typicalRun(
  history: readonly Change[],
  { gaps, now }: { gaps: readonly Span[]; now: number },
): TypicalRun | null {
  const begin = history.findIndex(({ at }) => at >= now - REACH_MS);
  if (begin === -1) return null;
  const runs: { last: number; points: number; whole: boolean }[] = [];
  walkSpending(
    history.slice(begin),
    { gaps, resets: [], windowMs: Number.POSITIVE_INFINITY, now },
    {
      spend(from, to, points) {
        const run = runs.at(-1);
        const seen = to === from;
        if (run === undefined || from - run.last > PAUSE_MS) runs.push({ last: to, points, whole: seen });
        else {
          run.last = to;
          run.points += points;
          run.whole &&= seen;
        }
      },
      wall(from) {
        const run = runs.at(-1);
        if (run !== undefined && from - run.last <= PAUSE_MS) run.whole = false;
      },
    },
  );
  const costs = runs
    // The run that still goes on has not cost all that it will.
    .filter((run) => run.whole && run.points >= SMALLEST && now - run.last > PAUSE_MS)
    .slice(-MOST_RUNS)
    .map((run) => run.points)
    .sort((a, b) => a - b);
  if (costs.length < FEWEST_RUNS) return null;
  return { low: quantile(costs, 0.25), high: quantile(costs, 0.75) };
}
