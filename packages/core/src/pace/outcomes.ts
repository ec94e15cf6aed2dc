/** An 80 % interval and the median. */
export interface Range {
  low: number;
  mid: number;
  high: number;
}

/** The share of outcomes that an interval is to hold. */
const INTERVAL = 0.8;
/** Below this share of paths that hit the wall there is no telling when, 0–1. */
const RARE = 0.05;
/** So many points of the way are worked out, at most. */
const FAN_POINTS = 32;

/**
 * What paths mean for a limit.
 *
 * @param paths points spent until each of `times` (ms); the last time is the reset
 */
export function outcomesOf(
  paths: readonly Float64Array[],
  { now, percent, times }: { now: number; percent: number; times: Float64Array },
): { hitProbability: number; hitAt: Range | null; fan: ({ at: number } & Range)[] } {
  const hits = paths
    .map((path) => crossing(path, { points: 100 - percent, times, now }))
    .filter((at) => at !== null)
    .sort((a, b) => a - b);
  const fan: ({ at: number } & Range)[] = [];
  let floor: Range = { low: percent, mid: percent, high: percent };
  const stride = Math.ceil(times.length / FAN_POINTS);
  const there = new Float64Array(paths.length);
  times.forEach((at, index) => {
    if ((times.length - 1 - index) % stride !== 0) return;
    // A full window lets nothing more through.
    paths.forEach((path, place) => {
      there[place] = Math.min(100, percent + (path[index] ?? 0));
    });
    const range = shortest(there.sort());
    floor = {
      low: Math.max(floor.low, range.low),
      mid: Math.max(floor.mid, range.mid),
      high: Math.max(floor.high, range.high),
    };
    fan.push({ at, ...floor });
  });
  return {
    // Half a path of doubt on both sides: no number of paths proves that something cannot be.
    hitProbability: (hits.length + 0.5) / (paths.length + 1),
    hitAt: hits.length < RARE * paths.length ? null : central(hits),
    fan,
  };
}

/** When a path first reaches a number of points, ms, between two times by even spending; null when it does not. */
function crossing(
  path: Float64Array,
  { points, times, now }: { points: number; times: Float64Array; now: number },
): number | null {
  const index = path.findIndex((spent) => spent >= points);
  if (index === -1) return null;
  const [spentBefore, before] = index === 0 ? [0, now] : [path[index - 1] ?? 0, times[index - 1] ?? now];
  const [spent, at] = [path[index] ?? points, times[index] ?? now];
  const share = spent > spentBefore ? (points - spentBefore) / (spent - spentBefore) : 1;
  return before + (at - before) * Math.max(0, share);
}

function central(sorted: readonly number[]): Range {
  return {
    low: quantile(sorted, (1 - INTERVAL) / 2),
    mid: quantile(sorted, 0.5),
    high: quantile(sorted, (1 + INTERVAL) / 2),
  };
}

/**
 * The shortest interval that holds the share. A central one would hold far more wherever many outcomes are the same:
 * nothing more spent, or the window full.
 */
function shortest(sorted: Float64Array): Range {
  const width = Math.max(1, Math.ceil(INTERVAL * sorted.length));
  let best = 0;
  for (let first = 1; first + width <= sorted.length; first += 1) {
    const length = (from: number) => (sorted[from + width - 1] ?? 0) - (sorted[from] ?? 0);
    if (length(first) < length(best)) best = first;
  }
  const low = sorted[best] ?? 0;
  return { low, mid: quantile(sorted, 0.5), high: sorted[best + width - 1] ?? low };
}

/** With linear interpolation between neighbours. */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  const place = share * (sorted.length - 1);
  const index = Math.floor(place);
  const left = sorted[index] ?? Number.NaN;
  return left + ((sorted[index + 1] ?? left) - left) * (place - index);
}
