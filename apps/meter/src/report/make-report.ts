import type { Report } from '@claude-meter/wire';
import { PriceBook, type PriceModels } from '../prices/price-table.ts';
import type { ReadIndex } from '../transcripts/read-index.ts';
import type { RootSurroundings } from '../transcripts/roots.ts';
import { buildReport } from './build-report.ts';
import { knownResets } from './known-resets.ts';
import { pullRequestsFor } from './pull-requests-for.ts';
import type { ReportQuery } from './report-query.ts';

export interface MakeReportGiven {
  /** The state folder. */
  home: string;
  surroundings: RootSurroundings;
  /** The person's own prices. */
  prices: PriceModels;
  now: () => number;
  signal: AbortSignal;
}

/** Makes a report of what an index holds now. */
export async function makeReport(
  query: ReportQuery,
  index: ReadIndex,
  given: MakeReportGiven,
): Promise<Report> {
  const { home, surroundings, now, signal } = given;
  const requests = index.requests(query);
  return buildReport(query, {
    requests,
    damaged: index.damage(),
    book: new PriceBook(given.prices),
    now: now(),
    ...knownResets(home, surroundings),
    ...(await pullRequestsFor(query, requests, { home, now, signal, env: surroundings.env })),
  });
}
