import type { DrawnLine } from './drawn-line.ts';

/** One line of a chart, with what may lie ahead of it. */
export interface ChartLine {
  id: string;
  label: string;
  /** Place in the palette. */
  colour: number;
  line: DrawnLine;
  /** Times in ms; empty when nothing is said about the future. */
  fan: readonly { at: number; low: number; mid: number; high: number }[];
}

export interface ChartMark {
  /** ms */
  at: number;
  kind: 'reset' | 'wall';
  /** Of which line, by its place in the palette. */
  colour: number;
}

/** All that a chart shows. Times in ms. */
export interface ChartModel {
  from: number;
  to: number;
  lines: readonly ChartLine[];
  gaps: readonly (readonly [number, number])[];
  marks: readonly ChartMark[];
}

/** Columns per line: highest, lowest, and of the future its middle, lowest and highest. */
export const COLUMNS_PER_LINE = 5;

type Column = (number | null | undefined)[];
export type Table = [at: number[], ...columns: Column[]];

/**
 * Puts all lines into one table with one column of times (seconds). `undefined` says that a line has no point at a time:
 * it is drawn on; null breaks it.
 */
export function tableOf(lines: readonly ChartLine[]): Table {
  const times = lines.flatMap(({ line, fan }) => [...line.at, ...fan.map(({ at }) => at / 1000)]);
  const at = [...new Set(times)].sort((a, b) => a - b);
  const place = new Map(at.map((time, index) => [time, index]));
  const columns = lines.flatMap(({ line, fan }) => {
    const own: Column[] = Array.from({ length: COLUMNS_PER_LINE }, () =>
      new Array(at.length).fill(undefined),
    );
    const put = (column: number, time: number, value: number | null) => {
      const row = place.get(time);
      if (row !== undefined && own[column] !== undefined) own[column][row] = value;
    };
    line.at.forEach((time, index) => {
      put(0, time, line.high[index] ?? null);
      put(1, time, line.low[index] ?? null);
    });
    for (const { at: time, low, mid, high } of fan) {
      put(2, time / 1000, mid);
      put(3, time / 1000, low);
      put(4, time / 1000, high);
    }
    return own;
  });
  return [at, ...columns];
}

/** The highest value of a table's top edge: 100, or what is above it. */
export function topOf(lines: readonly ChartLine[]): number {
  const most = lines.map(({ line }) =>
    line.high.reduce<number>((best, value) => Math.max(best, value ?? 0), 0),
  );
  return Math.max(100, ...most) * 1.04;
}
