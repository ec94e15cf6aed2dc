import { REPORT_KINDS, type ReportKind } from '@claude-meter/wire';
import { type Calendar, calendarOf, dayText, parseDay } from './calendar.ts';

/** What a report is asked for. */
export interface ReportQuery {
  kind: ReportKind;
  calendar: Calendar;
  /** First and last day, null where open. */
  since: number | null;
  until: number | null;
  /** With `session`: its id, or the beginning of it. */
  session: string | null;
  /** Whether transcripts that are no longer on the disk count too. */
  withDeleted: boolean;
}

export type QueryResult = { ok: true; query: ReportQuery } | { ok: false; error: string };

/** The words of a query, from a command line or an address. */
export interface QueryWords {
  kind: string;
  session?: string | undefined;
  since?: string | undefined;
  until?: string | undefined;
  timezone?: string | undefined;
  /** Anything but `1` is no. */
  deleted?: string | undefined;
}

/**
 * Understands a query; what cannot be meant is told with the remedy. `zone` is the zone of this process, which is meant
 * when none is named.
 */
export function readQuery(words: QueryWords, given: { zone: string; now: number }): QueryResult {
  const kind = REPORT_KINDS.find((one) => one === words.kind);
  if (kind === undefined) {
    return fail(`${JSON.stringify(words.kind)} is no report. There are: ${REPORT_KINDS.join(', ')}.`);
  }
  if (kind === 'session' && !words.session) {
    return fail('Which session? Name its id or the first letters of it; "sessions" lists them.');
  }
  if (kind !== 'session' && words.session !== undefined) {
    return fail(`${JSON.stringify(words.session)} means nothing to the report "${kind}".`);
  }
  const zone = words.timezone ?? given.zone;
  const zoned = calendarOf(zone, zone === given.zone);
  if (!zoned.ok) return zoned;
  const { calendar } = zoned;
  const today = calendar.dayOf(given.now);
  const [since, until] = [words.since, words.until].map((text) =>
    text === undefined ? null : dayOf(text, today),
  );
  if (since === undefined || until === undefined) {
    const wrong = since === undefined ? words.since : words.until;
    return fail(
      `${JSON.stringify(wrong)} is no day; write it like ${dayText(today)}, "today", "yesterday" or "7d".`,
    );
  }
  if (since !== null && until !== null && since > until) {
    return fail(`The report would end on ${dayText(until)}, before it begins on ${dayText(since)}.`);
  }
  const span = kind === 'today' ? { since: today, until: today } : { since, until };
  return {
    ok: true,
    query: { kind, calendar, ...span, session: words.session ?? null, withDeleted: words.deleted === '1' },
  };
}

/** `2026-11-22`, `20261122`, `today`, `yesterday`, `7d` (seven days ago); undefined when it is none of them. */
function dayOf(text: string, today: number): number | undefined {
  if (text === 'today') return today;
  if (text === 'yesterday') return today - 1;
  const ago = /^(\d{1,4})d$/.exec(text);
  if (ago !== null) return today - Number(ago[1]);
  return parseDay(text) ?? undefined;
}

function fail(error: string): { ok: false; error: string } {
  return { ok: false, error };
}
