import type { PriceSource } from '@claude-meter/wire';
import { priceNames } from './match-model.ts';
import shipped from './price-table.json' with { type: 'json' };

/** USD per million tokens. */
export interface Rates {
  input: number;
  output: number;
  cache_write_5m: number;
  cache_write_1h: number;
  cache_read: number;
}

/** What a model costs from a day on. */
export interface PricePeriod extends Rates {
  /** First day in UTC (`2026-03-13`), null: ever since. */
  from: string | null;
  /** For requests of more than 200 000 tokens of input, caches included; absent where there is no such tier. */
  above_200k?: Rates;
  /** What fast mode multiplies everything by; absent where there is no fast mode. */
  fast?: number;
  /** USD for one web search. */
  web_search?: number;
}

/** Model → its prices, the earliest first. */
export type PriceModels = Readonly<Record<string, readonly PricePeriod[]>>;

/** The table that ships with the program, and where it comes from. */
export const SHIPPED_PRICES: { sources: readonly PriceSource[]; models: PriceModels } = shipped;

/** A price and the moment (ms) from which on it holds. */
export interface Since {
  from: number;
  period: PricePeriod;
}

/** Price lists in which models are looked up, the first that has a model decides. */
export class PriceBook {
  readonly #lists: readonly PriceModels[];
  readonly #found = new Map<string, readonly Since[]>();

  /** `overrides` are the person's own prices; they go before the shipped ones. */
  constructor(overrides: PriceModels = {}) {
    this.#lists = [overrides, SHIPPED_PRICES.models];
  }

  /** What a model cost at a moment (ms); null when no price is known. Never a guess from a similar name. */
  at(model: string, at: number): PricePeriod | null {
    const periods = this.periodsOf(model);
    for (let index = periods.length - 1; index >= 0; index--) {
      const { from, period } = periods[index] as Since;
      if (from <= at) return period;
    }
    return null;
  }

  /** What a model cost over time, the earliest first; nothing when no price is known. */
  periodsOf(model: string): readonly Since[] {
    const known = this.#found.get(model);
    if (known !== undefined) return known;
    const found = (this.#find(model) ?? []).map((period) => ({
      from: period.from === null ? Number.NEGATIVE_INFINITY : Date.parse(period.from),
      period,
    }));
    this.#found.set(model, found);
    return found;
  }

  #find(model: string): readonly PricePeriod[] | null {
    for (const list of this.#lists) {
      const name = priceNames(model).find((one) => Object.hasOwn(list, one));
      if (name !== undefined) return list[name] ?? null;
    }
    return null;
  }
}
