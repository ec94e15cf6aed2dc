import { ago } from '@claude-meter/core';
import type { Health } from '../../health.ts';

/** How the index of the transcripts fares, in a few words. */
export function transcriptsWords(
  { state, progress, updated_at, unreadable, trouble }: Health['transcripts'],
  now: number,
): string {
  if (state === 'off') return 'not read (sources.transcripts is off)';
  if (trouble !== null) return trouble;
  if (state === 'reading') {
    if (progress === null) return 'being looked at for the first time';
    const percent = progress.bytes === 0 ? 100 : Math.floor((progress.bytes_done / progress.bytes) * 100);
    return `being read for the first time: ${percent}%, ${progress.files_done} of ${progress.files} files`;
  }
  const when = updated_at === null ? '' : `, looked at ${ago(Date.parse(updated_at), now)}`;
  const missed = unreadable === 0 ? '' : `; ${unreadable} cannot be read`;
  return `read${when}${missed}`;
}
