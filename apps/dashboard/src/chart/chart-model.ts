import type { DrawnLine } from './drawn-line.ts';

/** One line of a chart, with what may lie ahead of it. */
export interface ChartLine {
  id: string;
  label: string;
  /** Place in the palette. */
  colour: number;
  line: DrawnLine;
  /** Times in ms; empty when nothing is said about the future. */
  fan: readonly FanPoint[];
}

export interface FanPoint {
  at: number;
  low: number;
  mid: number;
  high: number;
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

/** A stretch of time, ms. */
export interface Stretch {
  from: number;
  to: number;
}

/** How much of what lies ahead is shown, as a share of what was: more would crowd out the history. */
const SHOWN_AHEAD = 0.5;

/** The stretch that a model fills: what lies ahead belongs into the picture, too. */
export function stretchOf({ from, to, lines }: ChartModel): Stretch {
  const furthest = Math.max(to, ...lines.map(({ fan }) => fan.at(-1)?.at ?? 0));
  return { from, to: Math.min(furthest, Math.round(to + (to - from) * SHOWN_AHEAD)) };
}

/** The highest value of a chart's upper edge: a little above 100, or above what is higher. */
export function topOf(lines: readonly ChartLine[]): number {
  let most = 100;
  for (const { line } of lines) {
    for (const value of line.high) if (value > most) most = value;
  }
  return most * 1.04;
}
