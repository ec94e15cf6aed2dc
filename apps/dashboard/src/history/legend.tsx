import { formatPercent } from '@claude-meter/core';
import type { SeriesInfo } from '@claude-meter/wire';
import type { VNode } from 'preact';
import type { ChartModel } from '../chart/chart-model.ts';
import { valueAt } from '../chart/drawn-line.ts';
import { colourOf, lastValue } from './history-model.ts';

export interface LegendProps {
  series: readonly SeriesInfo[];
  hidden: ReadonlySet<string>;
  model: ChartModel | null;
  /** The moment of the read-out, ms. */
  at: number | null;
  onToggle: (limit: string) => void;
}

/** Which line is which, what it says where the read-out stands, and whether it is shown. */
export function Legend({ series, hidden, model, at, onToggle }: LegendProps): VNode {
  const hasSpans =
    model?.lines.some(({ line }) => line.high.some((high, at) => high > (line.low[at] ?? high))) ?? false;
  return (
    <fieldset class="db-legend" data-spans={String(hasSpans)}>
      <legend class="cm-unseen">Limits that are shown</legend>
      {series.map(({ limit_id, label }) => {
        const line = model?.lines.find((one) => one.id === limit_id);
        const value = line === undefined ? null : at === null ? lastValue(line) : valueAt(line.line, at);
        return (
          <button
            key={limit_id}
            type="button"
            data-colour={colourOf(limit_id, series) + 1}
            aria-pressed={!hidden.has(limit_id)}
            onClick={() => onToggle(limit_id)}
          >
            <span class="db-swatch" />
            {label} <strong>{valueWords(value)}</strong>
          </button>
        );
      })}
    </fieldset>
  );
}

function valueWords(value: { high: number | null; low: number | null } | null): string {
  if (value === null) return '';
  const [high, low] = [formatPercent(value.high), formatPercent(value.low)];
  return high === low ? high : `${low.replace('%', '')}–${high}`;
}
