import { type Report, ROUTES } from '@claude-meter/wire';
import { dayText } from './calendar.ts';
import type { ReportQuery } from './report-query.ts';
import { servedJson } from './served-json.ts';

/** A meter reads the largest index in less, ms. */
const INDEX_LIMIT_MS = 5_000;
/** Where many repositories have changed, git is asked much. */
const GIT_LIMIT_MS = 40_000;

/**
 * The report as the meter that uses this state folder serves it. Null when none runs, or when it cannot say (its index
 * is not ready, it has no transcripts): then the transcripts themselves have to be read.
 */
export async function servedReport(query: ReportQuery, home: string): Promise<Report | null> {
  const words = new URLSearchParams({ kind: query.kind, timezone: query.calendar.zone });
  if (query.session !== null) words.set('session', query.session);
  if (query.withDeleted) words.set('deleted', '1');
  // Today means another day when it is asked for a moment later: the meter decides.
  if (query.kind !== 'today') {
    if (query.since !== null) words.set('since', dayText(query.since));
    if (query.until !== null) words.set('until', dayText(query.until));
  }
  const limitMs = query.kind === 'prs' ? GIT_LIMIT_MS : INDEX_LIMIT_MS;
  const report = (await servedJson(home, `${ROUTES.report}?${words}`, limitMs)) as Report | null;
  // Of anything that a meter with a report would not have said, or one of another version: none.
  return Array.isArray(report?.rows) && typeof report.damaged === 'object' ? report : null;
}
