import { formatPercent, LOOK_BANDS, type Reading, severityOf } from '@claude-meter/core';
import { Sparkline } from '@claude-meter/ui';
import { type HistoryAnswer, ROUTES } from '@claude-meter/wire';
import type { VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import { drawnLine, known } from '../chart/drawn-line.ts';
import { withQuery } from '../data/ask.ts';
import { useAsked } from '../data/use-asked.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** The last 24 hours of the 5-hour window, the one that moves most. Asked for again when it was read again. */
export function DayLine({ reading }: { reading: Reading }): VNode | null {
  const { snapshot } = reading;
  const limit = reading.fiveHour ?? reading.binding;
  const to = Math.ceil(Date.parse(snapshot.received_at) / MINUTE_MS) * MINUTE_MS;
  const path =
    limit === null
      ? null
      : withQuery(ROUTES.history, {
          org: snapshot.org_uuid,
          limit: limit.id,
          from: to - DAY_MS,
          to,
          points: 240,
        });
  const { value } = useAsked<HistoryAnswer>(path);
  const line = useMemo(() => (value === null ? null : drawnLine(value, value)), [value]);
  if (limit === null) return null;
  // Its place is kept while the answer is on its way.
  if (value === null || line === null) return <figure class="db-day" aria-hidden="true" />;
  const percent = Array.from(line.high, known);
  const peak = Math.max(0, ...percent.map((value) => value ?? 0));
  return (
    <figure class="db-day" data-severity={severityOf(limit.percent, LOOK_BANDS)}>
      <Sparkline
        at={[...line.at]}
        percent={percent}
        from={value.from}
        to={value.to}
        label={`${limit.label} over the last 24 hours, at most ${formatPercent(peak)}`}
      />
      <figcaption>
        {limit.label}, last 24 hours · peak {formatPercent(peak)}
      </figcaption>
    </figure>
  );
}
