import type { HistoryColumns } from '@claude-meter/wire';

/** A line as it is drawn: times in ms, rising; values in percent, NaN where the line is broken. */
export interface DrawnLine {
  at: Float64Array;
  high: Float64Array;
  low: Float64Array;
}

type Columns = Pick<HistoryColumns, 'at' | 'percent' | 'high' | 'low' | 'gaps'>;

/**
 * Makes the columns of a history into a line within a range: it begins with what stood when the range began, ends with
 * what stands at its end, and is broken where nobody watched. Behind a gap that brought no change the old value stands
 * again, for it was read again. One walk over the columns, without an object per point.
 *
 * @param range ms
 */
export function drawnLine(
  { at, percent, high, low, gaps }: Columns,
  { from, to }: { from: number; to: number },
): DrawnLine {
  const inside = apart(gaps.filter(([since, until]) => until > since && until > from && since < to));
  const pen = new Pen(at.length + 2 + 3 * inside.length);
  let next = lastAtOrBefore(at, from) + 1;
  const read = () => {
    pen.put(at[next] ?? Number.NaN, high[next] ?? Number.NaN, low[next] ?? Number.NaN);
    next += 1;
  };
  // What a span stood at last: its peak may lie before a reset.
  const stand = (moment: number) => {
    const stood = percent[next - 1] ?? Number.NaN;
    pen.put(moment, stood, stood);
  };
  const isBefore = (moment: number) => next < at.length && (at[next] as number) <= moment;
  if (next > 0 && !((inside[0]?.[0] ?? to) < from)) stand(from);
  for (const [since, until] of inside) {
    while (isBefore(since)) read();
    if (since > from) stand(since);
    pen.put(Math.max(since, from) + 1, Number.NaN, Number.NaN);
    if (until >= to) return pen.line();
    while (isBefore(until - 1)) next += 1;
    if (at[next] === until) read();
    else stand(until);
  }
  while (isBefore(to)) read();
  stand(to);
  return pen.line();
}

class Pen {
  readonly #at: Float64Array;
  readonly #high: Float64Array;
  readonly #low: Float64Array;
  #count = 0;

  constructor(most: number) {
    this.#at = new Float64Array(most);
    this.#high = new Float64Array(most);
    this.#low = new Float64Array(most);
  }

  /** Of two points at one moment the first stays: what was read there, before what is filled in. */
  put(at: number, high: number, low: number): void {
    const index = this.#count;
    if (index > 0 && at <= (this.#at[index - 1] as number)) return;
    this.#at[index] = at;
    this.#high[index] = high;
    this.#low[index] = low;
    this.#count += 1;
  }

  line(): DrawnLine {
    const end = this.#count;
    return {
      at: this.#at.subarray(0, end),
      high: this.#high.subarray(0, end),
      low: this.#low.subarray(0, end),
    };
  }
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

/** What a line says at a moment (ms): its highest and lowest value there, null where nobody watched. */
export function valueAt(line: DrawnLine, at: number): { high: number | null; low: number | null } {
  const index = lastAtOrBefore(line.at, at);
  return { high: known(line.high[index]), low: known(line.low[index]) };
}

/** A value as the rest of the page has it: what is not known is null. */
export function known(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}

/** Index of the newest point at or before a moment, -1 for none. */
export function lastAtOrBefore(at: ArrayLike<number>, moment: number): number {
  let low = 0;
  let high = at.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((at[middle] ?? 0) <= moment) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
