import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventReader } from '@claude-meter/wire';
import { type Comparison, type Measure, median, printComparisons, printMeasures } from './comparison.ts';
import { cpuMs, type Running, residentMib, startBare, startMeter } from './processes.ts';

const BODY = readFileSync(
  new URL('../packages/sources/src/claude-web/fixtures/2026-09-14-newest-plain.json', import.meta.url),
  'utf8',
);
const orgOf = (n: number) => `d03d2d69-0000-4000-8000-00000000000${n}`;

function post(port: number, usageText: string = BODY): Promise<Response> {
  const snapshots = [1, 2, 3].map((n) => ({
    org_uuid: orgOf(n),
    browser: 'extension',
    account_email: `person${n}@example.com`,
    fetched_at: new Date().toISOString(),
    instance: 'bench',
    usage_text: usageText,
  }));
  const headers = { 'content-type': 'application/json' };
  return fetch(`http://127.0.0.1:${port}/snapshots`, {
    method: 'POST',
    headers,
    body: JSON.stringify(snapshots),
  });
}

/** The bridge against a bare server that sends the same bytes. */
export async function bench(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'claude-meter-bench-'));
  const meter = await startMeter(join(folder, 'home'));
  try {
    await post(meter.port);
    const answer = await fetch(`http://127.0.0.1:${meter.port}/snapshots`);
    const file = join(folder, 'body.json');
    writeFileSync(file, Buffer.from(await answer.arrayBuffer()));
    const bare = await startBare(file);
    try {
      const { memory, cpu } = await idle(folder);
      const latency = await postToEvent(meter.port);
      const title = 'The bridge (GET /snapshots, 3 orgs)';
      return (
        printComparisons(title, [...throughput(meter, bare), memory]) +
        printMeasures('The bridge, by itself', [
          cpu,
          { what: 'a post until its event is seen', value: latency, unit: 'ms', target: { atMost: 5 } },
        ])
      );
    } finally {
      await bare.stop();
    }
  } finally {
    await meter.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Alternating rounds, medians: the machine drifts, the ratio does not. */
function throughput(meter: Running, bare: Running): Comparison[] {
  const rounds = Array.from({ length: 9 }, () => ({ ours: load(meter.port), other: load(bare.port) }));
  const of = (pick: (one: Load) => number, side: 'ours' | 'other') =>
    median(rounds.map((round) => pick(round[side])));
  const against = 'bare node:http, same bytes';
  const rate = (one: Load) => one.perSecond;
  const p99 = (one: Load) => one.p99Ms;
  return [
    {
      what: 'throughput',
      ours: of(rate, 'ours'),
      other: of(rate, 'other'),
      unit: 'req/s',
      against,
      target: { atLeast: 0.8 },
    },
    {
      what: 'p99',
      ours: of(p99, 'ours'),
      other: of(p99, 'other'),
      unit: 'ms',
      against,
      target: { atMost: 1.5 },
    },
  ];
}

interface Load {
  perSecond: number;
  p99Ms: number;
}

function load(port: number): Load {
  const args = ['-t1', '-c16', '-d2s', '--latency', `http://127.0.0.1:${port}/snapshots`];
  const printed = execFileSync('wrk', args, { encoding: 'utf8' });
  if (/Non-2xx/.test(printed)) throw new Error(printed);
  const [, p99 = '', unit] = /99%\s+([\d.]+)(us|ms|s)/.exec(printed) ?? [];
  const factor = unit === 'us' ? 0.001 : unit === 's' ? 1000 : 1;
  return { perSecond: Number(/Requests\/sec:\s+([\d.]+)/.exec(printed)?.[1]), p99Ms: Number(p99) * factor };
}

/** From the answer of a post to the event at a subscriber, ms. */
async function postToEvent(port: number): Promise<number> {
  const ending = new AbortController();
  const response = await fetch(`http://127.0.0.1:${port}/events`, { signal: ending.signal });
  const reader = (response.body as ReadableStream<Uint8Array<ArrayBuffer>>)
    .pipeThrough(new TextDecoderStream())
    .getReader();
  const read = eventReader();
  const times: number[] = [];
  for (let round = 0; round < 60; round += 1) {
    const started = performance.now();
    const posted = post(port, `{"five_hour":{"utilization":${round}.5,"resets_at":null}}`);
    for (;;) {
      const { value } = await reader.read();
      if (read(value ?? '').some((event) => event.data.includes(`${round}.5,`))) break;
    }
    times.push(performance.now() - started);
    await posted;
  }
  ending.abort();
  return median(times);
}

const IDLE_SECONDS = Number(process.env['IDLE_SECONDS'] ?? 60);
const IDLE_METERS = 5;

/**
 * Both sides started alike and left alone, one post a minute at ours. Of several, since now and then V8 compiles
 * something anew and pages of Node's own program come in with that.
 */
async function idle(folder: string): Promise<{ memory: Comparison; cpu: Measure }> {
  const meters: Running[] = [];
  const bares: Running[] = [];
  try {
    for (let one = 0; one < IDLE_METERS; one += 1) {
      const meter = await startMeter(join(folder, `idle-${one}`));
      meters.push(meter);
      const bare = await startBare();
      bares.push(bare);
      await post(meter.port);
      await fetch(`http://127.0.0.1:${bare.port}/`);
    }
    const cpuOfAll = () => meters.map((meter) => cpuMs(meter.pid));
    const before = cpuOfAll();
    await new Promise((resolve) => setTimeout(resolve, IDLE_SECONDS * 1000));
    const used = cpuOfAll().map((now, one) => now - (before[one] ?? now));
    const share = median(used) / (IDLE_SECONDS * 1000);
    const what = `CPU while idle, of one core over ${IDLE_SECONDS} s`;
    const cpu: Measure = { what, value: share * 100, unit: '%', target: { atMost: 0.1 } };
    const ours = median(meters.map((meter) => residentMib(meter.pid)));
    const other = median(bares.map((bare) => residentMib(bare.pid)));
    const against = 'bare node:http with a 60 s timer';
    const memory = {
      what: 'resident memory, idle',
      ours,
      other,
      unit: 'MiB',
      against,
      target: { atMost: 1.35 },
    };
    return { memory, cpu };
  } finally {
    for (const started of [...meters, ...bares]) await started.stop();
  }
}
