import { OWN_ZONE, STATUS_LINE_TEMPLATE } from '@claude-meter/core';
import { type LineWords, readLineQuery } from '../lines/read-line-query.ts';
import { sessionLine } from '../lines/session-line.ts';
import type { Settings } from '../settings.ts';
import { readLatest } from '../store/read-latest.ts';

/** The line where no meter answers: what Claude Code told, and what was known last, marked as old. */
export function lineWithoutMeter(
  input: string,
  words: LineWords,
  given: { settings: Settings; branch: string | null; now: number },
): string {
  const { settings, branch, now } = given;
  const read = readLineQuery({ template: STATUS_LINE_TEMPLATE, ...words });
  if (!read.ok) return `claude-meter: ${read.error}\n`;
  const snapshots = readLatest(settings.home, now, settings.freshnessMs) ?? [];
  return sessionLine(input, read.query, { snapshots, branch, now, timeZone: OWN_ZONE, forecast: () => null });
}
