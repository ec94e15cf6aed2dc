import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type DaemonOptions, startDaemon } from '../src/daemon.ts';
import type { Settings } from '../src/settings.ts';

export const ORG = 'd03d2d69-0000-4000-8000-000000000001';
export const OTHER_ORG = 'd03d2d69-0000-4000-8000-000000000002';

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'claude-meter-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A real meter on a free port, stopped after the test. `now` may be moved. */
export async function startMeter(
  over: Partial<Settings> = {},
  clock?: { now: number },
  given: Pick<DaemonOptions, 'transcriptRoots'> = {},
) {
  const settings: Settings = {
    home: over.home ?? join(temporaryFolder(), 'home'),
    port: 0,
    upstream: null,
    freshnessMs: 120_000,
    pollMs: 60_000,
    ownFetch: false,
    transcripts: false,
    desktop: false,
    ...over,
  };
  const ending = new AbortController();
  const options = {
    ...given,
    signal: ending.signal,
    ...(clock === undefined ? {} : { clock: () => clock.now }),
  };
  const started = await startDaemon(settings, options);
  if (!started.ok) throw new Error(started.error);
  const stop = async () => {
    ending.abort();
    await started.closed;
  };
  onTestFinished(stop);
  const base = `http://127.0.0.1:${started.port}`;
  return {
    ...started,
    base,
    home: settings.home,
    stop,
    post: (body: unknown, headers: Record<string, string> = {}) =>
      fetch(`${base}/snapshots`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: bodyOf(body),
      }),
    get: (path: string, headers: Record<string, string> = {}) => fetch(base + path, { headers }),
    snapshots: async () => (await (await fetch(`${base}/snapshots`)).json()) as Record<string, unknown>[],
  };
}

function bodyOf(body: unknown): string | Uint8Array<ArrayBuffer> {
  if (body instanceof Uint8Array) return Uint8Array.from(body);
  return typeof body === 'string' ? body : JSON.stringify(body);
}

/** A post as the first ClaudeMeter's extension sends it. */
export function originalPost(over: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    org_uuid: ORG,
    browser: 'extension',
    account_email: 'you@example.com',
    fetched_at: new Date().toISOString(),
    usage: {
      five_hour: { utilization: 42.5, resets_at: null },
      seven_day: { utilization: 71, resets_at: null },
    },
    overage: null,
    subscription: null,
    errors: [],
    ...over,
  };
}
