import type { PriceBook, Rates } from './price-table.ts';

/** What is priced of a request. */
export interface PricedUse {
  model: string | null;
  /** Ms. */
  at: number;
  input: number;
  output: number;
  cache5m: number;
  cache1h: number;
  cacheRead: number;
  webSearches: number;
  fast: boolean;
}

/** Tokens of context above which some models cost more. */
export const LONG_CONTEXT = 200_000;
/** Rates are per so many tokens. */
export const MILLION = 1e6;

/**
 * List price of a request in USD: what it would have cost on the API. Null when its model, or the fast mode of it,
 * has no known price.
 */
export function priceOf(use: PricedUse, book: PriceBook): number | null {
  const period = use.model === null ? null : book.at(use.model, use.at);
  if (period === null || (use.fast && period.fast === undefined)) return null;
  const context = use.input + use.cache5m + use.cache1h + use.cacheRead;
  // The whole request is charged at the higher rate, not only what lies above the line.
  const rates = context > LONG_CONTEXT ? (period.above_200k ?? period) : period;
  const tokens = tokenPrice(use, rates) * (use.fast ? (period.fast ?? 1) : 1);
  return tokens + use.webSearches * (period.web_search ?? 0);
}

function tokenPrice(use: PricedUse, rates: Rates): number {
  return (
    (use.input * rates.input +
      use.output * rates.output +
      use.cache5m * rates.cache_write_5m +
      use.cache1h * rates.cache_write_1h +
      use.cacheRead * rates.cache_read) /
    MILLION
  );
}
