import type { Usage, UsageShare } from '@claude-meter/core';
import { asList, asName, asObject, humanise } from '../json-fields.ts';
import { decodeLimits } from './decode-limits.ts';
import { extraUsageOf } from './extra-usage.ts';
import { asPercent } from './scale.ts';

export type DecodedUsage = { ok: true; usage: Usage } | { ok: false; reason: string };

/**
 * Reads a usage body. Tolerant per field: what is missing or of another kind is unknown, never 0, and takes nothing
 * else with it. The shapes stand in the README beside this file.
 *
 * @param text the body as served
 * @param orgOnPercent whether an earlier body has proven that this org counts in percent 0–100
 * @returns `ok: false` with a sentence when nothing known is in it: an error object, `{}`, a list, HTML, …
 */
export function decodeUsage(text: string, orgOnPercent: boolean): DecodedUsage {
  const read = decodeLimits(text, orgOnPercent);
  if (!read.ok) return read;
  const { limits, scale, body } = read;
  const usage: Usage = {
    limits,
    extra: extraUsageOf(body, scale),
    percentEvident: scale.percentEvident,
    breakdown: breakdownOf(body['seven_day_breakdown']),
  };
  return { ok: true, usage };
}

/** `{as_of, window_started_at, rows: [{key, display_name, percent}]}`. */
function breakdownOf(value: unknown): UsageShare[] {
  const shares = new Map<string, UsageShare>();
  for (const element of asList(asObject(value)?.['rows']) ?? []) {
    const row = asObject(element);
    const key = asName(row?.['key']);
    const percent = asPercent(row?.['percent'], 1);
    if (key === null || percent === null || shares.has(key)) continue;
    shares.set(key, { key, label: asName(row?.['display_name']) ?? humanise(key), percent });
  }
  return [...shares.values()];
}
