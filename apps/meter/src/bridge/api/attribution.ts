import type { Context } from 'hono';
import type { AttributionService } from '../../attribution/attribution-service.ts';

/** HTTP status of what can go wrong. */
const STATUS = {
  unready: 503,
  query: 400,
  prices: 500,
  no_history: 404,
  which_org: 400,
  unreadable: 500,
} as const;

/**
 * `GET /api/attribution?org&limit&from&to&prs`: where the points of each limit went. @default the account that Claude
 * Code is signed in to, all its limits, the server's own week until now
 */
export async function serveAttribution(c: Context, attributions: AttributionService): Promise<Response> {
  const { org, limit, from, to, prs } = c.req.query();
  const reply = await attributions.answer({ org, limit, from, to, prs });
  if (!reply.ok) return c.json({ error: reply.error }, STATUS[reply.kind]);
  return c.body(reply.body, 200, { 'Content-Type': 'application/json' });
}
