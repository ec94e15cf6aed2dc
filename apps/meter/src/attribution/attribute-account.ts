import { setImmediate as turn } from 'node:timers/promises';
import { type AttributedLimit, attributeLimit } from '@claude-meter/core';
import type { PriceBook } from '../prices/price-table.ts';
import type { Requests } from '../transcripts/load-requests.ts';
import type { RootSurroundings } from '../transcripts/roots.ts';
import { type ReadLimits, readLimits } from './read-limits.ts';
import { type WorkColumns, workColumns } from './work-columns.ts';

/** How far back is learned from, ms: habits, prices and limits of older times are others. */
export const REACH_MS: number = 84 * 86_400_000;

export interface TimeRange {
  /** Ms: inclusive, exclusive. */
  from: number;
  to: number;
}

/** Which account and which time is meant; null: the one that works here, all limits. */
export interface AttributionRange extends TimeRange {
  org: string | null;
  limit: string | null;
}

/** Every limit of an account with its rises shared among the work of their time. */
export interface AccountAttribution {
  org: string;
  limits: AttributedLimit[];
  columns: WorkColumns;
  requests: Requests;
  book: PriceBook;
}

export type AttributedAccount = { ok: true; account: AccountAttribution } | (ReadLimits & { ok: false });

export interface AccountGiven {
  /** The state folder. */
  home: string;
  surroundings: RootSurroundings;
  requests: Requests;
  book: PriceBook;
}

/** Reads the history and shares its rises among the requests of an index. */
export async function attributeAccount(
  range: AttributionRange,
  given: AccountGiven,
): Promise<AttributedAccount> {
  const { home, surroundings, requests, book } = given;
  const since = Math.min(range.from, range.to - REACH_MS);
  const read = readLimits(home, { ...range, since, until: range.to }, surroundings);
  if (!read.ok) return read;
  const { org, limits, gaps } = read.history;
  const columns = workColumns(requests, book, { from: since, to: range.to });
  const attributed: AttributedLimit[] = [];
  for (const { limit, readings, windowMs } of limits) {
    // Each takes a tenth of a second: posts and streams get their turn in between.
    await turn();
    attributed.push(
      attributeLimit({
        limit,
        readings,
        gaps,
        windowMs,
        work: columns.work,
        cuts: [range.from],
        until: range.to,
        since,
      }),
    );
  }
  return { ok: true, account: { org, limits: attributed, columns, requests, book } };
}
