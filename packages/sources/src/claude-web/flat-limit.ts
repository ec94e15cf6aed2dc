import type { Limit } from '@claude-meter/core';
import {
  asInstant,
  asName,
  asObject,
  asQuantity,
  asText,
  humanise,
  type JsonObject,
} from '../json-fields.ts';
import { asPercent, type Scale } from './scale.ts';
import { dollars, shareOf } from './served-money.ts';
import { isKnownPool, type LimitName, poolName, windowName } from './window-names.ts';

/** How the body counts, needed to read any of its windows. */
export interface Counting {
  scale: Scale;
  /** Currency of `*_dollars` fields, null where the body does not say. */
  dollarCurrency: string | null;
}

/** Top-level keys that hold no limit: other blocks of the body, and windows of the server's own. */
const NO_LIMIT: ReadonlySet<string> = new Set([
  'limits',
  'extra_usage',
  'spend',
  'seven_day_breakdown',
  'cedar_ember',
  'error',
  'nimbus_quill', // arrives on ordinary accounts as 0 % without a reset; the settings page does not draw it
]);

/**
 * One top-level entry of a usage body as a limit: a flat window (`five_hour`, `seven_day*`), a pool (a known codename or
 * any object with a numeric `limit_dollars`), or an unknown window that is in use.
 *
 * @returns null when the entry is no limit, or says neither number, reset, amount nor lock
 */
export function flatLimit(key: string, value: unknown, counting: Counting): Limit | null {
  const entry = asObject(value);
  const name = asName(key);
  if (entry === null || name === null || NO_LIMIT.has(key)) return null;
  const limit = readLimit(flatName(name, entry), entry, counting);
  if (limit === null) return null;
  if (limit.kind === 'session' || limit.kind === 'weekly' || limit.kind === 'scoped') return limit;
  const inUse = (limit.percent ?? 0) > 0 || limit.resets_at !== null;
  if (limit.kind === 'pool') return inUse || limit.limit !== null ? limit : null;
  return limit.percent !== null && inUse ? limit : null;
}

function flatName(key: string, entry: JsonObject): LimitName {
  const window = windowName(key);
  if (window !== null) return window;
  if (isKnownPool(key) || asQuantity(entry['limit_dollars']) !== null) return poolName(key);
  return { id: key, kind: 'other', label: humanise(key) };
}

/** `{utilization, resets_at, limit_dollars, used_dollars, remaining_dollars, locked_reason}`, all nullable. */
function readLimit(name: LimitName, entry: JsonObject, { scale, dollarCurrency }: Counting): Limit | null {
  const limit = dollars(entry['limit_dollars'], dollarCurrency);
  const remaining = dollars(entry['remaining_dollars'], dollarCurrency);
  const spent = limit === null || remaining === null ? null : limit.minor - remaining.minor;
  const used =
    dollars(entry['used_dollars'], dollarCurrency) ??
    (limit === null || spent === null || spent < 0
      ? null
      : { ...limit, minor: Number(spent.toPrecision(15)) });
  const percent = asPercent(entry['utilization'], scale.factor) ?? shareOf(used, limit);
  const resetsAt = asInstant(entry['resets_at']);
  const locked = asText(entry['locked_reason']);
  const said = [percent, resetsAt, limit, used, locked].some((part) => part !== null);
  if (!said) return null;
  return { ...name, percent, resets_at: resetsAt, is_active: false, used, limit, locked_reason: locked };
}
