import { type Report, ROUTES } from '@claude-meter/wire';
import { socketExchange } from '../cli/socket-exchange.ts';
import { localSocketPath } from '../local-socket-path.ts';
import { readRunFile } from '../run-file.ts';
import { dayText } from './calendar.ts';
import type { ReportQuery } from './report-query.ts';

/** A meter reads the largest index in less, ms. */
const INDEX_LIMIT_MS = 5_000;
/** Where many repositories have changed, git is asked much. */
const GIT_LIMIT_MS = 40_000;

/**
 * The report as the meter that uses this state folder serves it. Null when none runs, or when it cannot say (its index
 * is not ready, it has no transcripts): then the transcripts themselves have to be read.
 */
export async function servedReport(query: ReportQuery, home: string): Promise<Report | null> {
  const run = readRunFile(home);
  if (run === null) return null;
  const words = new URLSearchParams({ kind: query.kind, timezone: query.calendar.zone });
  if (query.session !== null) words.set('session', query.session);
  if (query.withDeleted) words.set('deleted', '1');
  // Today means another day when it is asked for a moment later: the meter decides.
  if (query.kind !== 'today') {
    if (query.since !== null) words.set('since', dayText(query.since));
    if (query.until !== null) words.set('until', dayText(query.until));
  }
  const limitMs = query.kind === 'prs' ? GIT_LIMIT_MS : INDEX_LIMIT_MS;
  const socket = localSocketPath(home);
  const port = { port: run.port, host: '127.0.0.1' };
  const request = `GET ${ROUTES.report}?${words} HTTP/1.0\r\nHost: 127.0.0.1:${run.port}\r\n\r\n`;
  return reportIn(
    await socketExchange(socket === null ? [port] : [{ path: socket }, port], request, limitMs),
  );
}

/** The report of an answer; null of anything that a meter with a report would not have said. */
function reportIn(answer: Buffer | null): Report | null {
  const split = answer?.indexOf('\r\n\r\n') ?? -1;
  if (answer === null || split === -1) return null;
  const head = answer.toString('latin1', 0, split);
  if (!/^HTTP\/1\.[01] 200 /.test(head) || !/^content-type: *application\/json\b/im.test(head)) return null;
  try {
    const report = JSON.parse(answer.toString('utf8', split + 4)) as Report | null;
    return Array.isArray(report?.rows) ? report : null;
  } catch {
    // Broken off, or of somebody else.
    return null;
  }
}
