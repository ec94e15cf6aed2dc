import type { MetricFacts } from './meter-families.ts';

export interface PushParts {
  facts: () => Omit<MetricFacts, 'emails'>;
  /** Sends a last time, then ends the pushing. */
  signal: AbortSignal;
}

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Pushes metrics to the collector that `OTEL_EXPORTER_OTLP_ENDPOINT` (or its form for metrics) names, as the
 * OpenTelemetry SDK does; without one nothing is loaded and nothing is sent. Interval, headers, time limit and resource
 * attributes are the SDK's own variables (`OTEL_METRIC_EXPORT_INTERVAL`, `OTEL_EXPORTER_OTLP_HEADERS`, …).
 *
 * @returns whether somebody is pushed to
 */
export async function pushMetrics(env: Env, parts: PushParts): Promise<boolean> {
  const endpoint = env['OTEL_EXPORTER_OTLP_METRICS_ENDPOINT'] || env['OTEL_EXPORTER_OTLP_ENDPOINT'];
  const off = env['OTEL_SDK_DISABLED'] === 'true' || env['OTEL_METRICS_EXPORTER'] === 'none';
  if (!endpoint || off || parts.signal.aborted) return false;
  const { startPush } = await import('./otlp-push.ts');
  startPush(env, parts);
  return true;
}
