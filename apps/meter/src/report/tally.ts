import type { ModelUse, Use, UseByModel } from '@claude-meter/wire';
import { RUN, RUN_NUMBERS } from '../transcripts/row-run.ts';

/** One use being summed up, as a run is. Sums outgrow the small numbers that they begin as: in a field each would slow it down. */
class Sum {
  readonly #sums = new Float64Array(RUN_NUMBERS);

  addRun(run: Float64Array): void {
    for (let place: number = RUN.requests; place <= RUN.unpriced; place++)
      this.#add(place, run[place] as number);
  }

  addUse(use: Use): void {
    this.#add(RUN.requests, use.requests);
    this.#add(RUN.input, use.input_tokens);
    this.#add(RUN.output, use.output_tokens);
    this.#add(RUN.cache5m, use.cache_write_5m_tokens);
    this.#add(RUN.cache1h, use.cache_write_1h_tokens);
    this.#add(RUN.cacheRead, use.cache_read_tokens);
    this.#add(RUN.webSearches, use.web_searches);
    this.#add(RUN.usd, use.usd ?? 0);
    this.#add(RUN.unpriced, use.unpriced_requests);
  }

  use(): Use {
    const of = (place: number) => this.#sums[place] as number;
    const [input, output, cache5m, cache1h] = [
      of(RUN.input),
      of(RUN.output),
      of(RUN.cache5m),
      of(RUN.cache1h),
    ];
    const [requests, unpriced, cacheRead] = [of(RUN.requests), of(RUN.unpriced), of(RUN.cacheRead)];
    return {
      requests,
      input_tokens: input,
      output_tokens: output,
      cache_write_5m_tokens: cache5m,
      cache_write_1h_tokens: cache1h,
      cache_read_tokens: cacheRead,
      total_tokens: input + output + cache5m + cache1h + cacheRead,
      web_searches: of(RUN.webSearches),
      usd: unpriced === requests && requests > 0 ? null : withoutDust(of(RUN.usd)),
      unpriced_requests: unpriced,
    };
  }

  #add(place: number, amount: number): void {
    this.#sums[place] = (this.#sums[place] as number) + amount;
  }
}

/** Billionths of a dollar are dust of binary fractions. */
function withoutDust(usd: number): number {
  return Math.round(usd * 1e9) / 1e9;
}

/** What the requests of a group took, by model. */
export class Tally {
  readonly #byModel = new Map<number, Sum>();
  firstAt = Number.POSITIVE_INFINITY;
  lastAt = Number.NEGATIVE_INFINITY;

  /** Takes in the sums of a run of requests of one model. */
  add(model: number, run: Float64Array): void {
    let sum = this.#byModel.get(model);
    if (sum === undefined) {
      sum = new Sum();
      this.#byModel.set(model, sum);
    }
    sum.addRun(run);
    this.firstAt = Math.min(this.firstAt, run[RUN.firstAt] as number);
    this.lastAt = Math.max(this.lastAt, run[RUN.lastAt] as number);
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
