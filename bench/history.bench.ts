import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { writeMadeHistory } from '../apps/meter/test/made-history.ts';
import { type Measure, median, printMeasures } from './comparison.ts';
import { residentMib, startMeter } from './processes.ts';

const DAY_MS = 86_400_000;
const YEAR_MS = 366 * DAY_MS;
const ORGS = [1, 2, 3].map((n) => `d03d2d69-0000-4000-8000-00000000000${n}`);
const RANGES = {
  '5h': DAY_MS / 5,
  '24h': DAY_MS,
  '7d': 7 * DAY_MS,
  '30d': 30 * DAY_MS,
  '90d': 90 * DAY_MS,
  all: YEAR_MS,
};
const MOST_MS = 50;
const MOST_POINTS = 4_000;
const ROUNDS = 9;

/** A year of minutes of three orgs: what any range costs the meter, and what is drawn of it. */
export async function bench(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'claude-meter-bench-'));
  const home = join(folder, 'home');
  const now = Date.now();
  writeMadeHistory(home, { orgs: ORGS, from: now - YEAR_MS, to: now });
  const meter = await startMeter(home);
  try {
    const before = residentMib(meter.pid);
    const measures: Measure[] = [];
    for (const [name, width] of Object.entries(RANGES)) {
      const range = { from: now - width, to: now };
      const { ms, points, rows } = await measure(meter.port, range);
      const chart = await measureChart(meter.port, range);
      if (Math.max(points, chart.points) > MOST_POINTS) throw new Error(`${points} points of ${name}`);
      const target = { atMost: MOST_MS };
      measures.push(
        { what: `${name}: ${points} points out of ${rows} changes`, value: ms, unit: 'ms', target },
        { what: `${name}: a whole chart, ${chart.points} points`, value: chart.ms, unit: 'ms', target },
      );
    }
    for (const path of [
      '/api/series',
      `/api/windows?org=${ORGS[0]}&limit=five_hour`,
      `/api/spend?org=${ORGS[0]}`,
    ]) {
      const { ms } = await time(meter.port, path);
      measures.push({ what: path.split('?')[0] ?? '', value: ms, unit: 'ms', target: null });
    }
    const memory = (when: string, value: number): Measure => ({
      what: `resident memory ${when}`,
      value,
      unit: 'MiB',
      target: null,
    });
    measures.push(memory('before', before), memory('after', residentMib(meter.pid)));
    return printMeasures('History of a year, three orgs', [stored(home), ...measures]);
  } finally {
    await meter.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function stored(home: string): Measure {
  const path = join(home, 'history.db');
  const database = new DatabaseSync(path, { readOnly: true });
  const count = (table: string) =>
    Number(database.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.['n']);
  const mib = statSync(path).size / 2 ** 20;
  const what = `file of ${count('sample')} changes, ${count('rollup')} roll-ups, ${count('window')} windows`;
  database.close();
  return { what, value: mib, unit: 'MiB', target: null };
}

async function measure(port: number, { from, to }: { from: number; to: number }) {
  const path = `/api/history?org=${ORGS[1]}&limit=five_hour&from=${from}&to=${to}&points=${MOST_POINTS}`;
  const { ms, body } = await time(port, path);
  const points = (body as { at: number[] }).at.length;
  return { ms, points, rows: await changes(port, { from, to }) };
}

const LIMITS = ['five_hour', 'seven_day', 'seven_day_opus'];

/** What the page asks for: three limits with their resets, walls and gaps in one answer. */
async function measureChart(port: number, { from, to }: { from: number; to: number }) {
  const path = `/api/histories?org=${ORGS[1]}&limits=${LIMITS}&from=${from}&to=${to}&points=${MOST_POINTS}`;
  const { ms, body } = await time(port, path);
  const { limits } = body as { limits: { at: number[] }[] };
  return { ms, points: limits.reduce((sum, { at }) => sum + at.length, 0) };
}

/** How many changes lie in the range, counted in pieces that each fit into one answer. */
async function changes(port: number, { from, to }: { from: number; to: number }): Promise<number> {
  let sum = 0;
  for (let start = from; start < to; start += DAY_MS) {
    const path = `/api/history?org=${ORGS[1]}&limit=five_hour&from=${start}&to=${Math.min(to, start + DAY_MS)}&points=4000`;
    const answer = await fetch(`http://127.0.0.1:${port}${path}`);
    sum += ((await answer.json()) as { at: number[] }).at.filter((at) => at >= start).length;
  }
  return sum;
}

/** Median time from the request to the last byte, ms, and the answer. */
async function time(port: number, path: string): Promise<{ ms: number; body: unknown }> {
  const times: number[] = [];
  let body: unknown = null;
  for (let round = 0; round < ROUNDS; round += 1) {
    const begun = performance.now();
    const answer = await fetch(`http://127.0.0.1:${port}${path}`);
    const text = await answer.text();
    times.push(performance.now() - begun);
    if (!answer.ok) throw new Error(`GET ${path} answered ${answer.status}: ${text}`);
    body = JSON.parse(text);
  }
  return { ms: median(times), body };
}
