import type { Report, ReportHead, UseByModel } from '@claude-meter/wire';
import { type PriceBook, SHIPPED_PRICES } from '../prices/price-table.ts';
import type { PullRequestBook } from '../pull-requests/pull-request-types.ts';
import { troubleWords } from '../pull-requests/trouble-words.ts';
import type { IndexDamage } from '../transcripts/load-damage.ts';
import type { Requests } from '../transcripts/load-requests.ts';
import { blockRows } from './block-rows.ts';
import { dayText } from './calendar.ts';
import { ALWAYS, type ChosenRows, chooseRows, groupRows } from './chosen-rows.ts';
import { periodRows } from './period-rows.ts';
import { projectRows, sessionRows } from './place-rows.ts';
import { landedUse, pullRequestRows } from './pull-request-rows.ts';
import type { ReportQuery } from './report-query.ts';
import { sumOfUses, Tally } from './tally.ts';

/** What a report is made of, beside its query. */
export interface ReportGiven {
  requests: Requests;
  book: PriceBook;
  now: number;
  /** Ms at which 5-hour windows are known to have ended or to end, the server's word. */
  sessionResets: readonly number[];
  /** The same of 7-day windows. */
  weekResets: readonly number[];
  /** Lines that could not be counted. */
  damaged: IndexDamage;
  /** What the requests were made for; needed for `prs` alone. */
  pullRequests?: PullRequestBook;
}

/** Makes a report of the requests of an index. */
export function buildReport(query: ReportQuery, given: ReportGiven): Report {
  const chosen = chooseRows(query, given.requests, given.book);
  const made = rowsOf(query, chosen, given);
  const totals = made.kind === 'models' ? sumOfUses([{ models: made.rows }]) : sumOfUses(made.rows);
  const head: ReportHead = {
    timezone: query.calendar.zone,
    since: query.since === null ? null : dayText(query.since),
    until: query.until === null ? null : dayText(query.until),
    generated_at: new Date(given.now).toISOString(),
    price_sources: SHIPPED_PRICES.sources,
    damaged: given.damaged,
    unpriced_models: totals.models
      .filter((model) => model.unpriced_requests > 0)
      .map(({ model }) => model ?? 'unknown'),
  };
  return { ...head, totals, ...made };
}

/** A report without what all of them say. */
type KindAndRows = Report extends infer R
  ? R extends Report
    ? Omit<R, keyof ReportHead | 'totals'>
    : never
  : never;

function rowsOf(query: ReportQuery, chosen: ChosenRows, given: ReportGiven): KindAndRows {
  const { kind, calendar } = query;
  switch (kind) {
    case 'today':
    case 'daily':
      return { kind, rows: periodRows(chosen, { calendar, unit: 'day', windows: [] }) };
    case 'weekly':
      return { kind, rows: periodRows(chosen, { calendar, unit: 'week', windows: given.weekResets }) };
    case 'monthly':
      return { kind, rows: periodRows(chosen, { calendar, unit: 'month', windows: [] }) };
    case 'sessions':
    case 'session':
      return { kind, rows: sessionRows(chosen) };
    case 'projects':
      return { kind, rows: projectRows(chosen) };
    case 'models':
      return { kind, rows: useOf(chosen).models };
    case 'blocks':
      return { kind, rows: blockRows(chosen, given) };
    case 'prs':
      return pullRequests(chosen, given);
  }
}

function pullRequests(chosen: ChosenRows, given: ReportGiven): KindAndRows {
  const { pullRequests: book } = given;
  if (book === undefined) throw new Error('A report of pull requests needs to know of them.');
  const rows = pullRequestRows(chosen, book, given);
  const troubles = book.troubles.map((trouble) => ({ ...trouble, text: troubleWords(trouble) }));
  return { kind: 'prs', rows, landed: landedUse(rows), troubles };
}

function useOf(chosen: ChosenRows): UseByModel {
  const all = groupRows(chosen, () => ({ key: 'all', ...ALWAYS })).get('all') ?? new Tally();
  return all.use(chosen.nameOf);
}
