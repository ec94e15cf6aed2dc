import type { RequestRows } from '@claude-meter/sources';
import type { ModelUse, Use, UseByModel } from '@claude-meter/wire';

/** One use being summed up. Sums outgrow the small numbers that they begin as: in a field each would slow it down. */
class Sum {
  readonly #sums = new Float64Array(SUMS);

  add(rows: RequestRows, row: number, usd: number): void {
    const sums = this.#sums;
    addTo(sums, REQUESTS, 1);
    addTo(sums, INPUT, rows.input[row] as number);
    addTo(sums, OUTPUT, rows.output[row] as number);
    addTo(sums, CACHE_5M, rows.cache5m[row] as number);
    addTo(sums, CACHE_1H, rows.cache1h[row] as number);
    addTo(sums, CACHE_READ, rows.cacheRead[row] as number);
    addTo(sums, WEB_SEARCHES, rows.webSearches[row] as number);
    if (Number.isNaN(usd)) addTo(sums, UNPRICED, 1);
    else addTo(sums, USD, usd);
  }

  addUse(use: Use): void {
    const sums = this.#sums;
    addTo(sums, REQUESTS, use.requests);
    addTo(sums, INPUT, use.input_tokens);
    addTo(sums, OUTPUT, use.output_tokens);
    addTo(sums, CACHE_5M, use.cache_write_5m_tokens);
    addTo(sums, CACHE_1H, use.cache_write_1h_tokens);
    addTo(sums, CACHE_READ, use.cache_read_tokens);
    addTo(sums, WEB_SEARCHES, use.web_searches);
    addTo(sums, USD, use.usd ?? 0);
    addTo(sums, UNPRICED, use.unpriced_requests);
  }

  use(): Use {
    const [requests = 0, input = 0, output = 0, cache5m = 0, cache1h = 0, cacheRead = 0] = this.#sums;
    const [searches = 0, usd = 0, unpriced = 0] = this.#sums.subarray(WEB_SEARCHES);
    return {
      requests,
      input_tokens: input,
      output_tokens: output,
      cache_write_5m_tokens: cache5m,
      cache_write_1h_tokens: cache1h,
      cache_read_tokens: cacheRead,
      total_tokens: input + output + cache5m + cache1h + cacheRead,
      web_searches: searches,
      usd: unpriced === requests && requests > 0 ? null : withoutDust(usd),
      unpriced_requests: unpriced,
    };
  }
}

/** Places of the sums. */
const REQUESTS = 0;
const INPUT = 1;
const OUTPUT = 2;
const CACHE_5M = 3;
const CACHE_1H = 4;
const CACHE_READ = 5;
const WEB_SEARCHES = 6;
const USD = 7;
const UNPRICED = 8;
const SUMS = 9;

function addTo(sums: Float64Array, place: number, amount: number): void {
  sums[place] = (sums[place] as number) + amount;
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
