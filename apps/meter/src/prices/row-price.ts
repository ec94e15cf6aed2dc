import type { RequestRows } from '@claude-meter/sources';
import { LONG_CONTEXT, MILLION } from './price-request.ts';
import type { PriceBook, PricePeriod, Rates } from './price-table.ts';

/** Places of rates as numbers in a row: five, the five for long contexts, then these two. */
const LONG_RATES = 5;
const FAST = 10;
const SEARCH = 11;
/** How many numbers there are. */
export const RATE_NUMBERS = 12;

/** What a model costs for a while, as numbers: objects that look different from model to model would be slow to read. */
export interface FlatRates {
  /** Ms: since when, and before when. */
  from: number;
  to: number;
  /** `RATE_NUMBERS`; NaN where there is no price. */
  numbers: Float64Array;
}

/** Looks up what the rows of an index cost, by the ids that it has for models. */
export class RateBook {
  readonly #known = new Map<number, FlatRates[]>();
  readonly #nameOf: (id: number) => string | null;
  readonly #book: PriceBook;

  constructor(nameOf: (id: number) => string | null, book: PriceBook) {
    this.#nameOf = nameOf;
    this.#book = book;
  }

  /** What a model costs at a moment, ms. */
  at(model: number, at: number): FlatRates {
    let rates = this.#known.get(model);
    if (rates === undefined) {
      rates = this.#find(model);
      this.#known.set(model, rates);
    }
    let index = 0;
    while (at >= (rates[index] as FlatRates).to) index++;
    return rates[index] as FlatRates;
  }

  /** From the beginning of time to its end. */
  #find(model: number): FlatRates[] {
    const name = this.#nameOf(model);
    const periods = name === null ? [] : this.#book.periodsOf(name);
    const begins = [Number.NEGATIVE_INFINITY, ...periods.map(({ from }) => from)];
    return begins.map((from, index) => ({
      from,
      to: begins[index + 1] ?? Number.POSITIVE_INFINITY,
      numbers: index === 0 ? NO_PRICE : numbersOf((periods[index - 1] as { period: PricePeriod }).period),
    }));
  }
}

const NO_PRICE = new Float64Array(RATE_NUMBERS).fill(Number.NaN);

/** Prices one row as `priceOf` does, by rates as numbers: the list price in USD, NaN where none is known. */
export function rowPrice(rows: RequestRows, row: number, rates: Float64Array): number {
  const fresh = rows.input[row] as number;
  const short = rows.cache5m[row] as number;
  const long = rows.cache1h[row] as number;
  const read = rows.cacheRead[row] as number;
  const first = fresh + short + long + read > LONG_CONTEXT ? LONG_RATES : 0;
  const tokens =
    (fresh * (rates[first] as number) +
      (rows.output[row] as number) * (rates[first + 1] as number) +
      short * (rates[first + 2] as number) +
      long * (rates[first + 3] as number) +
      read * (rates[first + 4] as number)) /
    MILLION;
  const factor = rows.fast[row] === 1 ? (rates[FAST] as number) : 1;
  return tokens * factor + (rows.webSearches[row] as number) * (rates[SEARCH] as number);
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

function numbersOf(period: PricePeriod): Float64Array {
  const long = period.above_200k ?? period;
  const rest = [period.fast ?? Number.NaN, period.web_search ?? 0];
  return Float64Array.from([...ratesOf(period), ...ratesOf(long), ...rest]);
}

function ratesOf(rates: Rates): number[] {
  return [rates.input, rates.output, rates.cache_write_5m, rates.cache_write_1h, rates.cache_read];
}
