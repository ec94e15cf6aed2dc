import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runMeter } from '../../e2e/meter-process.ts';
import { budget } from '../budget.ts';
import { tally } from '../tally.ts';

const POSTS = budget('BREAK_SOAK_POSTS', { day: 300, night: 40_000 });
/** After so many posts everything that is loaded once is loaded. */
const WARM = Math.floor(POSTS / 5);
/** What a post may leave in memory: the history's caches end somewhere, a leak does not. Bytes. */
const MOST_PER_POST = 600;
/** Below this, what a garbage collector does by chance is more than what could leak. Bytes. */
const NOISE = 96 * 1024 * 1024;
const ORGS = [1, 2, 3, 4].map((n) => `d03d2d69-0000-4000-8000-00000000000${n}`);

describe.runIf(process.platform === 'linux')('a meter that runs for long', () => {
  it(
    `keeps its memory over ${POSTS} posts and as many readings`,
    async () => {
      const home = mkdtempSync(join(tmpdir(), 'claude-meter-soak-'));
      onTestFinished(() => rmSync(home, { recursive: true, force: true }));
      // In a heap this small what is kept for ever ends the meter before the test does.
      const meter = await runMeter(home, { NODE_OPTIONS: '--max-old-space-size=96' });
      onTestFinished(() => meter.stop());
      const follower = new AbortController();
      onTestFinished(() => follower.abort());
      void drain(`${meter.base}/events`, follower.signal);
      const sizes: { at: number; bytes: number }[] = [];
      let requests = 0;
      for (let turn = 0; turn < POSTS; turn += 1) {
        const answer = await fetch(`${meter.base}/snapshots`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: postOf(turn),
        });
        if (answer.status !== 200) throw new Error(`post ${turn}: ${answer.status} ${await answer.text()}`);
        await answer.arrayBuffer();
        await (await fetch(meter.base + (READS[turn % READS.length] ?? '/snapshots'))).arrayBuffer();
        requests += 2;
        if (turn >= WARM && turn % 50 === 0)
          sizes.push({ at: turn, bytes: residentBytes(meter.child.pid ?? 0) });
      }
      const first = mean(sizes.slice(0, Math.ceil(sizes.length / 5)).map(({ bytes }) => bytes));
      const last = mean(sizes.slice(-Math.ceil(sizes.length / 5)).map(({ bytes }) => bytes));
      const perPost = (last - first) / ((POSTS - WARM) * 0.8);
      tally('soak', {
        posts: POSTS,
        requests,
        'resident after warm-up (MB)': Math.round(first / 1e6),
        'at the end (MB)': Math.round(last / 1e6),
        'bytes per post': Math.round(perPost),
      });
      expect(last - first < NOISE || perPost < MOST_PER_POST).toBe(true);
      const health = (await (await fetch(`${meter.base}/healthz`)).json()) as { ok: boolean };
      expect(health.ok).toBe(true);
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

function residentBytes(pid: number): number {
  const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(line) * 1024;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

async function drain(address: string, signal: AbortSignal): Promise<void> {
  try {
    const answer = await fetch(address, { signal });
    for await (const _ of answer.body ?? []) if (signal.aborted) return;
  } catch {
    // It ends with the test.
  }
}
