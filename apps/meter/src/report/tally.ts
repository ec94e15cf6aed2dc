import type { RequestRows } from '@claude-meter/sources';
import type { ModelUse, Use, UseByModel } from '@claude-meter/wire';
import { type PricedUse, priceOf } from '../prices/price-request.ts';
import type { PriceBook } from '../prices/price-table.ts';

/** One use being summed up. */
class Sum {
  requests = 0;
  input = 0;
  output = 0;
  cache5m = 0;
  cache1h = 0;
  cacheRead = 0;
  webSearches = 0;
  usd = 0;
  unpriced = 0;

  add(rows: RequestRows, row: number, usd: number): void {
    this.requests++;
    this.input += rows.input[row] as number;
    this.output += rows.output[row] as number;
    this.cache5m += rows.cache5m[row] as number;
    this.cache1h += rows.cache1h[row] as number;
    this.cacheRead += rows.cacheRead[row] as number;
    this.webSearches += rows.webSearches[row] as number;
    if (Number.isNaN(usd)) this.unpriced++;
    else this.usd += usd;
  }

  addUse(use: Use): void {
    this.requests += use.requests;
    this.input += use.input_tokens;
    this.output += use.output_tokens;
    this.cache5m += use.cache_write_5m_tokens;
    this.cache1h += use.cache_write_1h_tokens;
    this.cacheRead += use.cache_read_tokens;
    this.webSearches += use.web_searches;
    this.usd += use.usd ?? 0;
    this.unpriced += use.unpriced_requests;
  }

  use(): Use {
    return {
      requests: this.requests,
      input_tokens: this.input,
      output_tokens: this.output,
      cache_write_5m_tokens: this.cache5m,
      cache_write_1h_tokens: this.cache1h,
      cache_read_tokens: this.cacheRead,
      total_tokens: this.input + this.output + this.cache5m + this.cache1h + this.cacheRead,
      web_searches: this.webSearches,
      usd: this.unpriced === this.requests && this.requests > 0 ? null : withoutDust(this.usd),
      unpriced_requests: this.unpriced,
    };
  }
}

/** Billionths of a dollar are dust of binary fractions. */
function withoutDust(usd: number): number {
  return Math.round(usd * 1e9) / 1e9;
}

/** Sums requests up, by model. */
export class Tally {
  readonly #byModel = new Map<number, Sum>();
  /** Rows of one model come in runs. */
  #lastModel = -1;
  #last = new Sum();
  firstAt = Number.POSITIVE_INFINITY;
  lastAt = Number.NEGATIVE_INFINITY;

  /** `usd` is NaN where no price is known. */
  add(rows: RequestRows, row: number, usd: number): void {
    const model = rows.model[row] as number;
    if (model !== this.#lastModel) {
      this.#last = this.#byModel.get(model) ?? new Sum();
      this.#lastModel = model;
      this.#byModel.set(model, this.#last);
    }
    this.#last.add(rows, row, usd);
    const at = rows.at[row] as number;
    if (at < this.firstAt) this.firstAt = at;
    if (at > this.lastAt) this.lastAt = at;
  }

  use(nameOf: (id: number) => string | null): UseByModel {
    return split(this.#byModel, nameOf);
  }
}

/** Prices rows of an index: the list price in USD, NaN where none is known. */
export function rowPricer(
  rows: RequestRows,
  nameOf: (id: number) => string | null,
  book: PriceBook,
): (row: number) => number {
  // One for all rows: there are hundreds of thousands.
  const use: PricedUse = { ...NO_USE };
  let model = -1;
  return (row) => {
    if (rows.model[row] !== model) {
      model = rows.model[row] as number;
      use.model = nameOf(model);
    }
    use.at = rows.at[row] as number;
    use.input = rows.input[row] as number;
    use.output = rows.output[row] as number;
    use.cache5m = rows.cache5m[row] as number;
    use.cache1h = rows.cache1h[row] as number;
    use.cacheRead = rows.cacheRead[row] as number;
    use.webSearches = rows.webSearches[row] as number;
    use.fast = rows.fast[row] === 1;
    return priceOf(use, book) ?? Number.NaN;
  };
}

const NO_USE: PricedUse = {
  model: null,
  at: 0,
  input: 0,
  output: 0,
  cache5m: 0,
  cache1h: 0,
  cacheRead: 0,
  webSearches: 0,
  fast: false,
};

/** The sum of what several rows tell by model. */
export function sumOfUses(rows: Iterable<{ models: readonly ModelUse[] }>): UseByModel {
  const byModel = new Map<string | null, Sum>();
  for (const { models } of rows) {
    for (const use of models) {
      const sum = byModel.get(use.model) ?? new Sum();
      sum.addUse(use);
      byModel.set(use.model, sum);
    }
  }
  return split(byModel, (model) => model);
}

function split<K>(byModel: ReadonlyMap<K, Sum>, nameOf: (model: K) => string | null): UseByModel {
  const all = new Sum();
  const models: ModelUse[] = [];
  for (const [model, sum] of byModel) {
    const use = { model: nameOf(model), ...sum.use() };
    all.addUse(use);
    models.push(use);
  }
  models.sort((a, b) => b.total_tokens - a.total_tokens || ((a.model ?? '') < (b.model ?? '') ? -1 : 1));
  return { ...all.use(), models };
}
