import { accountsOf } from '@claude-meter/core';
import { type LineWords, readLineQuery } from '../lines/read-line-query.ts';
import { renderLine } from '../lines/render-line.ts';
import type { Settings } from '../settings.ts';
import { readLatest } from '../store/read-latest.ts';
import type { Io } from './io.ts';

/** The line of what a meter that does not answer knew last, all of it old; '' when nothing is known. */
export function lastLine(
  io: Io,
  { home, freshnessMs }: Settings,
  words: LineWords,
): { ok: true; line: string } | { ok: false; error: string } {
  const read = readLineQuery(words);
  if (!read.ok) return read;
  const now = io.now();
  const readings = accountsOf(readLatest(home, now, freshnessMs) ?? [], now);
  const line = renderLine(read.query, readings, {
    now,
    timeZone: io.timeZone,
    forecast: () => null,
    session: null,
  });
  return { ok: true, line };
}
