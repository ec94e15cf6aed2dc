import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { priceNames } from './match-model.ts';
import { parseOverrides, readOverrides } from './price-overrides.ts';
import { type PricedUse, priceOf } from './price-request.ts';
import { PriceBook, SHIPPED_PRICES } from './price-table.ts';

const NOW = Date.parse('2026-11-22T00:00:00Z');
const NOTHING: PricedUse = {
  model: 'claude-opus-5',
  at: NOW,
  input: 0,
  output: 0,
  cache5m: 0,
  cache1h: 0,
  cacheRead: 0,
  webSearches: 0,
  fast: false,
};
const M = 1_000_000;
const book = new PriceBook();

describe('priceNames', () => {
  it.each([
    ['claude-opus-5', ['claude-opus-5']],
    ['claude-haiku-4-5-20251001', ['claude-haiku-4-5-20251001', 'claude-haiku-4-5']],
    ['claude-opus-4-6[1m]', ['claude-opus-4-6[1m]', 'claude-opus-4-6']],
    ['anthropic/claude-opus-5', ['anthropic/claude-opus-5', 'claude-opus-5']],
    ['openrouter/anthropic/claude-opus-5', ['openrouter/anthropic/claude-opus-5', 'claude-opus-5']],
    [
      'us.anthropic.claude-sonnet-4-5-20250929-v1:0',
      [
        'us.anthropic.claude-sonnet-4-5-20250929-v1:0',
        'claude-sonnet-4-5-20250929-v1:0',
        'claude-sonnet-4-5-20250929',
        'claude-sonnet-4-5',
      ],
    ],
    ['claude-opus-4-5@20251101', ['claude-opus-4-5@20251101', 'claude-opus-4-5']],
    ['claude-sonnet-6-turbo', ['claude-sonnet-6-turbo']],
    ['', ['']],
  ])('of %j', (model, names) => {
    expect(priceNames(model)).toEqual(names);
  });
});

describe('priceOf', () => {
  it.each<[string, Partial<PricedUse>, number | null]>([
    ['input', { input: M / 10 }, 0.5],
    ['output', { output: M }, 25],
    ['a 5-minute cache write', { cache5m: M / 10 }, 0.625],
    ['a 1-hour cache write', { cache1h: M / 10 }, 1],
    ['a cache read', { cacheRead: M }, 0.5],
    ['all of it', { input: 1000, output: 1000, cache5m: 1000, cache1h: 1000, cacheRead: 1000 }, 0.04675],
    ['fast mode of Opus 5', { output: M, fast: true }, 50],
    ['fast mode of Opus 4.8', { model: 'claude-opus-4-8', output: M, fast: true }, 50],
    ['fast mode of Opus 4.6', { model: 'claude-opus-4-6', output: M, fast: true }, 150],
    ['a fast mode without a price', { model: 'claude-haiku-4-5', output: M, fast: true }, null],
    ['web searches', { webSearches: 3 }, 0.03],
    ['Sonnet 5', { model: 'claude-sonnet-5', input: M / 10, output: M }, 10.2],
    ['Sonnet 4.6', { model: 'claude-sonnet-4-6', input: M / 10, output: M }, 15.3],
    ['Haiku 4.5 with its date', { model: 'claude-haiku-4-5-20251001', input: M / 10, output: M }, 5.1],
    ['Opus 4.1', { model: 'claude-opus-4-1', input: M / 10, output: M }, 76.5],
    ['Fable 5', { model: 'claude-fable-5', input: M / 10, output: M }, 51],
    ['Fable 5.1 read from the cache', { model: 'claude-fable-5-1', cacheRead: M }, 0.25],
    ['200 000 tokens of context', { model: 'claude-sonnet-4-5', input: 200_000, output: 1000 }, 0.615],
    ['one token more', { model: 'claude-sonnet-4-5', input: 200_001, output: 1000 }, 1.222506],
    [
      'a context that is long by its cache',
      { model: 'claude-sonnet-4-5', cacheRead: 150_000, cache1h: 60_000 },
      0.09 + 0.72,
    ],
    ['a long context of Opus 5, which has no tier', { input: M }, 5],
    [
      'a long context of Opus 4.6 while it had a tier',
      { model: 'claude-opus-4-6', input: M, at: Date.parse('2026-03-12T23:59:59Z') },
      10,
    ],
    [
      'a long context of Opus 4.6 from the day on that it had none',
      { model: 'claude-opus-4-6', input: M, at: Date.parse('2026-03-13T00:00:00Z') },
      5,
    ],
    ['a model nobody knows', { model: 'claude-sonnet-6', input: M }, null],
    ['a model that only begins like a known one', { model: 'claude-opus-5-turbo', input: M }, null],
    ['a model of another vendor', { model: 'kimi-k2.6', input: M }, null],
    ['no model', { model: null, input: M }, null],
    ['a name that objects have', { model: 'constructor', input: M }, null],
  ])('prices %s', (_, use, expected) => {
    const price = priceOf({ ...NOTHING, ...use }, book);
    if (expected === null) expect(price).toBeNull();
    else expect(price).toBeCloseTo(expected, 9);
  });
});

describe('the shipped table', () => {
  it('says where it comes from and since when', () => {
    expect(SHIPPED_PRICES.sources.length).toBeGreaterThan(0);
    for (const source of SHIPPED_PRICES.sources) expect(source.published).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  });

  it.each(Object.entries(SHIPPED_PRICES.models))('has sane prices for %s', (_, periods) => {
    expect(periods[0]?.from).toBeNull();
    expect(periods.map(({ from }) => from ?? '')).toEqual(periods.map(({ from }) => from ?? '').toSorted());
    for (const period of periods) {
      for (const rates of [period, period.above_200k ?? period]) {
        expect(rates.cache_read).toBeLessThan(rates.input);
        expect(rates.input).toBeLessThan(rates.cache_write_5m);
        expect(rates.cache_write_5m).toBeLessThan(rates.cache_write_1h);
        expect(rates.input).toBeLessThan(rates.output);
        expect(rates.output).toBeLessThan(200);
      }
    }
  });
});

describe('overrides', () => {
  it('go before the shipped prices and price what has none', () => {
    const parsed = parseOverrides(
      '{"claude-opus-5": {"input": 1, "output": 2}, "kimi-k2.6": [{"from": "2026-06-01", "input": 4, "output": 8, "cache_read": 0.5}, {"input": 2, "output": 4}]}',
    );
    if (!parsed.ok) throw new Error(parsed.error);
    const own = new PriceBook(parsed.models);
    const use = { ...NOTHING, output: M, cache1h: M / 10 };
    expect(priceOf(use, own)).toBeCloseTo(2.2, 9);
    expect(priceOf({ ...use, model: 'kimi-k2.6' }, own)).toBeCloseTo(8.8, 9);
    expect(priceOf({ ...use, model: 'kimi-k2.6', at: Date.parse('2026-05-01') }, own)).toBeCloseTo(4.4, 9);
    expect(priceOf({ ...use, model: 'claude-haiku-4-5' }, own)).toBeCloseTo(5.2, 9);
  });

  it.each([
    ['{', 'is no JSON'],
    ['[]', 'is no object'],
    ['['.repeat(60_000) + ']'.repeat(60_000), 'is nested deeper than 64 levels'],
    [`{"${'x'.repeat(60_000)}": 3}`, `"${'x'.repeat(79)}… has 3 for a price`],
    ['{"m": 3}', '"m" has 3 for a price'],
    ['{"m": {"input": 3}}', '"m" has undefined for "output"'],
    ['{"m": {"input": "3", "output": 1}}', '"m" has "3" for "input"'],
    ['{"m": {"input": -3, "output": 1}}', '"m" has -3 for "input"'],
    ['{"m": {"input": 3, "output": 1, "cost": 1}}', '"m" has "cost", which is none of'],
    ['{"m": {"input": 3, "output": 1, "from": "March"}}', '"m" has "from": "March"'],
    ['{"m": {"input": 3, "output": 1, "fast": null}}', '"m" has null for "fast"'],
    ['{"m": {"input": 3, "output": 1, "above_200k": 2}}', '"m" has 2 for "above_200k"'],
  ])('refuses %s and says why', (text, why) => {
    const parsed = parseOverrides(text);
    expect(parsed.ok ? '' : parsed.error).toContain(why);
  });

  it('come from a file in the state folder, which need not be there', () => {
    const home = mkdtempSync(join(tmpdir(), 'prices-'));
    try {
      expect(readOverrides(home)).toEqual({ ok: true, models: {} });
      writeFileSync(join(home, 'prices.json'), '{"m": 1}');
      expect(readOverrides(home)).toMatchObject({ ok: false });
    } finally {
      rmSync(home, { recursive: true });
    }
  });
});
