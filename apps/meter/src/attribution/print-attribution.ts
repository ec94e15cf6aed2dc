import { readOverrides } from '../prices/price-overrides.ts';
import { PriceBook } from '../prices/price-table.ts';
import type { ReadIndex } from '../transcripts/read-index.ts';
import type { RootSurroundings } from '../transcripts/roots.ts';
import type { AttributionQuery } from './attribution-query.ts';
import { makeAttribution } from './make-attribution.ts';

export type AttributionFailure = {
  ok: false;
  /**
   * `unready`: the index is being built. `query`: the question cannot be meant. `prices`: the person's own prices cannot
   * be read. The others are of the history.
   */
  kind: 'unready' | 'query' | 'prices' | 'no_history' | 'which_org' | 'unreadable';
  error: string;
};

export type AttributionReply =
  /** The answer as JSON text. */
  { ok: true; body: string } | AttributionFailure;

export interface PrintAttributionGiven {
  index: Pick<ReadIndex, 'requests'>;
  /** The state folder. */
  home: string;
  surroundings: RootSurroundings;
  /** Ms. */
  now: number;
  /** Ends what git was asked meanwhile. */
  signal: AbortSignal;
}

/** Answers where the points of each limit went, out of an index and the history beside it. */
export async function printAttribution(
  query: AttributionQuery,
  { index, home, surroundings, now, signal }: PrintAttributionGiven,
): Promise<AttributionReply> {
  const overrides = readOverrides(home);
  if (!overrides.ok) return { ok: false, kind: 'prices', error: overrides.error };
  const made = await makeAttribution(query, {
    home,
    surroundings,
    // What was removed from the disk since was work as well.
    requests: index.requests({ withDeleted: true }),
    book: new PriceBook(overrides.models),
    now,
    pullRequestOptions: { home, env: surroundings.env, now: () => now, signal },
  });
  return made.ok ? { ok: true, body: JSON.stringify(made.answer) } : made;
}
