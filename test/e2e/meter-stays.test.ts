import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { eventually } from './browser.ts';
import { runMeter } from './meter-process.ts';

/** Fails in the ways a program can fail behind everybody's back, each time it is told to. */
const FAILING = `
process.on('SIGUSR2', () => {
  void import('./a-part-that-is-gone-since-the-update.js');
  setTimeout(() => { throw new Error('thrown where nobody waits'); });
});`;

it.skipIf(process.platform === 'win32')(
  'a meter goes on when a part of it cannot be loaded or throws where nobody waits, and says so',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'claude-meter-stays-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const failing = join(folder, 'failing.mjs');
    writeFileSync(failing, FAILING);
    const meter = await runMeter(join(folder, 'home'), { NODE_OPTIONS: `--import=${failing}` });
    onTestFinished(() => meter.stop());
    let told = '';
    meter.child.stderr?.on('data', (chunk: Buffer) => {
      told += chunk;
    });
    for (const times of [2, 4]) {
      process.kill(meter.child.pid ?? 0, 'SIGUSR2');
      await eventually(async () => {
        const health = (await (await fetch(`${meter.base}/healthz`)).json()) as { hints: string[] };
        expect(health.hints[0]).toContain(`${times} parts of the meter failed unexpectedly`);
      });
    }
    expect(told).toContain('a-part-that-is-gone-since-the-update');
    expect(told).toContain('thrown where nobody waits');
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${meter.base}/snapshots`, { method: 'POST', headers, body: '[]' });
    expect(answer.status).toBe(200);
    expect(meter.child.exitCode).toBeNull();
  },
);
