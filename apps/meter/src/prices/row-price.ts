import type { RequestRows } from '@claude-meter/sources';
import { LONG_CONTEXT, MILLION } from './price-request.ts';
import { type FlatRates, RATES, type RateBook } from './rate-book.ts';

/** Prices one row as `priceOf` does, by rates as numbers: the list price in USD, NaN where none is known. */
export function rowPrice(rows: RequestRows, row: number, rates: Float64Array): number {
  const fresh = rows.input[row] as number;
  const short = rows.cache5m[row] as number;
  const long = rows.cache1h[row] as number;
  const read = rows.cacheRead[row] as number;
  const first = fresh + short + long + read > LONG_CONTEXT ? RATES.long : RATES.plain;
  const tokens =
    (fresh * (rates[first] as number) +
      (rows.output[row] as number) * (rates[first + 1] as number) +
      short * (rates[first + 2] as number) +
      long * (rates[first + 3] as number) +
      read * (rates[first + 4] as number)) /
    MILLION;
  const factor = rows.fast[row] === 1 ? (rates[RATES.fast] as number) : 1;
  return tokens * factor + (rows.webSearches[row] as number) * (rates[RATES.search] as number);
}

/**
 * Prices some rows of an index: the list price of each in USD, NaN where none is known. One plain loop, as there are
 * hundreds of thousands of rows.
 */
export function rowPrices(rows: RequestRows, which: Int32Array, book: RateBook): Float64Array {
  const { model, at } = rows;
  const usd = new Float64Array(which.length);
  let lastModel = -1;
  let rates: FlatRates | undefined;
  for (let index = 0; index < which.length; index++) {
    const row = which[index] as number;
    const moment = at[row] as number;
    if (rates === undefined || model[row] !== lastModel || moment < rates.from || moment >= rates.to) {
      lastModel = model[row] as number;
      rates = book.at(lastModel, moment);
    }
    usd[index] = rowPrice(rows, row, rates.numbers);
  }
  return usd;
}
