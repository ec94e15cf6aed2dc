import type { RequestRows } from '@claude-meter/sources';
import type { ModelUse, Use, UseByModel } from '@claude-meter/wire';

/** One use being summed up. Sums outgrow the small numbers that they begin as: in a field each would slow it down. */
class Sum {
  readonly #sums: Float64Array;

  constructor(sums = new Float64Array(SUMS)) {
    this.#sums = sums;
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

/** A cell for each model of each group: rows are summed up column by column, in loops that soon are fast. */
export class Cells {
  count = 0;
  /** The cell of each row. */
  readonly ofRow: Int32Array;

  constructor(rows: number) {
    this.ofRow = new Int32Array(rows);
  }

  /** All sums, `SUMS` numbers a cell. `which` are the rows, `usd` their prices, NaN where none is known. */
  sum(rows: RequestRows, which: Int32Array, usd: Float64Array): Float64Array<ArrayBuffer> {
    const sums = new Float64Array(SUMS * this.count);
    const { ofRow } = this;
    for (let index = 0; index < which.length; index++) {
      const first = SUMS * (ofRow[index] as number);
      const price = usd[index] as number;
      addTo(sums, first + REQUESTS, 1);
      if (Number.isNaN(price)) addTo(sums, first + UNPRICED, 1);
      else addTo(sums, first + USD, price);
    }
    const addColumn = (place: number, column: Int32Array): void => {
      for (let index = 0; index < which.length; index++) {
        addTo(sums, SUMS * (ofRow[index] as number) + place, column[which[index] as number] as number);
      }
    };
    addColumn(INPUT, rows.input);
    addColumn(OUTPUT, rows.output);
    addColumn(CACHE_5M, rows.cache5m);
    addColumn(CACHE_1H, rows.cache1h);
    addColumn(CACHE_READ, rows.cacheRead);
    addColumn(WEB_SEARCHES, rows.webSearches);
    return sums;
  }
}

/** What the requests of a group took, by model. */
export class Tally {
  readonly #cells = new Map<number, number>();
  #sums = new Float64Array(0);
  firstAt = Number.POSITIVE_INFINITY;
  lastAt = Number.NEGATIVE_INFINITY;

  /** The cell of a model in this group, a new one among all cells where it is the first of it. */
  cellOf(model: number, cells: Cells): number {
    const known = this.#cells.get(model);
    if (known !== undefined) return known;
    this.#cells.set(model, cells.count);
    return cells.count++;
  }

  /** Stretches the time of the group to a moment, ms. */
  reach(at: number): void {
    if (at < this.firstAt) this.firstAt = at;
    if (at > this.lastAt) this.lastAt = at;
  }

  /** Takes the sums of all cells in. */
  fill(sums: Float64Array<ArrayBuffer>): void {
    this.#sums = sums;
  }

  use(nameOf: (id: number) => string | null): UseByModel {
    const byModel = new Map<number, Sum>();
    for (const [model, cell] of this.#cells) {
      byModel.set(model, new Sum(this.#sums.subarray(SUMS * cell, SUMS * (cell + 1))));
    }
    return split(byModel, nameOf);
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
