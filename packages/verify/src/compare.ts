import { isNumberText, type LosslessJson, parseLossless, shapeOf } from '@claude-meter/wire';
import { relateNumbers } from './decimal.ts';
import { relateMoments } from './moment.ts';

/**
 * How a value that the bridge serves relates to the one that claude.ai served, best first. `clock`: a moment that
 * claude.ai itself gives anew with every answer. `reprinted`: equal, in other words.
 */
export const RELATIONS = [
  'identical',
  'clock',
  'reprinted',
  'rounding',
  'factor_100',
  'different',
  'missing',
  'extra',
] as const;

export type Relation = (typeof RELATIONS)[number];

/** One value of both bodies. Texts are JSON as it was written; null where a body has nothing at that path. */
export interface ComparedValue {
  /** `five_hour.utilization`, `limits[0].percent` */
  path: string;
  served: string | null;
  shown: string | null;
  relation: Relation;
}

/**
 * What two bodies amount to, best first. `bytes`: the same text. `layout`: every value has the same text, white space
 * or the order of keys differ. `clock`: every number has the same text, only moments differ that claude.ai gives anew
 * with every answer. The others are the worst relation found; `different` includes missing and extra values.
 */
export const SAMENESSES = [
  'bytes',
  'layout',
  'clock',
  'reprinted',
  'rounding',
  'factor_100',
  'different',
] as const;

export type Sameness = (typeof SAMENESSES)[number];

export interface Comparison {
  sameness: Sameness;
  /** The values of the settings page first, then the rest in the order they were served in. */
  values: ComparedValue[];
}

export type Compared =
  | { ok: true; comparison: Comparison }
  | { ok: false; side: 'served' | 'shown'; error: string };

/**
 * Compares what claude.ai served with what the bridge serves: as text first, then value by value.
 *
 * @returns `ok: false` when one of the two is no JSON, or nested too deep to be looked at
 */
export function compareBodies(served: string, shown: string): Compared {
  const left = parse(served);
  if (left === null) return { ok: false, side: 'served', error: NOT_JSON };
  const right = parse(shown);
  if (right === null) return { ok: false, side: 'shown', error: NOT_JSON };
  const values: ComparedValue[] = [];
  collect('', left.value, right.value, values);
  for (const key of [left.repeatedKey, right.repeatedKey]) {
    if (key !== null && served !== shown) values.push(repeated(key));
  }
  return {
    ok: true,
    comparison: { sameness: samenessOf(served === shown, values), values: arrange(values) },
  };
}

const NOT_JSON = 'It is not JSON.';

function parse(text: string): { value: LosslessJson; repeatedKey: string | null } | null {
  try {
    return { value: parseLossless(text), repeatedKey: shapeOf(text).repeatedKey };
  } catch {
    // The parser's own message repeats the text, and that may be anything that was in a clipboard.
    return null;
  }
}

/** Of a key that stands twice only the last value is seen above: which one was meant cannot be known. */
function repeated(key: string): ComparedValue {
  return { path: `${step('', key)} (stands twice)`, served: null, shown: null, relation: 'different' };
}

function collect(path: string, served: LosslessJson, shown: LosslessJson, into: ComparedValue[]): void {
  if (isList(served) && isList(shown)) {
    const length = Math.max(served.length, shown.length);
    if (length === 0) into.push({ path, served: '[]', shown: '[]', relation: 'identical' });
    for (let at = 0; at < length; at += 1) pair(`${path}[${at}]`, served[at], shown[at], into);
  } else if (isObject(served) && isObject(shown)) {
    const keys = new Set([...Object.keys(served), ...Object.keys(shown)]);
    if (keys.size === 0) into.push({ path, served: '{}', shown: '{}', relation: 'identical' });
    for (const key of keys) pair(step(path, key), own(served, key), own(shown, key), into);
  } else {
    into.push({ path, served: print(served), shown: print(shown), relation: relate(path, served, shown) });
  }
}

type Place = { served: LosslessJson | undefined; shown: LosslessJson | undefined };

function pair(path: string, served: Place['served'], shown: Place['shown'], into: ComparedValue[]): void {
  if (served !== undefined && shown !== undefined) collect(path, served, shown, into);
  else if (served !== undefined) into.push({ path, served: print(served), shown: null, relation: 'missing' });
  else if (shown !== undefined) into.push({ path, served: null, shown: print(shown), relation: 'extra' });
}

function relate(path: string, served: LosslessJson, shown: LosslessJson): Relation {
  if (isNumberText(served) && isNumberText(shown)) return relateNumbers(served.rawJSON, shown.rawJSON);
  if (typeof served === 'string' && typeof shown === 'string') {
    return served === shown ? 'identical' : relateMoments(path, served, shown);
  }
  return served === shown ? 'identical' : 'different';
}

function samenessOf(sameText: boolean, values: readonly ComparedValue[]): Sameness {
  if (sameText) return 'bytes';
  const worst = values.reduce((rank, { relation }) => Math.max(rank, RELATIONS.indexOf(relation)), 0);
  return AMOUNTS_TO[RELATIONS[worst] ?? 'different'];
}

const AMOUNTS_TO: Readonly<Record<Relation, Sameness>> = {
  identical: 'layout',
  clock: 'clock',
  reprinted: 'reprinted',
  rounding: 'rounding',
  factor_100: 'factor_100',
  different: 'different',
  missing: 'different',
  extra: 'different',
};

/** What a person looks at first, in this order. */
const FIRST: readonly string[] = ['five_hour', 'seven_day', 'seven_day_sonnet', 'seven_day_opus'].flatMap(
  (window) => [`${window}.utilization`, `${window}.resets_at`],
);

function arrange(values: readonly ComparedValue[]): ComparedValue[] {
  const rank = ({ path }: ComparedValue) => {
    const at = FIRST.indexOf(path);
    return at < 0 ? FIRST.length : at;
  };
  return [...values].sort((a, b) => rank(a) - rank(b));
}

function step(path: string, key: string): string {
  if (!/^[\w-]+$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
}

function print(value: LosslessJson): string {
  return JSON.stringify(value);
}

type JsonObject = { [key: string]: LosslessJson };

function own(object: JsonObject, key: string): LosslessJson | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function isList(value: LosslessJson): value is LosslessJson[] {
  return Array.isArray(value);
}

function isObject(value: LosslessJson): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isNumberText(value);
}
