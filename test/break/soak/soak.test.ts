import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, get, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runMeter } from '../../e2e/meter-process.ts';
import { budget } from '../budget.ts';
import { tally } from '../tally.ts';
import { type Held, liveHeaps, memoryOf } from './memory-of.ts';

const POSTS = budget('BREAK_SOAK_POSTS', { day: 300, night: 40_000 });
/** After so many posts everything that is loaded once is loaded, and the compiler is done. */
const WARM = Math.floor(POSTS / 5);
/** Posts between two looks at the memory. */
const EVERY = 50;
/** What may be more at the end than after the warm-up, in bytes. What is kept of each post would be more of any. */
const MOST_GROWN = {
  /** Objects that are still reachable. */
  live: 4e6,
  /** SQLite, and what Node keeps outside of V8. */
  native: 4e6,
  /** V8 keeps every page that it ever needed at once, and so does the C library for each of V8's threads. */
  resident: 48e6,
};
/** The heap that the meter gets, MB: what is kept for ever ends it before the test does. */
const HEAP_MB = 96;
const ORGS = [1, 2, 3, 4].map((n) => `d03d2d69-0000-4000-8000-00000000000${n}`);

describe.runIf(process.platform === 'linux')('a meter that runs for long', () => {
  it(
    `keeps its memory over ${POSTS} posts and as many readings`,
    async () => {
      const home = mkdtempSync(join(tmpdir(), 'claude-meter-soak-'));
      onTestFinished(() => rmSync(home, { recursive: true, force: true }));
      const witness = new URL('tell-collections.ts', import.meta.url);
      const NODE_OPTIONS = `--max-old-space-size=${HEAP_MB} --import=${witness}`;
      const meter = await runMeter(home, { NODE_OPTIONS });
      onTestFinished(() => meter.stop());
      let told = '';
      meter.child.stdout?.on('data', (chunk) => {
        told += chunk;
      });
      const follower = get(`${meter.base}/events`, (answer) => answer.resume());
      follower.on('error', () => {});
      onTestFinished(() => void follower.destroy());
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      onTestFinished(() => agent.destroy());

      const held: Held[] = [];
      let toldAtWarm = 0;
      for (let turn = 0; turn < POSTS; turn += 1) {
        const posted = await exchange(meter.base, { agent, path: '/snapshots', body: postOf(turn) });
        if (posted.status !== 200) throw new Error(`post ${turn}: ${posted.status} ${posted.text}`);
        const path = READS[turn % READS.length] ?? '/snapshots';
        const read = await exchange(meter.base, { agent, path });
        if (read.status !== 200) throw new Error(`${path}: ${read.status} ${read.text}`);
        if (turn === WARM) toldAtWarm = told.length;
        if (turn >= WARM && turn % EVERY === 0) held.push(memoryOf(meter.child.pid ?? 0));
      }
      const live = endsOf(liveHeaps(told.slice(toldAtWarm)));
      const native = endsOf(held.map((one) => one.native));
      const resident = endsOf(held.map((one) => one.resident));
      tally('soak', {
        posts: POSTS,
        requests: 2 * POSTS,
        'full collections': liveHeaps(told).length,
        'live heap after warm-up (MB)': mb(live.first),
        'at the end (MB)': mb(live.last),
        'native heap after warm-up (MB)': mb(native.first),
        'native heap at the end (MB)': mb(native.last),
        'resident after warm-up (MB)': mb(resident.first),
        'resident at the end (MB)': mb(resident.last),
        'resident at most (MB)': mb(Math.max(...held.map((one) => one.resident))),
      });
      if (POSTS > 5_000) expect(liveHeaps(told).length).toBeGreaterThan(10);
      expect(live.last - live.first).toBeLessThan(MOST_GROWN.live);
      expect(native.last - native.first).toBeLessThan(MOST_GROWN.native);
      expect(resident.last - resident.first).toBeLessThan(MOST_GROWN.resident);
      expect((await exchange(meter.base, { agent, path: '/healthz' })).text).toContain('"ok":true');
    },
    POSTS * 100 + 60_000,
  );
});

const READS = [
  '/snapshots',
  '/line',
  '/metrics',
  '/healthz',
  `/api/history?org=${ORGS[0]}&limit=five_hour`,
  '/api/timeline',
  `/api/forecast?org=${ORGS[1]}`,
  '/api/series',
];

function postOf(turn: number): string {
  const org = ORGS[turn % ORGS.length];
  const usage = `{"five_hour":{"utilization":${(turn % 9_000) / 100 + 2},"resets_at":null},"seven_day":{"utilization":50.0,"resets_at":null}}`;
  return `[{"org_uuid":"${org}","browser":"Chrome","instance":"soak","fetched_at":"${new Date().toISOString()}","usage":${usage}}]`;
}

interface Ask {
  agent: Agent;
  path: string;
  body?: string;
}

/** One request over a connection that is kept: nothing but the meter's own work should take the time. */
function exchange(base: string, ask: Ask): Promise<{ status: number; text: string }> {
  const { agent, path, body } = ask;
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { 'content-type': 'application/json' };
    const asked = request(base + path, { agent, headers, method: body === undefined ? 'GET' : 'POST' });
    // A connection on which nothing was said for five seconds is closed, perhaps just now: then another is taken.
    asked.on('error', (error) => (asked.reusedSocket ? resolve(exchange(base, ask)) : reject(error)));
    asked.on('response', (answer) => {
      let text = '';
      answer.on('data', (chunk) => {
        text += chunk;
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
    });
    asked.end(body);
  });
}

/** Mean of the first and of the last fifth; the same for nothing. */
function endsOf(values: readonly number[]): { first: number; last: number } {
  const fifth = Math.ceil(values.length / 5);
  return { first: mean(values.slice(0, fifth)), last: mean(values.slice(values.length - fifth)) };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

function mb(bytes: number): number {
  return Math.round(bytes / 1e5) / 10;
}
