import { RequestRows } from '@claude-meter/sources';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PricedUse, priceOf } from './price-request.ts';
import { PriceBook, type PriceModels, SHIPPED_PRICES } from './price-table.ts';
import { RateBook } from './rate-book.ts';
import { rowPrices } from './row-price.ts';

const OWN: PriceModels = {
  'kimi-k2.6': [
    { from: null, input: 1, output: 2, cache_write_5m: 3, cache_write_1h: 4, cache_read: 0.5 },
    {
      ...{ from: '2026-06-01', input: 2.5, output: 2, cache_write_5m: 3, cache_write_1h: 4, cache_read: 0.5 },
      above_200k: { input: 9, output: 8.25, cache_write_5m: 7, cache_write_1h: 6, cache_read: 5 },
      ...{ fast: 6, web_search: 0.01 },
    },
  ],
  begun: [{ from: '2026-06-01', input: 1, output: 2, cache_write_5m: 3, cache_write_1h: 4, cache_read: 0.5 }],
};
const MODELS = [null, ...Object.keys(SHIPPED_PRICES.models), ...Object.keys(OWN), 'nobody', 'constructor'];

const count = fc.oneof(fc.nat(300_000), fc.constantFrom(0, 1, 200_000, 200_001, 1e9));
const use: fc.Arbitrary<PricedUse> = fc.record({
  model: fc.constantFrom(...MODELS),
  at: fc.oneof(
    fc.constantFrom(0, Date.parse('2026-06-01'), Date.parse('2026-06-01') - 1),
    fc.integer({ min: Date.parse('2024-01-01'), max: Date.parse('2027-01-01') }),
  ),
  input: count,
  output: count,
  cache5m: count,
  cache1h: count,
  cacheRead: count,
  webSearches: fc.nat(20),
  fast: fc.boolean(),
});

describe('rowPrices', () => {
  it('prices each row to the last bit as a request alone is priced', () => {
    const book = new PriceBook(OWN);
    fc.assert(
      fc.property(fc.array(use, { maxLength: 12 }), (uses) => {
        const rows = new RequestRows();
        const none = { idHigh: 0, idLow: 0, requestId: 0, chain: 0, context: 0, rank: 0 };
        for (const one of uses) rows.add({ ...none, ...one, model: MODELS.indexOf(one.model) });
        const which = Int32Array.from(uses, (_, row) => row);
        const usd = rowPrices(rows, which, new RateBook((id) => MODELS[id] ?? null, book));
        expect([...usd]).toEqual(uses.map((one) => priceOf(one, book) ?? Number.NaN));
      }),
      { numRuns: 1000 },
    );
  });
});
