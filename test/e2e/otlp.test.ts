import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runMeter } from './meter-process.ts';

const VERSION = '0.57.2';
const ORG = 'd03d2d69-0000-4000-8000-000000000001';

interface Point {
  attributes: { key: string; value: { stringValue: string } }[];
  asDouble: number;
}
interface Request {
  resourceMetrics: {
    scopeMetrics: { metrics: { name: string; unit: string; gauge?: { dataPoints: Point[] } }[] }[];
  }[];
}
interface Decoder {
  decode(bytes: Uint8Array): Request;
  toObject(request: Request): Request;
  /** Null, or what is wrong with it. */
  verify(request: Request): string | null;
}

/** The code that OpenTelemetry generated from its own definition, fetched once: its last release that can decode. */
function officialDecoder(): Decoder | null {
  const folder = join(tmpdir(), `claude-meter-test-otlp-${VERSION}`);
  const root = join(folder, 'node_modules/@opentelemetry/otlp-transformer/build/src/generated/root.js');
  if (!existsSync(root)) {
    mkdirSync(folder, { recursive: true });
    const packages = [`@opentelemetry/otlp-transformer@${VERSION}`, '@opentelemetry/api@1.9.0'];
    const args = ['install', '--prefix', folder, '--ignore-scripts', ...packages];
    spawnSync('npm', args, { stdio: 'ignore', shell: process.platform === 'win32' });
  }
  if (!existsSync(root)) return null;
  const loaded = createRequire(import.meta.url)(root) as {
    opentelemetry: { proto: { collector: { metrics: { v1: { ExportMetricsServiceRequest: Decoder } } } } };
  };
  return loaded.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
}

const nightly = process.env['NIGHTLY'] === '1';
const decoder = nightly ? officialDecoder() : null;
if (nightly && decoder === null) console.warn('The decoder of OpenTelemetry could not be installed.');

describe.runIf(decoder !== null)('what a meter pushes', () => {
  it("is read by OpenTelemetry's own decoder", async () => {
    const bodies: Buffer[] = [];
    const collector = createServer((request, response) => {
      void buffer(request).then((body) => {
        bodies.push(body);
        response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
      });
    });
    await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void collector.close());
    const folder = mkdtempSync(join(tmpdir(), 'cm-otlp-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_METRIC_EXPORT_INTERVAL: '500' };
    const meter = await runMeter(join(folder, 'state'), env);
    onTestFinished(() => meter.stop());
    const usage = { five_hour: { utilization: 91.5, resets_at: null } };
    const snapshot = { org_uuid: ORG, browser: 'extension', fetched_at: new Date().toISOString(), usage };
    const headers = { 'content-type': 'application/json' };
    await fetch(`${meter.base}/snapshots`, { method: 'POST', headers, body: JSON.stringify([snapshot]) });

    const used = () => {
      const requests = bodies.map((body) => decoder?.decode(body));
      expect(requests.map((request) => request && decoder?.verify(request))).toEqual(bodies.map(() => null));
      const metrics = requests
        .flatMap((request) => (request && decoder?.toObject(request).resourceMetrics) ?? [])
        .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics));
      return metrics.findLast(({ name }) => name === 'claude_meter_limit_used_ratio');
    };
    await expect
      .poll(used, { timeout: 30_000 })
      .toMatchObject({ unit: '1', gauge: { dataPoints: [{ asDouble: 0.915 }] } });
    const [point] = used()?.gauge?.dataPoints ?? [];
    expect(point?.attributes.map(({ key, value }) => [key, value.stringValue])).toEqual([
      ['org', ORG],
      ['limit', 'five_hour'],
    ]);
  });
});
