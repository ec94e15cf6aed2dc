import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runMeter } from './meter-process.ts';

const FLEETS = join(import.meta.dirname, '..', '..', 'docs', 'fleets');
const RULES = join(FLEETS, 'claude-meter.rules.yml');
const ORG = 'd03d2d69-0000-4000-8000-000000000001';
const installed = (program: string) => spawnSync(program, ['--version']).error === undefined;

describe.runIf(installed('promtool'))('the rules', () => {
  it('are what promtool takes for rules', () => {
    expect(spawnSync('promtool', ['check', 'rules', RULES]).status).toBe(0);
  });

  it('hold over a simulated day', () => {
    const tests = join(FLEETS, 'claude-meter.rules.test.yml');
    const tested = spawnSync('promtool', ['test', 'rules', tests], { encoding: 'utf8' });
    expect(tested.stdout + tested.stderr).toContain('SUCCESS');
    expect(tested.status).toBe(0);
  });
});

describe.runIf(installed('prometheus'))('a real Prometheus', () => {
  let folder: string;
  let meter: Awaited<ReturnType<typeof runMeter>>;
  let prometheus: ChildProcess;
  let api: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'claude-meter-prometheus-'));
    meter = await runMeter(join(folder, 'home'));
    const port = await freePort();
    api = `http://127.0.0.1:${port}/api/v1`;
    // The same rules without their patience: a test does not wait for minutes.
    const rules = readFileSync(RULES, 'utf8').replace(/^( +)for: .*$/gm, '$1for: 0s');
    writeFileSync(join(folder, 'rules.yml'), rules);
    writeFileSync(
      join(folder, 'prometheus.yml'),
      `global: { scrape_interval: 1s, evaluation_interval: 1s }
rule_files: [rules.yml]
scrape_configs:
  - job_name: claude-meter
    static_configs: [{ targets: ['127.0.0.1:${meter.port}'] }]
`,
    );
    prometheus = spawn(
      'prometheus',
      [
        `--config.file=${join(folder, 'prometheus.yml')}`,
        `--storage.tsdb.path=${join(folder, 'data')}`,
        `--web.listen-address=127.0.0.1:${port}`,
      ],
      { stdio: 'ignore' },
    );
  });

  afterAll(async () => {
    prometheus.kill('SIGKILL');
    if (prometheus.exitCode === null && prometheus.signalCode === null) await once(prometheus, 'exit');
    await meter.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const post = async (percent: number) => {
    const usage = { five_hour: { utilization: percent, resets_at: null } };
    const snapshot = { org_uuid: ORG, browser: 'extension', fetched_at: new Date().toISOString(), usage };
    const answer = await fetch(`${meter.base}/snapshots`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify([snapshot]),
    });
    expect(answer.status).toBe(200);
  };
  const ask = async <T>(path: string): Promise<T> => {
    const answer = await fetch(api + path);
    return ((await answer.json()) as { data: T }).data;
  };
  const firing = async (): Promise<string[]> => {
    const { alerts } = await ask<{ alerts: { state: string; labels: Record<string, string> }[] }>('/alerts');
    const named = alerts.filter(({ state }) => state === 'firing').map(({ labels }) => labels['alertname']);
    return named.filter((name) => name !== undefined).sort();
  };
  const patient = { timeout: 40_000, interval: 250 };

  it('scrapes it, and its alerts come and go with the numbers', async () => {
    await post(50);
    const used = async () => {
      const query = encodeURIComponent('claude_meter:limit_used_ratio:max{limit="five_hour"}');
      const { result } = await ask<{ result: { value: [number, string] }[] }>(`/query?query=${query}`);
      return result[0]?.value[1];
    };
    await expect.poll(() => used().catch(() => null), patient).toBe('0.5');
    expect(await firing()).toEqual([]);
    await post(95);
    await expect.poll(firing, patient).toEqual(['ClaudeLimitNear']);
    await post(100);
    await expect.poll(firing, patient).toEqual(['ClaudeLimitReached']);
    await post(2);
    await expect.poll(firing, patient).toEqual([]);
  });

  it('is asked for in OpenMetrics', async () => {
    const { activeTargets } = await ask<{ activeTargets: { health: string; lastError: string }[] }>(
      '/targets',
    );
    expect(activeTargets).toMatchObject([{ health: 'up', lastError: '' }]);
    const metrics = await (await fetch(`${meter.base}/metrics`)).text();
    expect(metrics).toContain('claude_meter_http_requests_total{route="/metrics",code="200"}');
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}
