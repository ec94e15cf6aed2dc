import { formatMoney, formatPercent, type LimitReading } from '@claude-meter/core';
import { LimitList } from '@claude-meter/ui';
import type { SpendSeries } from '@claude-meter/wire';
import type { VNode } from 'preact';
import { useWorld } from '../shell/context.ts';

export interface PoolsProps {
  /** Pools of the org as they stand now. */
  pools: readonly LimitReading[];
  /** Pools that have a history, also those that are gone. */
  series: readonly SpendSeries[];
}

/** One-time credit with its expiry, and what became of credit that is gone. */
export function Pools({ pools, series }: PoolsProps): VNode | null {
  const { person } = useWorld();
  const gone = series.filter(({ limit_id }) => !pools.some((pool) => pool.id === limit_id));
  if (pools.length === 0 && gone.length === 0) return null;
  return (
    <section class="db-card" aria-labelledby="db-pools-title">
      <h2 id="db-pools-title">Credit that expires</h2>
      {pools.length > 0 && (
        <LimitList limits={pools} binding={null} timeZone={person.timeZone} locale={person.locale} />
      )}
      {gone.length > 0 && (
        <ul class="db-plain">
          {gone.map((pool) => (
            <li key={pool.limit_id}>
              {pool.label}: gone, {lastWords(pool)}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function lastWords({ amount, high, currency, exponent }: SpendSeries): string {
  const used = amount.findLast((one) => one !== null);
  const share = high.findLast((one) => one !== null) ?? null;
  if (used == null) return 'nothing is known of its use';
  return `${formatMoney({ minor: used, currency, exponent })} of it used (${formatPercent(share)})`;
}
