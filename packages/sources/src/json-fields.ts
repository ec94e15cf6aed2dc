/**
 * Reading fields of foreign JSON: what is not of the expected kind is unknown (null), never a default. Numbers beyond
 * what a double counts exactly are unknown too.
 */
export type JsonObject = Readonly<Record<string, unknown>>;

/** What a text holds; undefined, which no JSON is, for a text that is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The object that a text holds; null for anything else. */
export function parseObject(text: string): JsonObject | null {
  return asObject(parseJson(text));
}

export function asObject(value: unknown): JsonObject | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;
}

/** A record, with what it does not know (null) from another one. */
export function filled<T extends object>(own: T, other: T): T {
  const parts = Object.entries(own).map(([key, value]) => [key, value ?? other[key as keyof T]]);
  return Object.fromEntries(parts) as T;
}

/** Whether one of the keys stands there with null: known to the server, nothing to say. */
export function hasNull(object: JsonObject, keys: readonly string[]): boolean {
  return keys.some((key) => object[key] === null);
}

export function asList(value: unknown): readonly unknown[] | null {
  return Array.isArray(value) ? value : null;
}

/** A string with something in it. */
export function asText(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}

const NAME_LENGTH = 80;

/** A name fit for one line on a screen: no control or direction characters, at most `max` characters. */
export function asName(value: unknown, max = NAME_LENGTH): string | null {
  const text = asText(value);
  if (text === null) return null;
  const line = text.toWellFormed().replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ');
  return asText(Array.from(line.trim()).slice(0, max).join(''));
}

export function asFlag(value: unknown): boolean | null {
  return typeof value === 'boolean' ? value : null;
}

/** A quantity: finite, not negative, exact. A negative zero is zero. */
export function asQuantity(value: unknown): number | null {
  if (typeof value !== 'number' || !(value >= 0) || value > Number.MAX_SAFE_INTEGER) return null;
  return value + 0;
}

/** A date or instant that can be read, as served. */
export function asInstant(value: unknown): string | null {
  const text = asText(value);
  return text === null || Number.isNaN(Date.parse(text)) ? null : text;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A uuid in lower case. It becomes part of a path: nothing else may pass. */
export function asUuid(value: unknown): string | null {
  const text = typeof value === 'string' ? value.toLowerCase() : '';
  return UUID.test(text) ? text : null;
}

/** Moves the decimal point two places to the right without the noise of binary fractions: 0.07 is 7. */
export function timesHundred(value: number): number {
  return Number((value * 100).toPrecision(15));
}

/** `harbor_lantern` → `Harbor lantern`. */
export function humanise(key: string): string {
  const words = key.replace(/[_\s]+/g, ' ').trim();
  return words === '' ? key : words.charAt(0).toUpperCase() + words.slice(1);
}
