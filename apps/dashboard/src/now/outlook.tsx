import { bindingForecast, type KnownForecast, type Reading } from '@claude-meter/core';
import type { ForecastEntry } from '@claude-meter/wire';
import type { VNode } from 'preact';

export interface OutlookProps {
  reading: Reading;
  forecast: readonly ForecastEntry[];
}

/** What the forecast says, a line per limit, the wall that comes first at the top; or why it says nothing. */
export function Outlook({ reading, forecast }: OutlookProps): VNode | null {
  if (!reading.live) return null;
  const entries = reading.limits.flatMap(({ id, label, kind }) => {
    const entry = forecast.find((one) => one.org_uuid === reading.snapshot.org_uuid && one.limit_id === id);
    return entry === undefined ? [] : [{ id, label, kind, told: entry.forecast }];
  });
  const first = bindingForecast(entries.map(({ told }) => told));
  const known = entries.filter(({ told }) => told.kind === 'forecast');
  const declined = entries.filter(({ told, kind }) => told.kind === 'declined' && kind !== 'pool');
  if (known.length + declined.length === 0) return null;
  return (
    <ul class="db-outlook" aria-label="Forecast">
      {[...known, ...declined]
        .sort((a, b) => Number(b.told === first) - Number(a.told === first))
        .map(({ id, label, told }) => (
          <li key={id} data-first={String(told === first && !first.lastsUntilReset && known.length > 1)}>
            <strong>{label}</strong>{' '}
            {told.kind === 'forecast' ? (
              <>
                {told.words} <Confidence of={told} />
              </>
            ) : (
              <span class="db-quiet">No forecast: {told.reason}</span>
            )}
          </li>
        ))}
    </ul>
  );
}

/** How far it can be trusted, and what that rests on. A full limit is no forecast. */
function Confidence({ of }: { of: KnownForecast }): VNode | null {
  if (of.hitProbability === 1) return null;
  return (
    <span class="db-quiet" title={`Rests on ${of.basis}.`}>
      Confidence: {of.confidence}.
    </span>
  );
}
