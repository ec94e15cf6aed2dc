import type { RequestRows } from '@claude-meter/sources';
import type { UseByModel } from '@claude-meter/wire';
import type { PriceBook } from '../prices/price-table.ts';
import { rowPrices } from '../prices/row-prices.ts';
import type { Context } from '../transcripts/chunk.ts';
import type { Requests } from '../transcripts/load-requests.ts';
import type { ReportQuery } from './report-query.ts';
import { Cells, Tally } from './tally.ts';

/** The requests that a report is about, each with its price. */
export interface ChosenRows {
  rows: RequestRows;
  /** The rows of them, in their order. */
  which: Int32Array;
  /** What each of them costs, USD; NaN where no price is known. */
  usd: Float64Array;
  nameOf(id: number): string | null;
  contextOf(row: number): Context;
}

/** Chooses by day and by session. */
export function chooseRows(query: ReportQuery, requests: Requests, book: PriceBook): ChosenRows {
  const { rows, contexts, nameOf } = requests;
  const { calendar, since, until, session } = query;
  const from = since === null ? Number.NEGATIVE_INFINITY : calendar.startOf(since);
  const to = until === null ? Number.POSITIVE_INFINITY : calendar.startOf(until + 1);
  const isWanted = Uint8Array.from(contexts, (context) =>
    session === null || (nameOf(context.session)?.startsWith(session) ?? false) ? 1 : 0,
  );
  const which = rowsWithin(requests, isWanted, { from, to });
  return {
    rows,
    which,
    usd: rowPrices(rows, which, { nameOf, book }),
    nameOf,
    contextOf: (row) => contexts[rows.context[row] as number] as Context,
  };
}

function rowsWithin(
  { rows, counts }: Requests,
  isWanted: Uint8Array,
  { from, to }: { from: number; to: number },
): Int32Array {
  const { at, context, length } = rows;
  const chosen = new Int32Array(length);
  let count = 0;
  for (let row = 0; row < length; row++) {
    const moment = at[row] as number;
    if (counts[row] !== 1 || moment < from || moment >= to || isWanted[context[row] as number] !== 1)
      continue;
    chosen[count++] = row;
  }
  return chosen.subarray(0, count);
}

/** The chosen rows in groups. */
export function groupRows<K>({ rows, which, usd }: ChosenRows, keyOf: (row: number) => K): Map<K, Tally> {
  const { at, model } = rows;
  const groups = new Map<K, Tally>();
  const cells = new Cells(which.length);
  let lastKey: K | undefined;
  let tally: Tally | undefined;
  let lastModel = -1;
  let cell = -1;
  for (let index = 0; index < which.length; index++) {
    const row = which[index] as number;
    const key = keyOf(row);
    // Rows of one group, and in it of one model, come in runs.
    if (tally === undefined || key !== lastKey) {
      tally = groups.get(key) ?? new Tally();
      lastKey = key;
      lastModel = -1;
      groups.set(key, tally);
    }
    if (model[row] !== lastModel) {
      lastModel = model[row] as number;
      cell = tally.cellOf(lastModel, cells);
    }
    cells.ofRow[index] = cell;
    tally.reach(at[row] as number);
  }
  const sums = cells.sum(rows, which, usd);
  for (const group of groups.values()) group.fill(sums);
  return groups;
}

/** First and last moment of a tally, ISO-8601. */
export function spanOf(tally: Tally): { first_at: string; last_at: string } {
  return { first_at: new Date(tally.firstAt).toISOString(), last_at: new Date(tally.lastAt).toISOString() };
}

/** The largest first, by tokens. */
export function byTokens(a: UseByModel, b: UseByModel): number {
  return b.total_tokens - a.total_tokens;
}
