import type { PriceBook, PricePeriod, Rates } from './price-table.ts';

/** Where the rates of a model stand among its numbers. */
export const RATES = {
  /** Input, output, the two cache writes and cache reads, USD per million tokens. */
  plain: 0,
  /** The same for long contexts. */
  long: 5,
  /** What fast mode multiplies everything by; NaN where there is none. */
  fast: 10,
  /** USD for one web search. */
  search: 11,
} as const;
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

function numbersOf(period: PricePeriod): Float64Array {
  const long = period.above_200k ?? period;
  const rest = [period.fast ?? Number.NaN, period.web_search ?? 0];
  return Float64Array.from([...ratesOf(period), ...ratesOf(long), ...rest]);
}

function ratesOf(rates: Rates): number[] {
  return [rates.input, rates.output, rates.cache_write_5m, rates.cache_write_1h, rates.cache_read];
}
