import { type ForecastEntry, ROUTES, type SeriesInfo } from '@claude-meter/wire';
import type { VNode } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { ChartView } from '../chart/chart-view.tsx';
import { withQuery } from '../data/ask.ts';
import { useAsked } from '../data/use-asked.ts';
import { historyModel } from '../history/history-model.ts';
import { Legend } from '../history/legend.tsx';
import { RANGES, type RangeName, readOutStyle, shownRange } from '../history/range.ts';
import { SumsTable } from '../history/sums-table.tsx';
import { useHistories } from '../history/use-histories.ts';
import { ChoiceRow } from '../shell/choice-row.tsx';
import { useWorld } from '../shell/context.ts';
import { NoHistory } from '../shell/no-history.tsx';
import { OrgPicker } from '../shell/org-picker.tsx';
import { moment } from '../shell/person.ts';
import { type ChosenSeries, useSeries } from '../shell/use-series.ts';

const RANGE_WORDS: Readonly<Record<RangeName, string>> = {
  '5h': '5 hours',
  '24h': '24 hours',
  '7d': '7 days',
  '30d': '30 days',
  '90d': '90 days',
  all: 'All',
};

/** Each limit over time: resets, walls, gaps, and what lies ahead. */
export function HistoryPage(): VNode {
  const chosen = useSeries();
  if (chosen.series === null || chosen.org === '') return <NoHistory {...chosen} />;
  return <OrgHistory key={chosen.org} {...chosen} />;
}

/** How often a history is asked for anew while the meter talks, ms. */
const PAUSE_MS = 5_000;

function OrgHistory({ own, orgs, org }: ChosenSeries): VNode {
  const { route, now, person, choose, heardAt } = useWorld();
  const counted = useMemo(() => own.filter((series) => series.kind !== 'extra'), [own]);
  const [pointed, setPointed] = useState<number | null>(null);
  const hidden = hiddenOf(route.params, counted);
  const since = Math.min(now, ...counted.map((series) => series.since ?? now));
  const range = shownRange(route.params, { now, since });
  const version = range.to < now - PAUSE_MS ? null : Math.floor((heardAt ?? 0) / PAUSE_MS);
  const limits = counted.map(({ limit_id }) => limit_id).filter((limit) => !hidden.has(limit));
  const { value, error } = useHistories({ org, limits, from: range.from, to: range.to }, version);
  const forecast = useAsked<ForecastEntry[]>(
    withQuery(ROUTES.forecast, { org, tz: person.timeZone }),
    version,
  );
  const ahead = range.name === null ? NOTHING : (forecast.value ?? NOTHING);
  const model = useMemo(
    () => (value === null ? null : historyModel(value, counted, ahead)),
    [value, counted, ahead],
  );
  const zoom = (from: number, to: number) => choose({ from: String(from), to: String(to) });
  const goBack = () => choose({ from: null, to: null });
  const toggle = (limit: string) => {
    const next = new Set(hidden);
    if (!next.delete(limit)) next.add(limit);
    choose({ hide: [...next].join(',') || '-', limit: null });
  };
  return (
    <div class="db-stack">
      <div class="db-tools">
        <OrgPicker
          orgs={orgs}
          chosen={org}
          onChoose={(next) => choose({ org: next, hide: null, limit: null })}
        />
        <ChoiceRow
          label="Range"
          choices={RANGES.map((id) => ({ id, text: id === 'all' ? 'All' : id, title: RANGE_WORDS[id] }))}
          chosen={range.name}
          onChoose={(name) => choose({ range: name, from: null, to: null })}
        />
        <button type="button" class="cm-button" disabled={range.name !== null} onClick={goBack}>
          Reset zoom
        </button>
      </div>
      <section class="db-card" aria-label="Chart">
        <p class="db-readout" aria-live="polite">
          {moment(pointed ?? range.to, pointed === null ? 'moment' : readOutStyle(range), person)}
          <span class="db-quiet">{pointed === null ? <Hint /> : ' · as it stood then'}</span>
        </p>
        <Legend series={counted} hidden={hidden} model={model} at={pointed} onToggle={toggle} />
        {model === null ? (
          <div class="db-chart" />
        ) : (
          <ChartView
            model={model}
            marked={range.name === null ? range : null}
            person={person}
            label={`Percent of each limit, ${moment(model.from, 'moment', person)} to ${moment(model.to, 'moment', person)}.`}
            onRange={zoom}
            onReset={goBack}
            pointed={pointed}
            onPoint={setPointed}
          />
        )}
        <p class="db-key">
          <span data-key="reset">reset</span>
          <span data-key="wall">wall hit</span>
          <span data-key="gap">nobody watched</span>
          {ahead.length > 0 && <span data-key="fan">forecast</span>}
        </p>
      </section>
      {error !== null && <p role="alert">{error}</p>}
      {model !== null && value !== null && <SumsTable model={model} limits={value.limits} person={person} />}
    </div>
  );
}

/** What a hand can do with the chart; the style shows what fits the hand. */
function Hint(): VNode {
  return (
    <>
      <span class="db-by-mouse"> · drag to zoom, double click to go back</span>
      <span class="db-by-touch"> · touch to read, two fingers zoom and move</span>
    </>
  );
}

const NOTHING: readonly ForecastEntry[] = [];

/** What the address says, else all but the chosen limit; else pools, which have a page of their own. */
function hiddenOf(params: Readonly<Record<string, string>>, series: readonly SeriesInfo[]): Set<string> {
  const ids = series.map(({ limit_id }) => limit_id);
  if (params['hide'] !== undefined)
    return new Set(params['hide'].split(',').filter((id) => ids.includes(id)));
  if (ids.includes(params['limit'] ?? '')) return new Set(ids.filter((id) => id !== params['limit']));
  return new Set(series.filter(({ kind }) => kind === 'pool').map(({ limit_id }) => limit_id));
}
