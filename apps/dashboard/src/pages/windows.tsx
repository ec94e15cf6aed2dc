import { formatPercent } from '@claude-meter/core';
import { ROUTES, type WindowInfo } from '@claude-meter/wire';
import type { VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import { withQuery } from '../data/ask.ts';
import { useAsked } from '../data/use-asked.ts';
import { ChoiceRow } from '../shell/choice-row.tsx';
import { useWorld } from '../shell/context.ts';
import { Empty } from '../shell/empty.tsx';
import { NoHistory } from '../shell/no-history.tsx';
import { OrgPicker } from '../shell/org-picker.tsx';
import { length } from '../shell/person.ts';
import { type ChosenSeries, useSeries } from '../shell/use-series.ts';
import { heatOf, MEASURES, type Measure, sumWindows } from '../windows/heat.ts';
import { HeatMap } from '../windows/heat-map.tsx';
import { WindowTable } from '../windows/window-table.tsx';

const MEASURE_WORDS: Readonly<Record<Measure, string>> = { walls: 'Walls hit', left: 'Left over' };
const SPANS = ['30', '90', '365'] as const;
const DAY_MS = 86_400_000;

/** Past windows: when the wall was hit, and how much was left over. */
export function WindowsPage(): VNode {
  const chosen = useSeries();
  if (chosen.series === null || chosen.org === '') return <NoHistory {...chosen} />;
  return <OrgWindows {...chosen} />;
}

function OrgWindows({ own, orgs, org }: ChosenSeries): VNode {
  const { route, now, person, choose, heardAt } = useWorld();
  const limits = own.filter(({ kind }) => ['session', 'weekly', 'scoped'].includes(kind));
  const limit = (limits.find((one) => one.limit_id === route.params['limit']) ?? limits[0])?.limit_id ?? null;
  const measure = MEASURES.find((known) => known === route.params['measure']) ?? 'walls';
  const span = SPANS.find((known) => known === route.params['days']) ?? '90';
  const from = Math.floor(now / DAY_MS) * DAY_MS - Number(span) * DAY_MS;
  const path = limit === null ? null : withQuery(ROUTES.windows, { org, limit, from });
  const { value, error } = useAsked<WindowInfo[]>(path, Math.floor((heardAt ?? 0) / 30_000));
  const cells = useMemo(() => heatOf(value ?? [], measure, person.timeZone), [value, measure, person]);
  return (
    <div class="db-stack">
      <div class="db-tools">
        <OrgPicker orgs={orgs} chosen={org} onChoose={(next) => choose({ org: next, limit: null })} />
        <ChoiceRow
          label="Limit"
          choices={limits.map(({ limit_id, label }) => ({ id: limit_id, text: label }))}
          chosen={limit}
          onChoose={(id) => choose({ limit: id })}
        />
        <ChoiceRow
          label="How far back"
          choices={SPANS.map((id) => ({ id, text: id === '365' ? '1 year' : `${id} days` }))}
          chosen={span}
          onChoose={(id) => choose({ days: id })}
        />
      </div>
      {error !== null && <p role="alert">{error}</p>}
      {value !== null && value.length === 0 && <NoWindows />}
      {value !== null && value.length > 0 && (
        <>
          <Sums windows={value} />
          <section class="db-card" aria-labelledby="db-heat-title">
            <div class="db-tools">
              <h2 id="db-heat-title">Hours of the week</h2>
              <ChoiceRow
                label="What the map shows"
                choices={MEASURES.map((id) => ({ id, text: MEASURE_WORDS[id] }))}
                chosen={measure}
                onChoose={(id) => choose({ measure: id })}
              />
            </div>
            <HeatMap cells={cells} measure={measure} person={person} />
            <p class="db-quiet">
              {measure === 'walls'
                ? 'How often 100% was reached in that hour.'
                : 'Percent left over, mean of the windows that ended in that hour: dark is little.'}{' '}
              Hours in {person.timeZone}.
            </p>
          </section>
          <section class="db-card" aria-labelledby="db-past-title">
            <h2 id="db-past-title">Past windows</h2>
            <WindowTable windows={value} />
          </section>
        </>
      )}
    </div>
  );
}

function Sums({ windows }: { windows: readonly WindowInfo[] }): VNode {
  const { ended, walls, medianLeft, toWallMs } = sumWindows(windows);
  return (
    <dl class="db-sums">
      <div>
        <dt>Windows</dt>
        <dd>{ended}</dd>
      </div>
      <div>
        <dt>Walls hit</dt>
        <dd>{walls}</dd>
      </div>
      <div>
        <dt>Left over, median</dt>
        <dd>{formatPercent(medianLeft)}</dd>
      </div>
      <div>
        <dt>To the wall, mean</dt>
        <dd>{toWallMs === null ? '—' : length(toWallMs)}</dd>
      </div>
    </dl>
  );
}

function NoWindows(): VNode {
  return (
    <Empty title="No window in this time">
      <p>
        A window is written down from its first reading to its reset. Choose a longer time, or another limit.
      </p>
    </Empty>
  );
}
