import type { HistoryColumns } from '@claude-meter/wire';

/** A line as the chart takes it: times in seconds, rising; null is a break in the line. */
export interface DrawnLine {
  at: number[];
  high: (number | null)[];
  low: (number | null)[];
}

type Columns = Pick<HistoryColumns, 'at' | 'percent' | 'high' | 'low' | 'gaps'>;

/**
 * Makes the columns of a history into a line within a range: it begins with what stood when the range began, ends with
 * what stands at its end, and is broken where nobody watched. Behind a gap that brought no change the old value stands
 * again, for it was read again.
 *
 * @param range ms
 */
export function drawnLine(
  { at, percent, high, low, gaps }: Columns,
  { from, to }: { from: number; to: number },
): DrawnLine {
  const points: Point[] = [];
  const value = (index: number): Omit<Point, 'at'> => ({
    high: high[index] ?? null,
    low: low[index] ?? null,
  });
  const standing = (moment: number): Omit<Point, 'at'> => {
    // Of a span, what it stood at last: its peak may lie before a reset.
    const stood = percent[lastAtOrBefore(at, moment)] ?? null;
    return { high: stood, low: stood };
  };
  if (lastAtOrBefore(at, from) >= 0) points.push({ at: from, ...standing(from) });
  at.forEach((moment, index) => {
    if (moment > from && moment <= to) points.push({ at: moment, ...value(index) });
  });
  points.push({ at: to, ...standing(to) });
  return lineOf(withGaps(points, { gaps, standing, from, to }));
}

interface Point {
  at: number;
  high: number | null;
  low: number | null;
}

const BREAK = { high: null, low: null };

function withGaps(
  points: readonly Point[],
  given: {
    gaps: Columns['gaps'];
    standing: (moment: number) => Omit<Point, 'at'>;
    from: number;
    to: number;
  },
): Point[] {
  const { gaps, standing, from, to } = given;
  const inside = apart(gaps.filter(([since, until]) => until > since && until > from && since < to));
  const starts = inside.map(([since]) => since);
  const borders = inside.flatMap(([since, until]): Point[] => [
    // The value is held until just before the gap, and stands again right behind it.
    ...(since > from ? [{ at: since, ...standing(since) }] : []),
    { at: Math.max(since, from) + 1, ...BREAK },
    ...(until < to ? [{ at: until, ...standing(until) }] : []),
  ]);
  const seen = points.filter((point) => {
    const [since, until] = inside[lastAtOrBefore(starts, point.at)] ?? [Infinity, Infinity];
    return !(point.at > since && (point.at < until || until >= to));
  });
  const order = [...seen, ...borders].sort((a, b) => a.at - b.at);
  // Of two points at one moment the first stays: what was read there, before what is filled in.
  return order.filter((point, index) => point.at !== order[index - 1]?.at);
}

/** Gaps in order; those that touch are one. */
function apart(gaps: Columns['gaps']): Columns['gaps'] {
  const joined: Columns['gaps'] = [];
  for (const [since, until] of [...gaps].sort((a, b) => a[0] - b[0])) {
    const last = joined.at(-1);
    if (last !== undefined && since <= last[1]) last[1] = Math.max(last[1], until);
    else joined.push([since, until]);
  }
  return joined;
}

function lineOf(points: readonly Point[]): DrawnLine {
  return {
    at: points.map((point) => point.at / 1000),
    high: points.map((point) => point.high),
    low: points.map((point) => point.low),
  };
}

/** Index of the newest point at or before a moment, -1 for none. */
export function lastAtOrBefore(at: readonly number[], moment: number): number {
  let low = 0;
  let high = at.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((at[middle] ?? 0) <= moment) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
