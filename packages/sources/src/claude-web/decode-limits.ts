import type { Limit, LimitKind } from '@claude-meter/core';
import {
  asFlag,
  asList,
  asObject,
  asQuantity,
  asText,
  filled,
  type JsonObject,
  parseJson,
} from '../json-fields.ts';
import { bodyCurrency } from './extra-usage.ts';
import { flatLimit } from './flat-limit.ts';
import { listedLimit } from './limit-list.ts';
import { quote } from './quote.ts';
import { type Scale, scaleOf } from './scale.ts';
import { windowName } from './window-names.ts';

export type DecodedLimits =
  | { ok: true; limits: Limit[]; scale: Scale; body: JsonObject }
  | { ok: false; reason: string };

/**
 * Reads the limits of a usage body: all that a badge and a notice need. `decodeUsage` reads the rest of it too.
 *
 * @param text the body as served
 * @param orgOnPercent whether an earlier body has proven that this org counts in percent 0–100
 * @returns `ok: false` with a sentence when nothing known is in it: an error object, `{}`, a list, HTML, …
 */
export function decodeLimits(text: string, orgOnPercent: boolean): DecodedLimits {
  const parsed = parseJson(text);
  if (parsed === undefined) {
    return { ok: false, reason: `The usage answer is not JSON: ${quote(text)}. ${ADVICE}` };
  }
  const body = asObject(parsed);
  if (body === null) {
    return { ok: false, reason: `The usage answer is JSON, but no object: ${quote(text)}. ${ADVICE}` };
  }
  const scale = scaleOf(body, orgOnPercent);
  const limits = limitsOf(body, scale);
  if (limits.length === 0 && !isKnown(body)) return { ok: false, reason: strangeness(body) };
  return { ok: true, limits, scale, body };
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
    else limits.set(known.id, filled(known, limit));
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

/**
 * Of a body without limits: at least one known key holds what an account without that window has there (null, an empty
 * list, or a window whose number is null), or what extra usage looks like. A known key with a foreign value proves
 * nothing.
 */
function isKnown(body: JsonObject): boolean {
  if (asList(body['limits'])?.length === 0) return true;
  return Object.entries(body).some(([key, value]) => {
    const fields = asObject(value);
    if (key === 'extra_usage' || key === 'spend') {
      const parts = Object.values(fields ?? {});
      return value === null || parts.some((part) => asFlag(part) !== null || asQuantity(part) !== null);
    }
    if (windowName(key) === null) return false;
    const utilization = value === null ? null : fields?.['utilization'];
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
