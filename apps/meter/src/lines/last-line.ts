import { accountsOf, OWN_ZONE } from '@claude-meter/core';
import type { Settings } from '../settings.ts';
import { lastSnapshots } from './last-snapshots.ts';
import type { LineNow } from './line-now.ts';
import { type LineWords, readLineQuery } from './read-line-query.ts';
import { renderLine } from './render-line.ts';

/** The line of what a meter that does not answer knew last, all of it old; '' when nothing is known. */
export function lastLine(words: LineWords, settings: Settings, now: number): LineNow {
  const read = readLineQuery(words);
  if (!read.ok) return read;
  const given = { now, timeZone: OWN_ZONE, forecast: () => null, session: null };
  try {
    return { ok: true, line: renderLine(read.query, accountsOf(lastSnapshots(settings, now), now), given) };
  } catch {
    return { ok: true, line: '' };
  }
}
