import { type LocalWork, rowsUntil, type TokenRates, type WorkModel } from '@claude-meter/core';
import type { RequestRows } from '@claude-meter/sources';
import type { PriceBook } from '../prices/price-table.ts';
import { RateBook } from '../prices/rate-book.ts';
import { rowPrices } from '../prices/row-price.ts';
import type { Requests } from '../transcripts/load-requests.ts';

/** Requests as the attribution takes them, and what it is told beside. */
export interface WorkColumns {
  work: LocalWork;
  /** List price per row of `work`, USD; NaN where none is known. */
  usd: Float64Array;
  /** Per model of `work` what the transcripts call it. */
  names: (string | null)[];
}

/**
 * The requests of a time by their end. Fast ones are billed as extra usage and count toward no limit: they are of models
 * without a name, which none counts.
 *
 * @param range ms: from, inclusive, to, inclusive
 */
export function workColumns(
  requests: Requests,
  book: PriceBook,
  range: { from: number; to: number },
): WorkColumns {
  const { rows, nameOf } = requests;
  const order = rowsByTime(requests, range);
  const { models, names, places } = modelsOf(rows, order, { nameOf, book, at: range.to });
  const column = () => new Int32Array(order.length);
  const work: LocalWork = {
    length: order.length,
    at: new Float64Array(order.length),
    model: column(),
    context: column(),
    input: column(),
    output: column(),
    cacheWrite5m: column(),
    cacheWrite1h: column(),
    cacheRead: column(),
    models,
  };
  for (let place = 0; place < order.length; place += 1) {
    const row = order[place] as number;
    work.at[place] = rows.at[row] as number;
    work.model[place] = places.get(modelKey(rows, row)) as number;
    work.context[place] = rows.context[row] as number;
    work.input[place] = rows.input[row] as number;
    work.output[place] = rows.output[row] as number;
    work.cacheWrite5m[place] = rows.cache5m[row] as number;
    work.cacheWrite1h[place] = rows.cache1h[row] as number;
    work.cacheRead[place] = rows.cacheRead[row] as number;
  }
  return { work, usd: rowPrices(rows, order, new RateBook(nameOf, book)), names };
}

/** The first row of a time, and the one after its last. */
export function rowsIn({ work }: WorkColumns, { from, to }: { from: number; to: number }): [number, number] {
  return [rowsUntil(work, from - 1), rowsUntil(work, to - 1)];
}

function rowsByTime({ rows, counts }: Requests, { from, to }: { from: number; to: number }): Int32Array {
  const chosen = new Int32Array(rows.length);
  let count = 0;
  for (let row = 0; row < rows.length; row += 1) {
    const at = rows.at[row] as number;
    if (counts[row] === 1 && at >= from && at <= to) chosen[count++] = row;
  }
  return chosen.subarray(0, count).sort((a, b) => (rows.at[a] as number) - (rows.at[b] as number));
}

function modelsOf(
  rows: RequestRows,
  order: Int32Array,
  { nameOf, book, at }: { nameOf: Requests['nameOf']; book: PriceBook; at: number },
): { models: WorkModel[]; names: (string | null)[]; places: Map<number, number> } {
  const places = new Map<number, number>();
  const models: WorkModel[] = [];
  const names: (string | null)[] = [];
  for (const row of order) {
    const key = modelKey(rows, row);
    if (places.has(key)) continue;
    const name = nameOf(rows.model[row] as number);
    places.set(key, models.length);
    names.push(name);
    models.push({
      name: rows.fast[row] === 1 ? null : name,
      rates: name === null ? null : tokenRates(book, name, at),
    });
  }
  return { models, names, places };
}

function modelKey(rows: RequestRows, row: number): number {
  return 2 * (rows.model[row] as number) + (rows.fast[row] as number);
}

/** What a model's tokens cost at a moment: the plain price, without the higher one of long contexts. */
export function tokenRates(book: PriceBook, model: string, at: number): TokenRates | null {
  const period = book.at(model, at);
  if (period === null) return null;
  return {
    input: period.input,
    output: period.output,
    cacheWrite5m: period.cache_write_5m,
    cacheWrite1h: period.cache_write_1h,
    cacheRead: period.cache_read,
  };
}
