import type { TranscriptsStatus } from '@claude-meter/wire';
import type { TranscriptIndex } from '../transcripts/transcript-index.ts';
import type { WarmTranscripts } from '../transcripts/warm-transcripts.ts';
import type { ReportAnswer } from './print-report.ts';
import type { QueryWords } from './report-query.ts';

/** An answer is given again while the index did not change, for so long, ms: blocks end and days begin. */
const GOOD_FOR_MS = 60_000;
const MOST_KEPT = 32;
/** Of all answers that are kept, characters: a year of sessions takes megabytes. */
const MOST_CHARACTERS = 8_000_000;

export interface ReportService {
  /** Rejects when what makes reports ended without an answer. */
  answer(words: QueryWords): Promise<ReportAnswer>;
}

interface Kept {
  version: number;
  at: number;
  body: string;
}

/** Reports of an index that is kept warm; each is made once per change of the index. */
export function createReportService(given: {
  transcripts: Pick<WarmTranscripts, 'status'> & { index(): Pick<TranscriptIndex, 'version'> | null };
  /** Makes a report of what the index holds; `now` in ms. */
  print: (words: QueryWords, now: number) => Promise<ReportAnswer>;
  now: () => number;
}): ReportService {
  const kept = new Map<string, Kept>();

  return {
    async answer(words) {
      const status = given.transcripts.status();
      const index = given.transcripts.index();
      if (index === null || status.updated_at === null) {
        return { ok: false, kind: 'unready', error: unreadyText(status) };
      }
      const now = given.now();
      const key = JSON.stringify([
        words.kind,
        words.session,
        words.since,
        words.until,
        words.timezone,
        words.deleted,
      ]);
      const version = index.version();
      const before = kept.get(key);
      if (before !== undefined && before.version === version && Math.abs(now - before.at) < GOOD_FOR_MS) {
        return { ok: true, body: before.body };
      }
      const printed = await given.print(words, now);
      kept.delete(key);
      if (printed.ok) kept.set(key, { version, at: now, body: printed.body });
      forgetOldest(kept);
      return printed;
    },
  };
}

/** The newest is always kept. */
function forgetOldest(kept: Map<string, Kept>): void {
  let characters = 0;
  for (const { body } of kept.values()) characters += body.length;
  for (const [key, { body }] of kept) {
    if (kept.size <= 1 || (kept.size <= MOST_KEPT && characters <= MOST_CHARACTERS)) return;
    kept.delete(key);
    characters -= body.length;
  }
}

/** Why nothing can be said of the transcripts yet, and what to do. */
export function unreadyText({ state, progress, trouble }: TranscriptsStatus): string {
  if (trouble !== null) return `The transcripts could not be read: ${trouble}`;
  if (state === 'off') {
    return 'Transcripts are not read: switch them on with "claude-meter config set sources.transcripts on".';
  }
  const done = progress === null ? '' : ` ${progress.files_done} of ${progress.files} files are done.`;
  return `The transcripts are being read for the first time.${done}`;
}
