import { readOverrides } from '../prices/price-overrides.ts';
import type { ReadIndex } from '../transcripts/read-index.ts';
import type { RootSurroundings } from '../transcripts/roots.ts';
import { makeReport } from './make-report.ts';
import { type QueryWords, readQuery } from './report-query.ts';
import { systemZone } from './system-zone.ts';

export type ReportAnswer =
  /** The report as JSON text. */
  | { ok: true; body: string }
  /** `unready`: the index is being built. `query`: the query cannot be meant. `prices`: the person's own prices cannot be read. */
  | { ok: false; kind: 'unready' | 'query' | 'prices'; error: string };

export interface PrintReportGiven {
  index: ReadIndex;
  /** The state folder. */
  home: string;
  surroundings: RootSurroundings;
  /** Ms. */
  now: number;
  /** Ends what git was asked meanwhile. */
  signal: AbortSignal;
}

/** Answers a query with a report of an index. */
export async function printReport(
  words: QueryWords,
  { index, ...given }: PrintReportGiven,
): Promise<ReportAnswer> {
  const read = readQuery(words, { zone: systemZone(given.surroundings.env), now: given.now });
  if (!read.ok) return { ok: false, kind: 'query', error: read.error };
  const overrides = readOverrides(given.home);
  if (!overrides.ok) return { ok: false, kind: 'prices', error: overrides.error };
  const report = await makeReport(read.query, index, {
    ...given,
    prices: overrides.models,
    now: () => given.now,
  });
  return { ok: true, body: JSON.stringify(report) };
}
