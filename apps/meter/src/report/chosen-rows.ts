import type { UseByModel } from '@claude-meter/wire';
import type { PriceBook } from '../prices/price-table.ts';
import { type FlatRates, RateBook } from '../prices/rate-book.ts';
import type { Context } from '../transcripts/chunk.ts';
import type { Requests } from '../transcripts/load-requests.ts';
import { RUN } from '../transcripts/row-run.ts';
import type { ReportQuery } from './report-query.ts';
import { Tally } from './tally.ts';

/** The requests that a report is about. */
export interface ChosenRows extends Span {
  requests: Requests;
  /** Whether the requests of a context belong to it. */
  isWanted(context: Context): boolean;
  rates: RateBook;
  nameOf(id: number): string | null;
}

/** A stretch of time, ms: since when, and before when. */
interface Span {
  from: number;
  to: number;
}

/** Where a request belongs, and for how long all requests of its context belong there. */
export interface Place<K> extends Span {
  key: K;
}

/** Where nothing changes with time. */
export const ALWAYS: Span = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };

/** Chooses by day and by session. */
export function chooseRows(query: ReportQuery, requests: Requests, book: PriceBook): ChosenRows {
  const { nameOf } = requests;
  const { calendar, since, until, session } = query;
  return {
    requests,
    from: since === null ? ALWAYS.from : calendar.startOf(since),
    to: until === null ? ALWAYS.to : calendar.startOf(until + 1),
    isWanted: (context) => session === null || (nameOf(context.session)?.startsWith(session) ?? false),
    rates: new RateBook(nameOf, book),
    nameOf,
  };
}

/** The chosen requests in groups. `placeOf` is asked once for those that follow one another in one place. */
export function groupRows<K>(
  chosen: ChosenRows,
  placeOf: (at: number, context: Context) => Place<K>,
): Map<K, Tally> {
  const { rows, contexts, sumRuns } = chosen.requests;
  const groups = new Map<K, Tally>();
  let tally: Tally | null = null;
  let model = -1;
  let rates: FlatRates | null = null;
  sumRuns({
    begin: (row, run) => {
      const at = rows.at[row] as number;
      const context = contexts[rows.context[row] as number] as Context;
      model = rows.model[row] as number;
      const priced = chosen.rates.at(model, at);
      // Thousands of runs have the same.
      if (priced !== rates) run.set(priced.numbers, RUN.rates);
      rates = priced;
      const period = periodOf(chosen, at);
      const place = period.isChosen && chosen.isWanted(context) ? placeOf(at, context) : null;
      tally = place === null ? null : tallyOf(groups, place.key);
      run[RUN.from] = Math.max(priced.from, period.from, place === null ? ALWAYS.from : place.from);
      run[RUN.to] = Math.min(priced.to, period.to, place === null ? ALWAYS.to : place.to);
    },
    end: (run) => tally?.add(model, run),
  });
  return groups;
}

/** Whether a moment lies in the time that is reported on, and how long that stays as it is. */
function periodOf({ from, to }: Span, at: number): Span & { isChosen: boolean } {
  if (at < from) return { isChosen: false, from: ALWAYS.from, to: from };
  if (at >= to) return { isChosen: false, from: to, to: ALWAYS.to };
  return { isChosen: true, from, to };
}

function tallyOf<K>(groups: Map<K, Tally>, key: K): Tally {
  const known = groups.get(key);
  if (known !== undefined) return known;
  const tally = new Tally();
  groups.set(key, tally);
  return tally;
}

/** Ms of all chosen requests, ascending. */
export function timesOf(chosen: ChosenRows): number[] {
  const { rows, counts, contexts } = chosen.requests;
  const isWanted = contexts.map((context) => chosen.isWanted(context));
  const times: number[] = [];
  for (let row = 0; row < rows.length; row++) {
    const at = rows.at[row] as number;
    if (counts[row] !== 1 || !periodOf(chosen, at).isChosen || !isWanted[rows.context[row] as number])
      continue;
    times.push(at);
  }
  return times.sort((a, b) => a - b);
}

/** First and last moment of a tally, ISO-8601. */
export function spanOf(tally: Tally): { first_at: string; last_at: string } {
  return { first_at: new Date(tally.firstAt).toISOString(), last_at: new Date(tally.lastAt).toISOString() };
}

/** The largest first, by tokens. */
export function byTokens(a: UseByModel, b: UseByModel): number {
  return b.total_tokens - a.total_tokens;
}
