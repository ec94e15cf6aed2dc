import { FIVE_HOUR, type Limit, SEVEN_DAY } from '@claude-meter/core';
import { humanise } from '../json-fields.ts';

/** How a limit is called. */
export type LimitName = Pick<Limit, 'id' | 'kind' | 'label'>;

const WEEKLY_PREFIX = 'seven_day_';

/** Top-level keys of a usage body that have the prefix of a window but are none. */
const NOT_A_WINDOW: ReadonlySet<string> = new Set(['seven_day_breakdown']);

/** Other names that the same window has had. */
const ALIASES: ReadonlyMap<string, string> = new Map([
  ['claude_routines', 'seven_day_routines'],
  ['routines', 'seven_day_routines'],
]);

/** What stands behind the prefix, where it needs more than a capital letter. `omelette` is the codename of Design. */
const WEEKLY_SCOPES: ReadonlyMap<string, string> = new Map([
  ['oauth_apps', 'OAuth apps'],
  ['omelette', 'Claude Design'],
  ['design', 'Claude Design'],
]);

/** The name of a flat window; null for a key that is no known window. */
export function windowName(key: string): LimitName | null {
  const id = ALIASES.get(key) ?? key;
  if (id === FIVE_HOUR) return { id, kind: 'session', label: '5-hour' };
  if (id === SEVEN_DAY) return { id, kind: 'weekly', label: '7-day all' };
  const scope = id.startsWith(WEEKLY_PREFIX) ? id.slice(WEEKLY_PREFIX.length) : '';
  if (scope === '' || NOT_A_WINDOW.has(id)) return null;
  return { id, kind: 'scoped', label: `7-day ${WEEKLY_SCOPES.get(scope) ?? humanise(scope)}` };
}

/** One-time credit that goes by a codename; some arrive with a percentage only. */
const POOLS: ReadonlyMap<string, string> = new Map([
  ['cinder_cove', 'Code and Cowork credit'],
  ['iguana_necktie', 'Cloud session credit'],
  ['amber_ladder', 'Credit (amber ladder)'],
  ['wattle_ember', 'Credit (wattle ember)'],
]);

export function isKnownPool(key: string): boolean {
  return POOLS.has(key);
}

export function poolName(key: string): LimitName {
  const label = POOLS.get(key) ?? `Credit (${key.replace(/_+/g, ' ')})`;
  return { id: `pool:${key}`, kind: 'pool', label };
}
