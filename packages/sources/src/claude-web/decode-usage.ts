import type { Limit, LimitKind, Usage, UsageShare } from '@claude-meter/core';
import {
  asList,
  asName,
  asObject,
  asQuantity,
  asText,
  humanise,
  type JsonObject,
  parseJson,
} from '../json-fields.ts';
import { bodyCurrency, extraUsageOf } from './extra-usage.ts';
import { flatLimit } from './flat-limit.ts';
import { listedLimit } from './limit-list.ts';
import { quote } from './quote.ts';
import { asPercent, type Scale, scaleOf } from './scale.ts';
import { windowName } from './window-names.ts';

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
  const parsed = parseJson(text);
  if (!parsed.ok) {
    return { ok: false, reason: `The usage answer is not JSON: ${quote(text)}. ${ADVICE}` };
  }
  const body = asObject(parsed.value);
  if (body === null) {
    return { ok: false, reason: `The usage answer is JSON, but no object: ${quote(text)}. ${ADVICE}` };
  }
  const scale = scaleOf(body, orgOnPercent);
  const usage: Usage = {
    limits: limitsOf(body, scale),
    extra: extraUsageOf(body, scale),
    percentEvident: scale.percentEvident,
    breakdown: breakdownOf(body['seven_day_breakdown']),
  };
  if (!isKnown(body, usage)) return { ok: false, reason: strangeness(body) };
  return { ok: true, usage };
}

const ADVICE = 'If this stays, claude.ai has changed: look for a newer ClaudeMeter.';

/** Order on every surface: the two windows of the title, then the narrower ones, then credit. */
const RANK: Record<LimitKind, number> = { session: 0, weekly: 1, scoped: 2, other: 3, pool: 4 };

/** Currencies whose unit is a dollar: only they agree with the name of a `*_dollars` field. */
const DOLLARS: ReadonlySet<string> = new Set(['USD', 'CAD', 'AUD', 'NZD', 'SGD', 'HKD']);

function limitsOf(body: JsonObject, scale: Scale): Limit[] {
  const limits = new Map<string, Limit>();
  for (const element of asList(body['limits']) ?? []) {
    const limit = listedLimit(element);
    const rival = limit === null ? undefined : limits.get(limit.id);
    if (limit !== null && (rival === undefined || isTighter(limit, rival))) limits.set(limit.id, limit);
  }
  const currency = bodyCurrency(body);
  const dollarCurrency = currency !== null && DOLLARS.has(currency) ? currency : null;
  for (const [key, value] of Object.entries(body)) {
    const limit = flatLimit(key, value, { scale, dollarCurrency });
    if (limit === null) continue;
    const known = limits.get(limit.id) ?? sameLabel(limits, limit);
    if (known === undefined) limits.set(limit.id, limit);
    else limits.set(known.id, fill(known, limit));
  }
  return [...limits.values()].sort((a, b) => RANK[a.kind] - RANK[b.kind]);
}

/** Of two entries with one name the binding or fuller one is kept, whatever their order. */
function isTighter(a: Limit, b: Limit): boolean {
  if (a.is_active !== b.is_active) return a.is_active;
  return (a.percent ?? -1) > (b.percent ?? -1);
}

/** One window may be listed by its scope and stand flat by its codename; people see the label. */
function sameLabel(limits: ReadonlyMap<string, Limit>, limit: Limit): Limit | undefined {
  const label = limit.label.toLowerCase();
  return [...limits.values()].find((other) => other.label.toLowerCase() === label);
}

function fill(known: Limit, limit: Limit): Limit {
  return {
    ...known,
    percent: known.percent ?? limit.percent,
    resets_at: known.resets_at ?? limit.resets_at,
    used: known.used ?? limit.used,
    limit: known.limit ?? limit.limit,
    locked_reason: known.locked_reason ?? limit.locked_reason,
  };
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

/**
 * Something was read, or at least one known key holds what an account without that window has there: null, an empty
 * list, or a window whose number is null. A known key with a foreign value proves nothing.
 */
function isKnown(body: JsonObject, usage: Usage): boolean {
  if (usage.limits.length > 0 || usage.extra !== null || usage.breakdown.length > 0) return true;
  if (asList(body['limits'])?.length === 0) return true;
  return Object.entries(body).some(([key, value]) => {
    if (windowName(key) === null) return (key === 'extra_usage' || key === 'spend') && value === null;
    if (value === null) return true;
    const utilization = asObject(value)?.['utilization'];
    return utilization === null || asQuantity(utilization) !== null;
  });
}

function strangeness(body: JsonObject): string {
  const error = asObject(body['error']);
  const said = [error?.['type'], error?.['message'], body['error']]
    .map(asText)
    .filter((part) => part !== null);
  if (said.length > 0) {
    return `claude.ai sent an error in place of usage: ${quote(said.join(': '))}. Ask again in a few minutes.`;
  }
  const keys = Object.keys(body);
  if (keys.length === 0) return `claude.ai sent an empty object in place of usage: "{}". ${ADVICE}`;
  return `No known window is in the usage answer, its keys are ${quote(keys.join(', '))}. ${ADVICE}`;
}
