import { setTimeout as pause } from 'node:timers/promises';
import type { Source } from '@claude-meter/core';
import { describe, expect, it } from 'vitest';
import { originalPost, startMeter } from './meter.ts';
import { runVerify, serve } from './verify-rig.ts';

const FRESHNESS_MS = 300;

/** A meter whose posts are stale after 0.3 s, with both paths in our hands. */
async function meterWithTwoPaths() {
  const meter = await startMeter({ freshnessMs: FRESHNESS_MS });
  const deliver = (source: Source) => {
    const session = { source, browser: 'Chromium', instance: source, cadenceMs: 100 };
    const report = {
      orgUuid: String(originalPost()['org_uuid']),
      fetchedAt: new Date().toISOString(),
      account: null,
      usage: '{"five_hour":{"utilization":42.0,"resets_at":null}}',
      endpoint: null,
      status: 200,
      overage: null,
      subscription: null,
      problem: null,
      errors: [],
    };
    meter.ingest.accept([{ report, session }]);
  };
  return { meter, ownPath: () => deliver('cookies'), extension: () => deliver('extension') };
}

const watchFor = (port: number, limit: string, more = {}) =>
  runVerify({ handoff: true, limit, ...more }, { port, now: Date.now });

describe('claude-meter verify --handoff', () => {
  it('sees silence, takeover and return on a real bridge, and prints the times', async () => {
    const { meter, extension, ownPath } = await meterWithTwoPaths();
    extension();
    const watching = watchFor(meter.port, '20s');
    await pause(FRESHNESS_MS * 2);
    ownPath();
    await pause(50);
    extension();
    const ran = await watching;
    expect(ran.stdout).toMatch(
      /delivers: Chromium \(extension\).*stale: true, \d+\.\d s after.*taken over: Chromium \(cookies\).*handed back/s,
    );
    expect(ran.lastLine).toMatch(/^Two independent paths\./);
    expect(ran.exit).toBe(0);
    expect(ran.stderr).toContain('switch the extension off');
    expect(ran.stderr).toContain('switch the extension on again');
  });

  it('tells programs the phases in one record', async () => {
    const { meter, extension } = await meterWithTwoPaths();
    extension();
    const ran = await watchFor(meter.port, '700ms', { json: true });
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
