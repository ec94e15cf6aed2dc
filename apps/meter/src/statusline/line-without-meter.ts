import { OWN_ZONE, type Snapshot, STATUS_LINE_TEMPLATE } from '@claude-meter/core';
import { lastSnapshots } from '../lines/last-snapshots.ts';
import { type LineWords, readLineQuery } from '../lines/read-line-query.ts';
import { sessionLine } from '../lines/session-line.ts';
import type { Settings } from '../settings.ts';

/** The line where no meter answers: what Claude Code told, and what was known last, marked as old. */
export function lineWithoutMeter(
  input: string,
  words: LineWords,
  given: { settings: Settings; branch: string | null; now: number },
): string {
  const { settings, branch, now } = given;
  const read = readLineQuery({ template: STATUS_LINE_TEMPLATE, ...words });
  if (!read.ok) return `claude-meter: ${read.error}\n`;
  const line = (snapshots: Snapshot[]) =>
    sessionLine(input, read.query, { snapshots, branch, now, timeZone: OWN_ZONE, forecast: () => null });
  try {
    return line(lastSnapshots(settings, now));
  } catch {
    return line([]);
  }
}
