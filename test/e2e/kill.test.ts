import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runMeter } from './meter-process.ts';

const ORG = 'd03d2d69-0000-4000-8000-000000000001';
const KILLS = Number(process.env['KILLS'] ?? 100);

/** The n-th post: its number stands in the percent. */
function post(n: number): string {
  const fields = `"org_uuid":"${ORG}","browser":"extension","fetched_at":"${new Date().toISOString()}"`;
  return `[{${fields},"usage":{"five_hour":{"utilization":${(n / 1000).toFixed(3)},"resets_at":null},"seven_day":{"utilization":50.0,"resets_at":null}}}]`;
}

describe('kill -9 at any moment under posting load', () => {
  it(
    `leaves a state that was really posted, and no gap in the history (${KILLS} times)`,
    async () => {
      const home = mkdtempSync(join(tmpdir(), 'claude-meter-kill-'));
      onTestFinished(() => rmSync(home, { recursive: true, force: true }));
      let sent = 1500;
      let answered = sent;
      const accepted: number[] = [];
      for (let round = 0; round < KILLS; round += 1) {
        const meter = await runMeter(home);
        const rows = (await (await fetch(`${meter.base}/snapshots`)).json()) as {
          usage: { five_hour: { utilization: number } };
        }[];
        if (accepted.length > 0) {
          const shown = Math.round((rows[0]?.usage.five_hour.utilization ?? Number.NaN) * 1000);
          expect(shown).toBeGreaterThanOrEqual(answered);
          expect(shown).toBeLessThanOrEqual(sent);
        }
        const killing = setTimeout(() => meter.child.kill('SIGKILL'), Math.random() * 120);
        for (;;) {
          sent += 1;
          await nextMillisecond();
          const body = post(sent);
          const answer = await fetch(`${meter.base}/snapshots`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body,
          }).catch(() => null);
          if (answer?.status !== 200) break;
          answered = sent;
          accepted.push(sent);
        }
        clearTimeout(killing);
        await meter.stop('SIGKILL');
        expectHistory(home, accepted);
      }
      expect(answered).toBeGreaterThan(1500 + KILLS);
    },
    20 * 60_000,
  );
});

/** Each answered post is one change of one limit: all of them must be in the history. */
function expectHistory(home: string, accepted: readonly number[]): void {
  const database = new DatabaseSync(join(home, 'history.db'));
  const rows = database
    .prepare("SELECT percent FROM sample JOIN series ON id = series_id WHERE limit_id = 'five_hour'")
    .all();
  expect(database.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' });
  database.close();
  const kept = new Set(rows.map((row) => Math.round(Number(row['percent']) * 1000)));
  expect(accepted.filter((n) => !kept.has(n))).toEqual([]);
}

/** Two changes of one limit within a millisecond would be one row of the history. */
async function nextMillisecond(): Promise<void> {
  const start = Date.now();
  while (Date.now() === start) await new Promise((resolve) => setImmediate(resolve));
}
