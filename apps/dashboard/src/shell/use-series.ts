import { ROUTES, type SeriesInfo } from '@claude-meter/wire';
import { useMemo } from 'preact/hooks';
import { useAsked } from '../data/use-asked.ts';
import { useWorld } from './context.ts';
import { type OrgChoice, orgChoices } from './orgs.ts';

export interface ChosenSeries {
  /** Null while it is not known yet. */
  series: readonly SeriesInfo[] | null;
  error: string | null;
  orgs: readonly OrgChoice[];
  /** The org that is chosen, else the first; '' when there is none. */
  org: string;
  /** What the chosen org has a history of. */
  own: readonly SeriesInfo[];
}

/** How often the list of what has a history is asked for while the meter talks, ms. */
const PAUSE_MS = 30_000;

/** What has a history, and the org that the person looks at. */
export function useSeries(): ChosenSeries {
  const { route, snapshots, now, heardAt } = useWorld();
  const { value, error } = useAsked<SeriesInfo[]>(ROUTES.series, Math.floor((heardAt ?? 0) / PAUSE_MS));
  const orgs = orgChoices(snapshots ?? [], value ?? [], now);
  const withHistory = orgs.filter(({ org_uuid }) => value?.some((one) => one.org_uuid === org_uuid));
  const asked = withHistory.find(({ org_uuid }) => org_uuid === route.params['org']);
  const org = (asked ?? withHistory[0])?.org_uuid ?? '';
  const own = useMemo(() => (value ?? []).filter((one) => one.org_uuid === org), [value, org]);
  return { series: value, error, orgs: withHistory, org, own };
}
