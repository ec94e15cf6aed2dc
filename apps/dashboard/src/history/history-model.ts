import type { ForecastEntry, HistoriesAnswer, SeriesInfo } from '@claude-meter/wire';
import type { ChartLine, ChartMark, ChartModel, FanPoint } from '../chart/chart-model.ts';
import { type DrawnLine, drawnLine, known, valueAt } from '../chart/drawn-line.ts';
import { SERIES_COLOURS } from '../chart/paint.ts';
import { resetsFit } from './range.ts';

/** What the chart shows of what came back. Limits keep their colour whatever is hidden. */
export function historyModel(
  { org_uuid, from, to, gaps, limits }: HistoriesAnswer,
  series: readonly SeriesInfo[],
  forecast: readonly ForecastEntry[],
): ChartModel {
  const lines = limits.map(({ limit_id, ...columns }): ChartLine => {
    const entry = forecast.find((one) => one.org_uuid === org_uuid && one.limit_id === limit_id)?.forecast;
    const line = drawnLine({ ...columns, gaps }, { from, to });
    return {
      id: limit_id,
      label: series.find((one) => one.limit_id === limit_id)?.label ?? limit_id,
      colour: colourOf(limit_id, series),
      line,
      fan: entry?.kind === 'forecast' ? fanFrom(line, to, entry.fan) : [],
    };
  });
  return { from, to, lines, gaps, marks: marksOf({ from, to, limits }, series) };
}

/** What lies ahead begins where the line ends. */
function fanFrom(line: DrawnLine, to: number, fan: readonly FanPoint[]): FanPoint[] {
  const ahead = fan.filter(({ at }) => at > to);
  const { high: now } = valueAt(line, to);
  return now === null || ahead.length === 0 ? ahead : [{ at: to, low: now, mid: now, high: now }, ...ahead];
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
  { limits, ...range }: Pick<HistoriesAnswer, 'from' | 'to' | 'limits'>,
  series: readonly SeriesInfo[],
): ChartMark[] {
  const kinds = new Map(series.map(({ limit_id, kind }) => [limit_id, kind]));
  return limits.flatMap(({ limit_id, resets, walls }): ChartMark[] => {
    const colour = colourOf(limit_id, series);
    const shown = resetsFit(kinds.get(limit_id) ?? '', range) ? resets : [];
    return [
      ...shown.map((at): ChartMark => ({ at, kind: 'reset', colour })),
      ...walls.map((at): ChartMark => ({ at, kind: 'wall', colour })),
    ];
  });
}

/** What a line said last, while somebody watched. */
export function lastValue({ line }: ChartLine): { high: number | null; low: number | null } {
  const index = line.high.findLastIndex((value) => !Number.isNaN(value));
  return { high: known(line.high[index]), low: known(line.low[index]) };
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
  let [last, peak, peakAt]: (number | null)[] = [null, null, null];
  let [watched, near] = [0, 0];
  for (let index = 0; index < line.at.length; index += 1) {
    const [at, value] = [line.at[index] as number, line.high[index] as number];
    if (Number.isNaN(value)) continue;
    last = value;
    if (peak === null || peak === undefined || value > peak) [peak, peakAt] = [value, at];
    const length = (line.at[index + 1] ?? at) - at;
    watched += length;
    if (value >= 90) near += length;
  }
  return {
    last: last ?? null,
    peak: peak ?? null,
    peakAt: peakAt ?? null,
    nearWall: watched === 0 ? 0 : near / watched,
  };
}
