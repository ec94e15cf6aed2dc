import type { BatchObservableResult, Meter, Observable } from '@opentelemetry/api';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { meterFamilies } from './meter-families.ts';
import type { Labels, MetricFamily } from './metric-family.ts';
import type { PushParts } from './push-metrics.ts';

/** Between two pushes, ms: the numbers change once a minute. */
const INTERVAL_MS = 60_000;
const TIME_LIMIT_MS = 10_000;

/** The same families that a scrape gets, over OTLP. A collector that does not answer is asked again at the next turn. */
export function startPush(
  env: Readonly<Record<string, string | undefined>>,
  { facts, signal }: PushParts,
): void {
  const families = () => meterFamilies({ ...facts(), emails: false });
  const interval = positive(env['OTEL_METRIC_EXPORT_INTERVAL']) ?? INTERVAL_MS;
  const reader = new PeriodicExportingMetricReader({
    exporter: new OTLPMetricExporter(),
    exportIntervalMillis: interval,
    exportTimeoutMillis: Math.min(positive(env['OTEL_METRIC_EXPORT_TIMEOUT']) ?? TIME_LIMIT_MS, interval),
  });
  const version = facts().health.version;
  const provider = new MeterProvider({
    readers: [reader],
    resource: defaultResource()
      .merge(resourceFromAttributes({ 'service.name': 'claude-meter', 'service.version': version }))
      // What the person says about this machine wins.
      .merge(detectResources({ detectors: [envDetector] })),
  });
  observe(provider.getMeter('claude-meter', version), families);
  signal.addEventListener(
    'abort',
    () => {
      // A collector that is gone must not hold the end of the meter.
      void provider.shutdown({ timeoutMillis: 500 }).catch(() => {});
    },
    { once: true },
  );
}

/** Names do not change while a meter runs: one instrument per family, all observed at once. */
function observe(meter: Meter, families: () => MetricFamily[]): void {
  const instruments = new Map<string, Observable>(
    families().map((family): [string, Observable] => [family.name, instrumentOf(meter, family)]),
  );
  meter.addBatchObservableCallback(
    (result: BatchObservableResult) => {
      for (const { name, samples } of families()) {
        const instrument = instruments.get(name);
        if (instrument === undefined) continue;
        for (const { labels, value } of samples) result.observe(instrument, value, attributes(labels));
      }
    },
    [...instruments.values()],
  );
}

/** Units of OpenTelemetry (UCUM) for those of OpenMetrics. */
const UNITS = { seconds: 's', ratio: '1', bytes: 'By' } as const;

function instrumentOf(meter: Meter, { name, type, unit, help }: MetricFamily): Observable {
  const options = { description: help, ...(unit === null ? {} : { unit: UNITS[unit] }) };
  return type === 'counter'
    ? meter.createObservableCounter(name, options)
    : meter.createObservableGauge(name, options);
}

function attributes(labels: Labels): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).flatMap(([k, v]) => (v === null ? [] : [[k, v]])));
}

function positive(text: string | undefined): number | null {
  const value = Number(text ?? '');
  return Number.isFinite(value) && value > 0 ? value : null;
}
