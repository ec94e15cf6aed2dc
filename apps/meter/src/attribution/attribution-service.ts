import { unreadyText } from '../report/report-service.ts';
import type { TranscriptIndex } from '../transcripts/transcript-index.ts';
import type { WarmTranscripts } from '../transcripts/warm-transcripts.ts';
import { type AttributionQuery, type AttributionWords, readAttributionQuery } from './attribution-query.ts';
import type { AttributionReply } from './print-attribution.ts';

/** An answer is given again while no request came in, for so long, ms: readings come every minute. */
const GOOD_FOR_MS = 60_000;
const MOST_KEPT = 16;

/** Where the points of each limit went, out of an index that is kept warm and the history beside it. */
export interface AttributionService {
  /** Rejects when what makes attributions ended without an answer. */
  answer(words: AttributionWords): Promise<AttributionReply>;
}

interface Kept {
  version: number;
  at: number;
  reply: Promise<AttributionReply>;
}

export function createAttributionService(given: {
  transcripts: Pick<WarmTranscripts, 'status'> & { index(): Pick<TranscriptIndex, 'version'> | null };
  /** Makes an attribution of what index and history hold; `now` in ms. */
  print: (query: AttributionQuery, now: number) => Promise<AttributionReply>;
  now: () => number;
}): AttributionService {
  const kept = new Map<string, Kept>();

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
      const reply = given.print(read.value, now);
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
