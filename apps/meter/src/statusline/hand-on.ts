import { decodeStatusline } from '@claude-meter/sources';
import { parsePost } from '@claude-meter/wire';
import { configReader } from '../config/config-file.ts';
import type { Ingest } from '../ingest.ts';
import { postOfInput } from './told-limits.ts';

/** What Claude Code told, and who is logged in to it. */
export interface ToldInput {
  /** JSON, as it came. */
  input: string;
  orgUuid: string;
  email: string | null;
}

/** Takes in what Claude Code told its status line, as a report of a session of its own; nothing when that is switched off. */
export function createHandOn(given: {
  home: string;
  ingest: () => Ingest;
  clock: () => number;
}): (told: ToldInput) => void {
  const config = configReader(given.home);
  return ({ input, orgUuid, email }) => {
    if (!config().config.sources.statusline) return;
    const now = given.clock();
    const decoded = decodeStatusline(input, now);
    if (!decoded.ok || decoded.statusline.limits.length === 0) return;
    const account = { orgUuid, accountUuid: null, email };
    const body = postOfInput(input, { account, transcriptPath: decoded.statusline.transcriptPath, now });
    const post = body === null ? null : parsePost(body, now);
    if (post?.ok === true && post.posted.length > 0) given.ingest().accept(post.posted);
  };
}
