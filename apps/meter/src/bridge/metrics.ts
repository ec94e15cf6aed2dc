import type { Context } from 'hono';
import { type MetricFacts, meterFamilies } from '../metrics/meter-families.ts';
import {
  OPEN_METRICS_TYPE,
  PROMETHEUS_TYPE,
  printMetrics,
  wantsOpenMetrics,
} from '../metrics/open-metrics.ts';

/** `GET /metrics?email=on`: e-mails are labels only for who asks for them. */
export function serveMetrics(c: Context, facts: () => Omit<MetricFacts, 'emails'>): Response {
  const families = meterFamilies({ ...facts(), emails: c.req.query('email') === 'on' });
  const open = wantsOpenMetrics(c.req.header('accept'));
  return c.body(printMetrics(families, open), 200, {
    'Content-Type': open ? OPEN_METRICS_TYPE : PROMETHEUS_TYPE,
  });
}
