import { FIVE_HOUR, type Limit, SEVEN_DAY } from '@claude-meter/core';
import { asInstant, asName, asObject, asText, humanise, type JsonObject } from '../json-fields.ts';
import { asPercent } from './scale.ts';
import { type LimitName, windowName } from './window-names.ts';

/** Kinds that are a flat window under another name. */
const FLAT_KINDS: ReadonlyMap<string, string> = new Map([
  ['session', FIVE_HOUR],
  ['weekly_all', SEVEN_DAY],
]);

/** Models whose weekly window has been a flat key since before `limits[]`: the id stays. */
const FLAT_MODELS: ReadonlySet<string> = new Set(['opus', 'sonnet']);

const WEEKLY_SCOPED = 'weekly_scoped';
/** A scoped entry over everything repeats `weekly_all`. */
const EVERYTHING = /^all models$/i;
const REDACTED = '[REDACTED]';

/**
 * One element of `limits[]`: `{kind, group, percent, severity, resets_at, scope, is_active}`, percent 0–100.
 *
 * @returns null for junk, for an element that says neither a number nor a reset, and for "All models"
 */
export function listedLimit(element: unknown): Limit | null {
  const entry = asObject(element);
  const kind = asName(entry?.['kind']);
  if (entry === null || kind === null) return null;
  const percent = asPercent(entry['percent'], 1);
  const resetsAt = asInstant(entry['resets_at']);
  const locked = asText(entry['locked_reason']);
  if (percent === null && resetsAt === null && locked === null) return null;
  const scopes = scopeNames(entry['scope']);
  const named = scopes.filter((name) => !EVERYTHING.test(name));
  if (scopes.length > 0 && named.length === 0) return null;
  return {
    ...limitName(kind, named),
    percent,
    resets_at: resetsAt,
    is_active: entry['is_active'] === true,
    used: null,
    limit: null,
    locked_reason: locked,
  };
}

/** The names in a scope, the model's first: `{model: {display_name}, surface: {display_name}, …}`. */
function scopeNames(scope: unknown): string[] {
  const fields = asObject(scope);
  if (fields === null) return [asName(scope)].filter((name) => name !== null);
  return Object.keys(fields)
    .sort((a, b) => Number(b === 'model') - Number(a === 'model'))
    .map((key) => scopeName(fields[key]))
    .filter((name) => name !== null);
}

function scopeName(value: unknown): string | null {
  const part: JsonObject = asObject(value) ?? { id: value };
  const names = [part['display_name'], part['name'], part['id']].map((name) => asName(name));
  return names.find((name) => name !== null && name !== REDACTED) ?? null;
}

function limitName(kind: string, scopes: readonly string[]): LimitName {
  if (scopes.length === 0) {
    const flat = windowName(FLAT_KINDS.get(kind) ?? kind);
    if (flat !== null) return flat;
    if (kind === WEEKLY_SCOPED) return { id: kind, kind: 'scoped', label: '7-day scoped' };
    return { id: kind, kind: 'other', label: humanise(kind) };
  }
  const scope = scopes.join(' · ');
  const slug = slugOf(scope);
  if (kind === WEEKLY_SCOPED) {
    const flat = FLAT_MODELS.has(slug) ? windowName(`${SEVEN_DAY}_${slug}`) : null;
    return flat ?? { id: `${kind}:${slug}`, kind: 'scoped', label: `7-day ${scope}` };
  }
  return { id: `${kind}:${slug}`, kind: 'other', label: `${spanOf(kind)} ${scope}` };
}

function spanOf(kind: string): string {
  if (kind === 'session') return '5-hour';
  if (kind === 'weekly_all') return '7-day';
  return humanise(kind.replace(/_(scoped|all)$/, ''));
}

function slugOf(name: string): string {
  const slug = name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');
  return slug === '' ? 'unnamed' : slug;
}
