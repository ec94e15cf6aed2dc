import type { RequestRows } from '@claude-meter/sources';
import type { UseByModel } from '@claude-meter/wire';
import type { PriceBook } from '../prices/price-table.ts';
import { rowPricer } from '../prices/row-pricer.ts';
import type { Context } from '../transcripts/chunk.ts';
import type { Requests } from '../transcripts/load-requests.ts';
import type { ReportQuery } from './report-query.ts';
import { Tally } from './tally.ts';

/** The requests that a report is about, each with its price. */
export interface ChosenRows {
  rows: RequestRows;
  nameOf(id: number): string | null;
  contextOf(row: number): Context;
  /** `usd` is NaN where no price is known. */
  forEach(visit: (row: number, usd: number) => void): void;
}

/** Chooses by day and by session. */
export function chooseRows(query: ReportQuery, requests: Requests, book: PriceBook): ChosenRows {
  const { rows, counts, contexts, nameOf } = requests;
  const { calendar, since, until, session } = query;
  const from = since === null ? Number.NEGATIVE_INFINITY : calendar.startOf(since);
  const to = until === null ? Number.POSITIVE_INFINITY : calendar.startOf(until + 1);
  const isWanted = contexts.map(
    (context) => session === null || (nameOf(context.session)?.startsWith(session) ?? false),
  );
  const priceOfRow = rowPricer(rows, nameOf, book);
  const chosen = new Int32Array(rows.length);
  const prices = new Float64Array(rows.length);
  let count = 0;
  for (let row = 0; row < rows.length; row++) {
    const at = rows.at[row] as number;
    if (counts[row] !== 1 || at < from || at >= to || isWanted[rows.context[row] as number] !== true)
      continue;
    chosen[count] = row;
    prices[count++] = priceOfRow(row);
  }
  return {
    rows,
    nameOf,
    contextOf: (row) => contexts[rows.context[row] as number] as Context,
    forEach: (visit) => {
      for (let index = 0; index < count; index++) visit(chosen[index] as number, prices[index] as number);
    },
  };
}

/** The chosen rows in groups, with the first row of each group. */
export function groupRows<K>(chosen: ChosenRows, keyOf: (row: number) => K): Map<K, Tally> {
  const groups = new Map<K, Tally>();
  // Rows of one group come in runs.
  let lastKey: K | undefined;
  let last: Tally | undefined;
  chosen.forEach((row, usd) => {
    const key = keyOf(row);
    if (last === undefined || key !== lastKey) {
      last = groups.get(key) ?? new Tally();
      lastKey = key;
      groups.set(key, last);
    }
    last.add(chosen.rows, row, usd);
  });
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
