import type { AttributionAnswer } from '@claude-meter/wire';
import { prepareHome } from '../home-folder.ts';
import { readOverrides } from '../prices/price-overrides.ts';
import { PriceBook } from '../prices/price-table.ts';
import { loadRequests } from '../transcripts/load-requests.ts';
import { openIndex } from '../transcripts/open-index.ts';
import { systemSurroundings, transcriptRoots } from '../transcripts/roots.ts';
import { type UpdateProgress, type UpdateResult, updateIndex } from '../transcripts/update-index.ts';
import { type AttributionWords, readAttributionQuery } from './attribution-query.ts';
import { makeAttribution } from './make-attribution.ts';

export interface LocalAttributionOptions {
  /** The state folder. */
  home: string;
  env: Readonly<Record<string, string | undefined>>;
  signal: AbortSignal;
  now: () => number;
  onProgress?: (progress: UpdateProgress) => void;
  /** @default the folders of Claude Code on this machine */
  roots?: readonly string[];
}

export type LocalAttribution =
  | { ok: true; answer: AttributionAnswer; update: UpdateResult }
  | { ok: false; error: string };

/** Brings the index of the transcripts up to date in this process and lays the history beside it. */
export async function localAttribution(
  words: AttributionWords,
  options: LocalAttributionOptions,
): Promise<LocalAttribution> {
  const now = options.now();
  const read = readAttributionQuery(words, now);
  if (!read.ok) return read;
  const home = prepareHome(options.home);
  if (!home.ok) return home;
  const overrides = readOverrides(options.home);
  if (!overrides.ok) return overrides;
  const opened = openIndex(options.home);
  if (!opened.ok) return opened;
  const surroundings = { ...systemSurroundings(), env: options.env };
  try {
    const roots = options.roots ?? transcriptRoots(surroundings);
    const update = await updateIndex(opened.database, { ...options, roots });
    const made = await makeAttribution(read.value, {
      home: options.home,
      surroundings,
      requests: loadRequests(opened.database, { withDeleted: true }),
      book: new PriceBook(overrides.models),
      now,
      pullRequestOptions: options,
    });
    return made.ok ? { ok: true, answer: made.answer, update } : made;
  } finally {
    opened.database.close();
  }
}
