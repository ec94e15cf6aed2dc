import { execFile } from 'node:child_process';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Report, TranscriptsStatus } from '@claude-meter/wire';
import { describe, expect, it, vi } from 'vitest';
import { originalPost, startMeter, temporaryFolder } from './meter.ts';
import { written } from './transcripts/written.ts';

const PROGRAM = join(import.meta.dirname, '..', 'bin', 'claude-meter.js');
/** The index is made at low priority: on a machine with much to do it takes its time. */
const SOON = { timeout: 40_000, interval: 20 };
const LIMITS = { timeout: 90_000 };

/** A folder of transcripts with one session of one request. */
function someTranscripts() {
  const root = join(temporaryFolder(), 'projects');
  const project = join(root, '-home-me-app');
  mkdirSync(project, { recursive: true });
  const file = join(project, 's1.jsonl');
  writeFileSync(file, written({ id: 'a', session: 's1', output: 1_000 }));
  return { root, file };
}

type Meter = Awaited<ReturnType<typeof startMeter>>;

const status = async (meter: Meter) =>
  (await (await meter.get('/api/transcripts')).json()) as TranscriptsStatus;
const report = async (meter: Meter, kind = 'daily') =>
  (await (await meter.get(`/api/report?kind=${kind}`)).json()) as Report;
const ready = (meter: Meter) =>
  vi.waitFor(async () => expect(await status(meter)).toMatchObject({ state: 'ready', trouble: null }), SOON);

async function startReading() {
  const { root, file } = someTranscripts();
  const meter = await startMeter({ transcripts: true }, undefined, { transcriptRoots: [root] });
  await ready(meter);
  return { meter, root, file };
}

describe('the transcripts of a running meter', LIMITS, () => {
  it('are reported, and what is appended is in the next report', async () => {
    const { meter, file } = await startReading();
    expect((await report(meter)).totals).toMatchObject({ requests: 1, output_tokens: 1_000 });
    appendFileSync(file, written({ id: 'b', session: 's1', output: 23 }));
    await vi.waitFor(
      async () => expect((await report(meter)).totals).toMatchObject({ requests: 2, output_tokens: 1_023 }),
      SOON,
    );
    expect((await report(meter, 'sessions')).rows).toHaveLength(1);
  });

  it('are what the report command prints: it asks the meter before it reads anything', async () => {
    const { meter } = await startReading();
    const env = {
      PATH: process.env['PATH'],
      HOME: temporaryFolder(),
      TZ: 'UTC',
      CLAUDE_CONFIG_DIR: join(temporaryFolder(), 'nothing-here'),
      CLAUDE_METER_HOME: meter.home,
    };
    const printed = () =>
      new Promise<Report>((resolve, reject) => {
        execFile(process.execPath, [PROGRAM, 'report', '--json'], { env }, (error, out) =>
          error === null ? resolve(JSON.parse(out) as Report) : reject(error),
        );
      });
    expect((await printed()).totals.output_tokens).toBe(1_000);
    // Nobody to ask: then it looks itself, into the folder that is empty.
    await meter.stop();
    expect((await printed()).totals.requests).toBe(0);
  });

  it('stand in status and in doctor', async () => {
    const { meter } = await startReading();
    const env = {
      PATH: process.env['PATH'],
      HOME: temporaryFolder(),
      CLAUDE_METER_HOME: meter.home,
      CLAUDE_METER_PORT: String(meter.port),
    };
    const printed = (command: string) =>
      new Promise<string>((resolve) => {
        // Both end with a code of their own: nobody has posted anything yet.
        execFile(process.execPath, [PROGRAM, command], { env }, (_error, stdout) => resolve(stdout));
      });
    expect(await printed('status')).toMatch(/^ {2}transcripts read, looked at /m);
    expect(await printed('doctor')).toMatch(/✓ transcripts Read, looked at .+\.$/m);
  });

  it('are let alone when that is switched off, and read again when it is switched on', async () => {
    const { meter } = await startReading();
    const put = (on: boolean) =>
      fetch(`${meter.base}/api/settings`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ key: 'sources.transcripts', on }),
      });
    expect((await put(false)).status).toBe(200);
    expect(await status(meter)).toMatchObject({ state: 'off', updated_at: null });
    const refused = await meter.get('/api/report');
    expect(refused.status).toBe(503);
    expect(await refused.json()).toEqual({
      error:
        'Transcripts are not read: switch them on with "claude-meter config set sources.transcripts on".',
    });
    await put(true);
    await ready(meter);
    expect((await report(meter)).totals.requests).toBe(1);
  });

  it('are not touched where the meter may read nothing', async () => {
    const { root } = someTranscripts();
    const meter = await startMeter({ transcripts: false }, undefined, { transcriptRoots: [root] });
    expect((await status(meter)).state).toBe('off');
  });

  it('cannot take the meter down: an index that cannot be opened is told, and all the rest goes on', async () => {
    const home = join(temporaryFolder(), 'home');
    mkdirSync(join(home, 'transcripts.db'), { recursive: true, mode: 0o700 });
    const { root } = someTranscripts();
    const meter = await startMeter({ home, transcripts: true }, undefined, { transcriptRoots: [root] });
    expect(await status(meter)).toMatchObject({
      state: 'failed',
      trouble: expect.stringContaining('transcripts.db'),
    });
    const health = (await (await meter.get('/healthz')).json()) as { transcripts: { state: string } };
    expect(health.transcripts.state).toBe('failed');
    expect((await meter.get('/api/report')).status).toBe(503);
    expect((await meter.post([originalPost()])).status).toBe(200);
    expect(await meter.snapshots()).toHaveLength(1);
  });

  it('are nothing for foreign pages, and what may be pasted into a report of a bug tells no project', async () => {
    const { meter, file } = await startReading();
    for (const path of ['/api/report', '/api/transcripts', '/api/attribution']) {
      expect((await meter.get(path, { origin: 'https://example.com' })).status).toBe(403);
      expect((await meter.get(path, { origin: 'https://claude.ai' })).status).toBe(403);
    }
    const health = await (await meter.get('/healthz')).text();
    expect(health).toContain('"unreadable":0');
    expect(health).not.toContain(file);
    expect(health).not.toContain('-home-me-app');
  });
});
