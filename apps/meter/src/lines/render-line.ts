import {
  fillLine,
  highestReading,
  type LineFacts,
  type LineSession,
  lineDetailOf,
  printedLine,
  type Reading,
} from '@claude-meter/core';
import type { LineQuery } from './read-line-query.ts';

export interface LineSurroundings {
  now: number;
  /** IANA name. */
  timeZone: string;
  /** What lies ahead of an org, as a short phrase; null when nothing is said. */
  forecast: (orgUuid: string) => string | null;
  /** The Claude Code session that the line stands under. */
  session: LineSession | null;
}

/**
 * One line as it is printed, with a line end; '' when there is nothing to show.
 *
 * @param readings one per org (`accountsOf`)
 */
export function renderLine(
  query: LineQuery,
  readings: readonly Reading[],
  { now, timeZone, forecast, session }: LineSurroundings,
): string {
  const reading = chosenReading(readings, query.account);
  const facts: LineFacts = {
    reading,
    readings,
    now,
    timeZone,
    session,
    forecast: () => (reading === null ? null : forecast(reading.snapshot.org_uuid)),
  };
  const printed = printedLine(fillLine(query.template, facts), query.format, detailOf(query, facts));
  return printed === '' ? '' : `${printed}\n`;
}

/** Formats that show more on a closer look. */
const PANELS: ReadonlySet<string> = new Set(['waybar', 'xbar', 'swiftbar', 'json']);

function detailOf({ format }: LineQuery, facts: LineFacts) {
  return PANELS.has(format) ? lineDetailOf(facts) : undefined;
}

/** The one that was named; without a name the live one whose window is fullest, else the first. Null: not known. */
export function chosenReading(readings: readonly Reading[], account: string | null): Reading | null {
  if (account === null) return highestReading(readings) ?? readings[0] ?? null;
  const wanted = account.toLowerCase();
  const named = readings.find(({ snapshot }) => snapshot.account_email?.toLowerCase() === wanted);
  return named ?? readings.find(({ snapshot }) => snapshot.org_uuid.startsWith(wanted)) ?? null;
}
