import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import protobuf from 'protobufjs';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createCounters } from '../src/metrics/counters.ts';
import type { MetricFacts } from '../src/metrics/meter-families.ts';
import { pushMetrics } from '../src/metrics/push-metrics.ts';
import { ORG, originalPost, startMeter } from './meter.ts';

interface Point {
  attributes: { key: string; value: { stringValue: string } }[];
  asDouble?: number;
  asInt?: string;
}
interface Metric {
  name: string;
  unit: string;
  gauge?: { dataPoints: Point[] };
  sum?: { dataPoints: Point[]; isMonotonic: boolean; aggregationTemporality: number };
}
interface Exported {
  resourceMetrics: {
    resource: { attributes: { key: string; value: { stringValue: string } }[] };
    scopeMetrics: { metrics: Metric[] }[];
  }[];
}

/** A collector: takes what is posted and reads it as protobuf. */
async function collector() {
  const root = await protobuf.load(join(import.meta.dirname, 'otlp-metrics.proto'));
  const type = root.lookupType('ExportMetricsServiceRequest');
  const received: { path: string; contentType: string; body: Exported }[] = [];
  const take = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const message = type.decode(Buffer.concat(chunks));
    received.push({
      path: request.url ?? '',
      contentType: request.headers['content-type'] ?? '',
      body: type.toObject(message, { longs: String }) as Exported,
    });
    response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
  };
  const server = createServer((request, response) => void take(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { received, endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

function environment(variables: Record<string, string>): NodeJS.ProcessEnv {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
  return process.env;
}

describe('pushed metrics', () => {
  it('reach a collector as OTLP, without e-mails, with what the person says about the machine', async () => {
    const { received, endpoint } = await collector();
    environment({
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
      OTEL_METRIC_EXPORT_INTERVAL: '200',
      OTEL_RESOURCE_ATTRIBUTES: 'team=blue',
    });
    const meter = await startMeter();
    await meter.post([originalPost({ usage: { five_hour: { utilization: 91.5, resets_at: null } } })]);
    const used = () => {
      const all = received.flatMap(({ body }) => body.resourceMetrics.flatMap((one) => one.scopeMetrics));
      return all
        .flatMap((one) => one.metrics)
        .findLast(({ name }) => name === 'claude_meter_limit_used_ratio');
    };
    await expect.poll(used, { timeout: 10_000 }).toBeDefined();
    expect(received[0]).toMatchObject({ path: '/v1/metrics', contentType: 'application/x-protobuf' });
    expect(used()).toMatchObject({ unit: '1', gauge: { dataPoints: [{ asDouble: 0.915 }] } });
    const labels = used()?.gauge?.dataPoints[0]?.attributes.map(({ key, value }) => [key, value.stringValue]);
    expect(labels).toEqual([
      ['org', ORG],
      ['limit', 'five_hour'],
    ]);
    const [exported] = received.at(-1)?.body.resourceMetrics ?? [];
    const resource = Object.fromEntries(
      exported?.resource.attributes.map(({ key, value }) => [key, value.stringValue]) ?? [],
    );
    expect(resource).toMatchObject({ 'service.name': 'claude-meter', team: 'blue' });
    const reports = exported?.scopeMetrics[0]?.metrics.find(({ name }) => name === 'claude_meter_reports');
    expect(reports?.sum).toMatchObject({ isMonotonic: true, aggregationTemporality: 2 });
    expect(JSON.stringify(received)).not.toContain('example.com');
  });

  const parts = () => {
    const facts = { counters: createCounters() } as unknown as Omit<MetricFacts, 'emails'>;
    return { facts: () => facts, signal: new AbortController().signal };
  };
  it.each<[string, Record<string, string>]>([
    ['no collector is named', {}],
    [
      'the SDK is switched off',
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1', OTEL_SDK_DISABLED: 'true' },
    ],
    [
      'metrics are not wanted',
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1', OTEL_METRICS_EXPORTER: 'none' },
    ],
  ])('go nowhere when %s', async (_name, env) => {
    expect(await pushMetrics(env, parts())).toBe(false);
  });
});
