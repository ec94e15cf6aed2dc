import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MAX_DEPTH, shapeOf } from '@claude-meter/wire';
import type { PriceModels, PricePeriod, Rates } from './price-table.ts';

/** The person's own prices, a file in the state folder. */
export const OVERRIDES_NAME = 'prices.json';

export type Overrides = { ok: true; models: PriceModels } | { ok: false; error: string };

const RATE_KEYS = ['input', 'output', 'cache_write_5m', 'cache_write_1h', 'cache_read'] as const;
const EXAMPLE = '{"my-model": {"input": 3, "output": 15}} (USD per million tokens)';

/** Reads `prices.json` in the state folder. No file: no overrides. */
export function readOverrides(home: string): Overrides {
  const path = join(home, OVERRIDES_NAME);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { ok: true, models: {} };
    return { ok: false, error: `${JSON.stringify(path)} cannot be read: ${(error as Error).message}.` };
  }
  const parsed = parseOverrides(text);
  return parsed.ok ? parsed : { ok: false, error: `${JSON.stringify(path)}: ${parsed.error}` };
}

/**
 * `{"model": {"input": 3, "output": 15, …}}`, or a list of such prices with `from` each. What is left out of the
 * cache prices follows from the input price as on the API: written 1.25 times (5 minutes) or twice (1 hour), read a
 * tenth of it.
 */
export function parseOverrides(text: string): Overrides {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return { ok: false, error: `is no JSON (${(error as Error).message}). It should look like ${EXAMPLE}.` };
  }
  if (shapeOf(text).depth > MAX_DEPTH)
    return { ok: false, error: `is nested deeper than ${MAX_DEPTH} levels.` };
  if (!isRecord(json)) return { ok: false, error: `is no object. It should look like ${EXAMPLE}.` };
  const models: [string, PricePeriod[]][] = [];
  for (const [model, value] of Object.entries(json)) {
    const periods = (Array.isArray(value) ? value : [value]).map(periodOf);
    const wrong = periods.find((period) => typeof period === 'string');
    if (wrong !== undefined) return { ok: false, error: `${quote(model)} ${wrong}.` };
    const sorted = (periods as PricePeriod[]).toSorted((a, b) => ((a.from ?? '') < (b.from ?? '') ? -1 : 1));
    models.push([model, sorted]);
  }
  return { ok: true, models: Object.fromEntries(models) };
}

/** The period, or what is wrong with it. */
function periodOf(value: unknown): PricePeriod | string {
  if (!isRecord(value)) return `has ${quote(value)} for a price; it should look like ${EXAMPLE}`;
  const known = new Set<string>([...RATE_KEYS, 'from', 'above_200k', 'fast', 'web_search']);
  const unknown = Object.keys(value).find((key) => !known.has(key));
  if (unknown !== undefined) return `has ${quote(unknown)}, which is none of ${[...known].join(', ')}`;
  const from = value['from'] ?? null;
  if (
    from !== null &&
    !(typeof from === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(from) && Date.parse(from) > 0)
  ) {
    return `has "from": ${quote(from)}, which is no day like "2026-03-13"`;
  }
  const rates = ratesOf(value);
  if (typeof rates === 'string') return rates;
  const above = value['above_200k'] === undefined ? null : aboveOf(value['above_200k']);
  if (typeof above === 'string') return above;
  const extras = ['fast', 'web_search'].filter((key) => value[key] !== undefined);
  const bad = extras.find((key) => !isPrice(value[key]));
  if (bad !== undefined)
    return `has ${quote(value[bad])} for ${JSON.stringify(bad)}, which is no number of 0 or more`;
  return {
    from,
    ...rates,
    ...(above !== null && { above_200k: above }),
    ...Object.fromEntries(extras.map((key) => [key, value[key]])),
  };
}

function aboveOf(value: unknown): Rates | string {
  return isRecord(value) ? ratesOf(value) : `has ${quote(value)} for "above_200k", which is no object`;
}

function ratesOf(value: Record<string, unknown>): Rates | string {
  for (const key of RATE_KEYS) {
    const isNeeded = key === 'input' || key === 'output';
    if (value[key] === undefined && !isNeeded) continue;
    if (!isPrice(value[key])) {
      return `has ${quote(value[key])} for ${quote(key)}, which is no number of 0 or more`;
    }
  }
  const given = value as Partial<Rates> & { input: number; output: number };
  return {
    input: given.input,
    output: given.output,
    cache_write_5m: given.cache_write_5m ?? given.input * 1.25,
    cache_write_1h: given.cache_write_1h ?? given.input * 2,
    cache_read: given.cache_read ?? given.input * 0.1,
  };
}

/** A piece of the file in a sentence, cut where it is long. */
function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? 'undefined';
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

function isPrice(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
