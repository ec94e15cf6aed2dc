import { homedir } from 'node:os';
import { readOverrides } from '../prices/price-overrides.ts';
import { PriceBook } from '../prices/price-table.ts';
import type { SystemPullRequestOptions } from '../pull-requests/system-pull-requests.ts';
import { unreadyText } from '../report/report-service.ts';
import type { RootSurroundings } from '../transcripts/roots.ts';
import type { TranscriptIndex } from '../transcripts/transcript-index.ts';
import type { WarmTranscripts } from '../transcripts/warm-transcripts.ts';
import { type AttributionQuery, type AttributionWords, readAttributionQuery } from './attribution-query.ts';
import { makeAttribution } from './make-attribution.ts';

/** An answer is given again while no request came in, for so long, ms: readings come every minute. */
const GOOD_FOR_MS = 60_000;
const MOST_KEPT = 16;

export type AttributionFailure = {
  ok: false;
  /**
   * `unready`: the index is being built. `query`: the question cannot be meant. `prices`: the person's own prices cannot
   * be read. The others are of the history.
   */
  kind: 'unready' | 'query' | 'prices' | 'no_history' | 'which_org' | 'unreadable';
  error: string;
};

export type AttributionReply = { ok: true; body: string } | AttributionFailure;

/** Where the points of each limit went, out of an index that is kept warm and the history beside it. */
export interface AttributionService {
  /** Never rejects for what can be foreseen. */
  answer(words: AttributionWords): Promise<AttributionReply>;
}

interface Kept {
  version: number;
  at: number;
  reply: Promise<AttributionReply>;
}

export function createAttributionService(given: {
  transcripts: Pick<WarmTranscripts, 'status'> & {
    index(): Pick<TranscriptIndex, 'version' | 'requests'> | null;
  };
  /** The state folder. */
  home: string;
  now: () => number;
  signal: AbortSignal;
  env: Readonly<Record<string, string | undefined>>;
}): AttributionService {
  const kept = new Map<string, Kept>();
  const surroundings: RootSurroundings = { env: given.env, platform: process.platform, home: homedir() };

  async function print(
    query: AttributionQuery,
    index: Pick<TranscriptIndex, 'requests'>,
  ): Promise<AttributionReply> {
    const overrides = readOverrides(given.home);
    if (!overrides.ok) return { ok: false, kind: 'prices', error: overrides.error };
    const options: SystemPullRequestOptions = given;
    const made = await makeAttribution(query, {
      home: given.home,
      surroundings,
      // What was removed from the disk since was work as well.
      requests: index.requests({ withDeleted: true }),
      book: new PriceBook(overrides.models),
      now: given.now(),
      pullRequestOptions: options,
    });
    return made.ok ? { ok: true, body: JSON.stringify(made.answer) } : made;
  }

  return {
    async answer(words) {
      const now = given.now();
      const read = readAttributionQuery(words, now);
      if (!read.ok) return { ok: false, kind: 'query', error: read.error };
      const status = given.transcripts.status();
      const index = given.transcripts.index();
      if (index === null || status.updated_at === null) {
        return { ok: false, kind: 'unready', error: unreadyText(status) };
      }
      const key = JSON.stringify([words.org, words.limit, words.from, words.to, words.prs]);
      const version = index.version();
      const before = kept.get(key);
      if (before !== undefined && before.version === version && Math.abs(now - before.at) < GOOD_FOR_MS) {
        return before.reply;
      }
      const reply = print(read.value, index);
      kept.delete(key);
      kept.set(key, { version, at: now, reply });
      const oldest = kept.keys().next();
      if (kept.size > MOST_KEPT && oldest.done !== true) kept.delete(oldest.value);
      // What failed is tried again at once.
      const forget = () => kept.get(key)?.reply === reply && kept.delete(key);
      reply.then((told) => !told.ok && forget(), forget);
      return reply;
    },
  };
}
