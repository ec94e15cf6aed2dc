import { asList, asObject, asQuantity, type JsonObject, timesHundred } from '../json-fields.ts';

/** How a usage body counts. Decided once per body: a body never mixes scales. */
export interface Scale {
  /** What a served number is multiplied with to be a percentage 0–100. */
  factor: 1 | 100;
  /** The body itself proves that it counts in percent. */
  percentEvident: boolean;
}

/** More than this is no percentage but another number gone astray (an epoch, an id): unknown. */
const MOST_PERCENT = 1000;

/** Objects with a `utilization` that are not windows and prove nothing. */
const NOT_WINDOWS: ReadonlySet<string> = new Set(['extra_usage', 'spend']);

/**
 * Percent 0–100 is what the server sends today; documents about its past show fractions.
 *
 * `limits[]` present (even empty) or any window above 1: percent, and proven. An org known to be on percent: percent.
 * Else a body whose windows are all at most 1, at least one of them not a whole number, is a fraction. `1` and `0`
 * alone are percent: 1 % is 1 %, not 100 %.
 */
export function scaleOf(body: JsonObject, orgOnPercent: boolean): Scale {
  const windows = Object.entries(body)
    .filter(([key]) => !NOT_WINDOWS.has(key))
    .map(([, value]) => asPercent(asObject(value)?.['utilization'], 1))
    .filter((percent) => percent !== null);
  const percentEvident = asList(body['limits']) !== null || windows.some((percent) => percent > 1);
  const fraction = !percentEvident && !orgOnPercent && windows.some((percent) => !Number.isInteger(percent));
  return { factor: fraction ? 100 : 1, percentEvident };
}

/** A served percentage as percent 0–100 and beyond; null when it is none. */
export function asPercent(value: unknown, factor: Scale['factor']): number | null {
  const quantity = asQuantity(value);
  if (quantity === null) return null;
  const percent = factor === 100 ? timesHundred(quantity) : quantity;
  return percent <= MOST_PERCENT ? percent : null;
}
