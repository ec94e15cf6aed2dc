import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fleetMetrics } from './fleet-metrics.ts';
import { cpuMs, residentMib } from './processes.ts';

const METERS = Number(process.env['FLEET_METERS'] ?? 2000);
/** Twice as often as the guide says: the figures are for a minute. */
const SCRAPE_SECONDS = 30;
const SECONDS = Number(process.env['FLEET_SECONDS'] ?? 150);
const MINUTE_SHARE = SCRAPE_SECONDS / 60;

/** What a fleet costs the Prometheus that gathers it: as many meters as many people, on a real one. */
export async function bench(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'claude-meter-fleet-'));
  const meters = await startMeters();
  const prometheus = startPrometheus(folder, meters.port);
  try {
    await answering(prometheus.api);
    const before = cpuMs(prometheus.child.pid ?? 0);
    await new Promise((resolve) => setTimeout(resolve, SECONDS * 1000));
    const cpu = (cpuMs(prometheus.child.pid ?? 0) - before) / SECONDS / 10;
    const one = async (query: string) => valueAt(prometheus.api, query);
    console.log(`\nA fleet of ${METERS} meters on one Prometheus, scraped every ${SCRAPE_SECONDS} s`);
    console.log(`  targets that are up           ${await one('sum(up{job="claude-meter"})')}`);
    console.log(`  bytes of one scrape           ${fleetMetrics(0, Date.now()).length}`);
    console.log(`  series of the fleet           ${await one('count({job="claude-meter"})')}`);
    console.log(`  series recorded from them     ${await one('count({__name__=~"claude_meter:.+"})')}`);
    console.log(`  resident memory               ${residentMib(prometheus.child.pid ?? 0).toFixed(0)} MiB`);
    console.log(`  of one core, at one a minute  ${(cpu * MINUTE_SHARE).toFixed(1)} %`);
    const rules = 'sum(prometheus_rule_group_last_duration_seconds)';
    console.log(`  one turn of all rules         ${((await one(rules)) * 1000).toFixed(0)} ms`);
    const bytes = bytesIn(folder);
    console.log(`  write-ahead log so far        ${(bytes / 2 ** 20).toFixed(0)} MiB`);
    const up = await one('sum(up{job="claude-meter"})');
    return up === METERS ? 0 : 1;
  } finally {
    prometheus.child.kill('SIGKILL');
    if (prometheus.child.exitCode === null && prometheus.child.signalCode === null) {
      await once(prometheus.child, 'exit');
    }
    meters.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function startMeters(): Promise<{ port: number; stop: () => void }> {
  const server = createServer((request, response) => {
    const index = Number(/^\/m\/(\d+)\//.exec(request.url ?? '')?.[1]);
    response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' });
    response.end(fleetMetrics(index, Date.now()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stop = () => {
    server.closeAllConnections();
    server.close();
  };
  return { port: (server.address() as AddressInfo).port, stop };
}

function startPrometheus(folder: string, port: number): { child: ChildProcess; api: string } {
  const rules = new URL('../docs/fleets/claude-meter.rules.yml', import.meta.url);
  const targets = Array.from({ length: METERS }, (_, index) => ({
    targets: [`127.0.0.1:${port}`],
    labels: { __metrics_path__: `/m/${index}/metrics`, instance: `laptop-${index}` },
  }));
  writeFileSync(join(folder, 'targets.json'), JSON.stringify(targets));
  writeFileSync(join(folder, 'rules.yml'), readFileSync(rules));
  writeFileSync(
    join(folder, 'prometheus.yml'),
    `global: { scrape_interval: ${SCRAPE_SECONDS}s, evaluation_interval: ${SCRAPE_SECONDS}s }
rule_files: [rules.yml]
scrape_configs:
  - job_name: claude-meter
    file_sd_configs: [{ files: [targets.json] }]
  - job_name: prometheus
    static_configs: [{ targets: ['127.0.0.1:19591'] }]
`,
  );
  const args = [
    `--config.file=${join(folder, 'prometheus.yml')}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    '--web.listen-address=127.0.0.1:19591',
  ];
  return {
    child: spawn('prometheus', args, { stdio: 'ignore' }),
    api: 'http://127.0.0.1:19591/api/v1',
  };
}

async function answering(api: string): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    if (
      await fetch(`${api}/status/buildinfo`).then(
        (answer) => answer.ok,
        () => false,
      )
    )
      return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('Prometheus does not answer. Is it installed? apt-get install prometheus');
}

async function valueAt(api: string, query: string): Promise<number> {
  const answer = await fetch(`${api}/query?query=${encodeURIComponent(query)}`);
  const { data } = (await answer.json()) as { data: { result: { value: [number, string] }[] } };
  return Number(data.result[0]?.value[1] ?? Number.NaN);
}

function bytesIn(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}
