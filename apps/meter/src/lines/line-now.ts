import { askLine } from '../cli/ask-line.ts';
import type { Settings } from '../settings.ts';
import { patience } from './patience.ts';
import type { LineWords } from './read-line-query.ts';

export type LineNow = { ok: true; line: string } | { ok: false; error: string };

/**
 * The line of the meter that runs; without one, what was known last, all of it marked as old, and '' when nothing is
 * known. Not ok: the question cannot be meant.
 */
export async function lineNow(words: LineWords, settings: Settings, now: number): Promise<LineNow> {
  const given = Object.entries(words).filter((pair): pair is [string, string] => pair[1] !== undefined);
  const path = `/line${given.length === 0 ? '' : `?${new URLSearchParams(given)}`}`;
  const answer = await askLine(settings, { path, input: null, limitMs: patience() });
  if (answer.kind === 'line') return { ok: true, line: answer.line };
  if (answer.kind === 'mistake') return { ok: false, error: answer.error };
  const { lastLine } = await import('./last-line.ts');
  return lastLine(words, settings, now);
}
