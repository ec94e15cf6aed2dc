import type { RequestRows } from '@claude-meter/sources';
import { LONG_CONTEXT, MILLION } from './price-request.ts';
import type { PriceBook, PricePeriod, Rates } from './price-table.ts';

/** A period as numbers in a row: five rates, the five for long contexts, then these two. */
const WIDTH = 12;
const LONG_RATES = 5;
const FAST = 10;
const SEARCH = 11;

/** The periods of one model as flat numbers: objects that look different from model to model would be slow to read. */
interface FlatPrices {
  /** Since when each holds, ms, the earliest first. */
  from: Float64Array;
  /** `WIDTH` numbers per period; NaN where there is no fast mode. */
  rates: Float64Array;
}

/**
 * Prices some rows of an index as `priceOf` does: the list price of each in USD, NaN where none is known. One plain
 * loop, as there are hundreds of thousands of rows.
 */
export function rowPrices(
  rows: RequestRows,
  which: Int32Array,
  given: { nameOf: (id: number) => string | null; book: PriceBook },
): Float64Array {
  const { model, at, input, output, cache5m, cache1h, cacheRead, webSearches, fast } = rows;
  const pricesOf = flatPrices(given);
  const usd = new Float64Array(which.length).fill(Number.NaN);
  let lastModel = -1;
  let { from, rates } = NO_PRICES;
  for (let index = 0; index < which.length; index++) {
    const row = which[index] as number;
    if (model[row] !== lastModel) {
      lastModel = model[row] as number;
      ({ from, rates } = pricesOf(lastModel));
    }
    const period = lastFrom(from, at[row] as number);
    if (period === -1) continue;
    const begin = WIDTH * period;
    const fresh = input[row] as number;
    const short = cache5m[row] as number;
    const long = cache1h[row] as number;
    const read = cacheRead[row] as number;
    const first = fresh + short + long + read > LONG_CONTEXT ? begin + LONG_RATES : begin;
    const tokens =
      (fresh * (rates[first] as number) +
        (output[row] as number) * (rates[first + 1] as number) +
        short * (rates[first + 2] as number) +
        long * (rates[first + 3] as number) +
        read * (rates[first + 4] as number)) /
      MILLION;
    const factor = fast[row] === 1 ? (rates[begin + FAST] as number) : 1;
    usd[index] = tokens * factor + (webSearches[row] as number) * (rates[begin + SEARCH] as number);
  }
  return usd;
}

const NO_PRICES: FlatPrices = { from: new Float64Array(0), rates: new Float64Array(0) };

function flatPrices({
  nameOf,
  book,
}: {
  nameOf: (id: number) => string | null;
  book: PriceBook;
}): (model: number) => FlatPrices {
  const known = new Map<number, FlatPrices>();
  return (model) => {
    let prices = known.get(model);
    if (prices === undefined) {
      const name = nameOf(model);
      const periods = name === null ? [] : book.periodsOf(name);
      prices = {
        from: Float64Array.from(periods, ({ from }) => from),
        rates: Float64Array.from(periods.flatMap(({ period }) => numbersOf(period))),
      };
      known.set(model, prices);
    }
    return prices;
  };
}

function numbersOf(period: PricePeriod): number[] {
  const long = period.above_200k ?? period;
  return [...ratesOf(period), ...ratesOf(long), period.fast ?? Number.NaN, period.web_search ?? 0];
}

function ratesOf(rates: Rates): number[] {
  return [rates.input, rates.output, rates.cache_write_5m, rates.cache_write_1h, rates.cache_read];
}

/** Index of the last period that has begun at a moment; -1 when none has. */
function lastFrom(from: Float64Array, at: number): number {
  let index = from.length - 1;
  while (index >= 0 && (from[index] as number) > at) index--;
  return index;
}
