import { accountsOf, type LimitReading } from '@claude-meter/core';
import { ROUTES, type SpendSeries } from '@claude-meter/wire';
import type { VNode } from 'preact';
import { withQuery } from '../data/ask.ts';
import { useAsked } from '../data/use-asked.ts';
import { useWorld } from '../shell/context.ts';
import { Empty } from '../shell/empty.tsx';
import { NoHistory } from '../shell/no-history.tsx';
import { OrgPicker } from '../shell/org-picker.tsx';
import { type ChosenSeries, useSeries } from '../shell/use-series.ts';
import { ExtraSpend } from '../spend/extra-spend.tsx';
import { Pools } from '../spend/pools.tsx';

const POINTS = 2_000;

/** What is paid for beyond the plan: extra usage per cycle, and credit with its expiry. */
export function SpendPage(): VNode {
  const chosen = useSeries();
  if (chosen.series === null || chosen.org === '') return <NoHistory {...chosen} />;
  return <OrgSpend {...chosen} />;
}

function OrgSpend({ org, orgs }: ChosenSeries): VNode {
  const { snapshots, now, choose, heardAt } = useWorld();
  const path = withQuery(ROUTES.spend, { org, points: POINTS });
  const { value, error } = useAsked<SpendSeries[]>(path, Math.floor((heardAt ?? 0) / 30_000));
  const reading = accountsOf(snapshots ?? [], now).find((one) => one.snapshot.org_uuid === org);
  const pools: LimitReading[] = reading?.limits.filter((limit) => limit.kind === 'pool') ?? [];
  const own = value?.filter((series) => series.org_uuid === org) ?? null;
  const extra = own?.find((series) => series.kind === 'extra');
  const poolSeries = own?.filter((series) => series.kind === 'pool') ?? [];
  return (
    <div class="db-stack">
      <div class="db-tools">
        <OrgPicker orgs={orgs} chosen={org} onChoose={(next) => choose({ org: next })} />
      </div>
      {error !== null && <p role="alert">{error}</p>}
      {extra !== undefined && <ExtraSpend series={extra} snapshot={reading?.snapshot ?? null} />}
      {own !== null && <Pools pools={pools} series={poolSeries} />}
      {own !== null && extra === undefined && pools.length === 0 && poolSeries.length === 0 && (
        <NothingPaid />
      )}
    </div>
  );
}

function NothingPaid(): VNode {
  return (
    <Empty title="Nothing beyond the plan">
      <p>
        This account has had no extra usage and no credit since the meter began to watch. When extra usage is
        switched on at claude.ai, each cycle appears here with its cap, in its own currency.
      </p>
    </Empty>
  );
}
