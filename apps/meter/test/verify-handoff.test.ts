import type { Source } from '@claude-meter/core';
import { describe, expect, it, onTestFinished } from 'vitest';
import { plainReport } from '../../../packages/core/test/plain-report.ts';
import { originalPost, startMeter } from './meter.ts';
import { runVerify, serve } from './verify-rig.ts';

const FRESHNESS_MS = 300;

interface Parts {
  extension: () => void;
  ownPath: () => void;
}

/** A meter whose posts are stale after 0.3 s, with both paths in our hands. */
async function meterWithTwoPaths(): Promise<Parts & { meter: Awaited<ReturnType<typeof startMeter>> }> {
  const meter = await startMeter({ freshnessMs: FRESHNESS_MS });
  const deliver = (source: Source) => {
    const session = { source, browser: 'Chromium', instance: source, cadenceMs: 100 };
    const report = plainReport(String(originalPost()['org_uuid']), Date.now(), {
      usage: '{"five_hour":{"utilization":42.0,"resets_at":null}}',
    });
    meter.ingest.accept([{ report, session }]);
  };
  return { meter, ownPath: () => deliver('cookies'), extension: () => deliver('extension') };
}

/** Watches, and does what a person would do when told: the extension falls silent, later it comes back. */
async function watchFor(port: number, limit: string, parts: Partial<Parts> & { json?: boolean } = {}) {
  const beat = setInterval(() => parts.extension?.(), 20);
  onTestFinished(() => clearInterval(beat));
  const onOutput = (text: string) => {
    if (text.includes('switch the extension off')) clearInterval(beat);
    if (text.includes('Waiting for the own path')) parts.ownPath?.();
    if (text.includes('switch the extension on again')) parts.extension?.();
  };
  const values = { handoff: true, limit, ...(parts.json === undefined ? {} : { json: parts.json }) };
  return runVerify(values, { port, now: Date.now, onOutput });
}

describe('claude-meter verify --handoff', () => {
  it('sees silence, takeover and return on a real bridge, and prints the times', async () => {
    const { meter, ...parts } = await meterWithTwoPaths();
    const ran = await watchFor(meter.port, '14s', parts);
    expect(ran.stdout).toMatch(
      /delivers: Chromium \(extension\).*stale: true, \d+\.\d s after.*taken over: Chromium \(cookies\).*handed back/s,
    );
    expect(ran.lastLine).toMatch(/^Two independent paths\./);
    expect(ran.exit).toBe(0);
  });

  it('tells programs the phases in one record', async () => {
    const { meter, extension } = await meterWithTwoPaths();
    const ran = await watchFor(meter.port, '3s', { extension, json: true });
    expect(JSON.parse(ran.stdout)).toMatchObject({
      verdict: 'handoff_no_takeover',
      exit_code: 25,
      handoff: { phases: [{ phase: 'delivering', source: 'extension' }, { phase: 'stale' }] },
    });
  });

  it('gives up when time is up, and says at which step', async () => {
    const meter = await startMeter();
    const ran = await watchFor(meter.port, '100ms');
    expect([ran.exit, ran.lastLine]).toEqual([25, expect.stringMatching(/^No extension was seen/)]);
  });

  it('does not wait for a meter that is not there', async () => {
    const port = await serve((_, response) => response.end('hello'));
    expect((await watchFor(port, '20s')).exit).toBe(4);
  });
});
