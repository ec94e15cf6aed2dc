import type { Context } from 'hono';
import type { ReportService } from '../../report/report-service.ts';

/** HTTP status of what can go wrong. */
const STATUS = { unready: 503, query: 400, prices: 500 } as const;

/** `GET /api/report?kind&session&since&until&timezone&deleted`: what the transcripts of this machine say. @default daily */
export async function serveReport(c: Context, reports: ReportService): Promise<Response> {
  const { kind = 'daily', session, since, until, timezone, deleted } = c.req.query();
  const answer = await reports.answer({ kind, session, since, until, timezone, deleted });
  if (!answer.ok) return c.json({ error: answer.error }, STATUS[answer.kind]);
  return c.body(answer.body, 200, { 'Content-Type': 'application/json' });
}
