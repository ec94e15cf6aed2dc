import { accountLabel, accountsOf, type Snapshot, shortOrg } from '@claude-meter/core';
import type { SeriesInfo } from '@claude-meter/wire';

/** An org to choose from, by the name of its account. */
export interface OrgChoice {
  org_uuid: string;
  name: string;
}

/** The orgs that are known now, and behind them those that only have a history. */
export function orgChoices(
  snapshots: readonly Snapshot[],
  series: readonly SeriesInfo[],
  now: number,
): OrgChoice[] {
  const live = accountsOf(snapshots, now).map((reading) => reading.snapshot);
  const names = new Map(live.map((snapshot) => [snapshot.org_uuid, accountLabel(snapshot, live)]));
  for (const { org_uuid } of series)
    if (!names.has(org_uuid)) names.set(org_uuid, `Organization ${shortOrg(org_uuid)}`);
  return [...names].map(([org_uuid, name]) => ({ org_uuid, name }));
}
