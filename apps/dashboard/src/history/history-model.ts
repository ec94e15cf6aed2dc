import type { ForecastEntry, SeriesInfo } from '@claude-meter/wire';
import type { ChartLine, ChartMark, ChartModel } from '../chart/chart-model.ts';
import { drawnLine, lastAtOrBefore } from '../chart/drawn-line.ts';
import { SERIES_COLOURS } from '../chart/paint.ts';
import { resetsFit, type ShownRange } from './range.ts';
import type { Histories } from './use-histories.ts';

/** Walls that can still be told apart. */
const MOST_WALLS = 120;

/** What the chart shows of what came back. Limits keep their colour whatever is hidden. */
export function historyModel(
  { histories, windows, from, to }: Histories,
  series: readonly SeriesInfo[],
  forecast: readonly ForecastEntry[],
): ChartModel {
  const lines = histories.map((history): ChartLine => {
    const { org_uuid, limit_id } = history;
    const entry = forecast.find((one) => one.org_uuid === org_uuid && one.limit_id === limit_id)?.forecast;
    return {
      id: limit_id,
      label: series.find((one) => one.limit_id === limit_id)?.label ?? limit_id,
      colour: colourOf(limit_id, series),
      line: drawnLine(history, { from, to }),
      fan: entry?.kind === 'forecast' ? entry.fan.filter(({ at }) => at >= to) : [],
    };
  });
  const range: ShownRange = { from, to, name: null };
  return { from, to, lines, gaps: histories[0]?.gaps ?? [], marks: marksOf(windows, series, range) };
}

/** Place in the palette; the same for a limit on every page. */
export function colourOf(limitId: string, series: readonly SeriesInfo[]): number {
  return (
    Math.max(
      0,
      series.findIndex((one) => one.limit_id === limitId),
    ) % SERIES_COLOURS
  );
}

function marksOf(
  windows: Histories['windows'],
  series: readonly SeriesInfo[],
  range: ShownRange,
): ChartMark[] {
  const kinds = new Map(series.map(({ limit_id, kind }) => [limit_id, kind]));
  const within = (at: number | null): at is number => at !== null && at >= range.from && at <= range.to;
  const resets = windows.flatMap(({ limit_id, ended, closed_at, resets_at }): ChartMark[] => {
    if (ended !== 'reset' && ended !== 'moved') return [];
    const at = ended === 'reset' ? resets_at : closed_at;
    if (!within(at) || !resetsFit(kinds.get(limit_id) ?? '', range)) return [];
    return [{ at, kind: 'reset', colour: colourOf(limit_id, series) }];
  });
  const walls = windows.flatMap(({ limit_id, full_at }): ChartMark[] =>
    within(full_at) ? [{ at: full_at, kind: 'wall', colour: colourOf(limit_id, series) }] : [],
  );
  return [...resets, ...walls.slice(-MOST_WALLS)];
}

/** What a line says at a moment (ms): its highest and lowest value there, null where nobody watched. */
export function valueAt({ line }: ChartLine, at: number): { high: number | null; low: number | null } {
  const index = lastAtOrBefore(line.at, at / 1000);
  return { high: line.high[index] ?? null, low: line.low[index] ?? null };
}

/** What a line said last, while somebody watched. */
export function lastValue({ line }: ChartLine): { high: number | null; low: number | null } {
  const index = line.high.findLastIndex((value) => value !== null);
  return { high: line.high[index] ?? null, low: line.low[index] ?? null };
}

/** What a line amounts to over its range. */
export interface LineSums {
  last: number | null;
  peak: number | null;
  peakAt: number | null;
  /** Share of the watched time at 90 % and above, 0–1. */
  nearWall: number;
}

export function sumLine({ line }: ChartLine): LineSums {
  let [peak, peakAt, watched, near]: [number | null, number | null, number, number] = [null, null, 0, 0];
  let last: number | null = null;
  line.at.forEach((second, index) => {
    const value = line.high[index] ?? null;
    if (value === null) return;
    last = value;
    if (peak === null || value > peak) [peak, peakAt] = [value, second * 1000];
    const length = (line.at[index + 1] ?? second) - second;
    watched += length;
    if (value >= 90) near += length;
  });
  return { last, peak, peakAt, nearWall: watched === 0 ? 0 : near / watched };
}
