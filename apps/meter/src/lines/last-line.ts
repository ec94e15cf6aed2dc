import { accountsOf, OWN_ZONE } from '@claude-meter/core';
import type { Settings } from '../settings.ts';
import { readLatest } from '../store/read-latest.ts';
import type { LineNow } from './line-now.ts';
import { type LineWords, readLineQuery } from './read-line-query.ts';
import { renderLine } from './render-line.ts';

/** The line of what a meter that does not answer knew last, all of it old; '' when nothing is known. */
export function lastLine(words: LineWords, { home, freshnessMs }: Settings, now: number): LineNow {
  const read = readLineQuery(words);
  if (!read.ok) return read;
  const readings = accountsOf(readLatest(home, now, freshnessMs) ?? [], now);
  const given = { now, timeZone: OWN_ZONE, forecast: () => null, session: null };
  return { ok: true, line: renderLine(read.query, readings, given) };
}
