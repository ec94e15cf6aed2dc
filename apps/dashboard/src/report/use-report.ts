import { type Report, ROUTES, type TranscriptsStatus } from '@claude-meter/wire';
import { withQuery } from '../data/ask.ts';
import { useAsked } from '../data/use-asked.ts';
import { useWorld } from '../shell/context.ts';
import { type ReportRange, readReportRange, sinceOf, spanOf, startOfDay } from './report-range.ts';
import { useTranscripts } from './use-transcripts.ts';

export type ReportOf<Kind extends Report['kind']> = Report & { kind: Kind };

export interface KnownReport<Kind extends Report['kind']> {
  range: ReportRange;
  /** Null until the meter has answered. */
  status: TranscriptsStatus | null;
  /** The newest report of the range that is chosen; the one before while it is on its way. */
  report: ReportOf<Kind> | null;
  error: string | null;
  /** The range in ms; null while there is nothing to ask of it. */
  span: { from: number; to: number } | null;
  /** Changes when the report does: a reason to ask for what belongs to it. */
  version: string;
}

/** A report over the range that the address names, kept up to date with the transcripts. */
export function useReport<Kind extends Report['kind']>(kind: Kind): KnownReport<Kind> {
  const { route, person, now } = useWorld();
  const range = readReportRange(route.params['range']);
  const { status, error: unreachable } = useTranscripts();
  const isThere = status !== null && status.updated_at !== null;
  const query = { kind, since: sinceOf(range), timezone: person.timeZone };
  // At midnight the same question has another answer.
  const version = `${status?.version} ${startOfDay(now, person.timeZone)}`;
  const asked = useAsked<ReportOf<Kind>>(isThere ? withQuery(ROUTES.report, query) : null, version);
  const span = isThere ? spanOf(range, now, person.timeZone) : null;
  return { range, span, status, report: asked.value, error: unreachable ?? asked.error, version };
}
