import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Snapshot } from '@claude-meter/core';
import { printSnapshots } from '@claude-meter/wire';
import { onTestFinished } from 'vitest';
import { plainSnapshot } from '../../../packages/core/test/plain-snapshot.ts';
import type { Io, Stream } from '../src/cli/io.ts';
import { verify } from '../src/cli/verify.ts';
import type { Settings } from '../src/settings.ts';
import { sha256 } from '../src/verify/ask-bridge.ts';
import { LAST_VERIFY_NAME, type LastVerify } from '../src/verify/last-verify.ts';
import type { VerifyReport } from '../src/verify/report.ts';

export const ORG = 'd03d2d69-0000-4000-8000-000000000001';
export const OTHER_ORG = 'd03d2d69-0000-4000-8000-000000000002';
export const NOW = Date.parse('2026-11-22T10:00:30Z');
/** Stands in every cookie that a test hands out: it must come out nowhere. */
export const CANARY = 'sk-ant-sid01-canary-4711';

export const BODY =
  '{"five_hour":{"utilization":42.0,"resets_at":"2026-11-22T12:00:00.910731+00:00"},"seven_day":{"utilization":85.70003930000001,"resets_at":null}}';

export interface Ran {
  exit: number;
  stdout: string;
  stderr: string;
  /** The first record of `--json`. */
  report: () => VerifyReport;
  lastLine: string;
  kept: () => LastVerify | null;
}

/** A folder for the files of one test, gone afterwards. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'claude-meter-verify-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function fileOf(text: string | Uint8Array, name = 'step-1'): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, text);
  return path;
}

/** Runs the command in this process, at `NOW`, with everything it prints kept. */
export async function runVerify(
  values: Record<string, string | boolean>,
  over: {
    port?: number;
    stdin?: string;
    now?: () => number;
    stop?: AbortSignal;
    columns?: number;
    onOutput?: (text: string) => void;
  } = {},
): Promise<Ran> {
  const home = join(temporaryFolder(), 'home');
  const settings: Settings = {
    home,
    port: over.port ?? 1,
    upstream: null,
    freshnessMs: 120_000,
    pollMs: 60_000,
    ownFetch: false,
    transcripts: false,
    desktop: false,
  };
  const [stdout, stderr] = [recorder(over, over.columns), recorder(over)];
  const io: Io = {
    env: {},
    stdout,
    stderr,
    get stdin() {
      return [Buffer.from(over.stdin ?? '')] as unknown as NodeJS.ReadStream;
    },
    now: over.now ?? (() => NOW),
    timeZone: 'UTC',
    stopped: () => over.stop ?? new AbortController().signal,
    readerGone: new AbortController().signal,
  };
  const exit = await verify.run(io, settings, values);
  const lines = stdout.text().trimEnd().split('\n');
  return {
    exit,
    stdout: stdout.text(),
    stderr: stderr.text(),
    lastLine: lines.at(-1) ?? '',
    report: () => JSON.parse(lines[0] ?? ''),
    kept: () => {
      try {
        return JSON.parse(readFileSync(join(home, LAST_VERIFY_NAME), 'utf8'));
      } catch {
        return null;
      }
    },
  };
}

function recorder(
  { onOutput }: { onOutput?: (text: string) => void },
  columns?: number,
): Stream & { text: () => string } {
  const chunks: string[] = [];
  return {
    write: (data) => {
      chunks.push(String(data));
      onOutput?.(String(data));
    },
    isTerminal: columns !== undefined,
    colours: false,
    size: () => ({ columns: columns ?? 80, rows: 24 }),
    onResize: () => undefined,
    text: () => chunks.join(''),
  };
}

/** An HTTP server on a free port, closed after the test. */
export function serve(listener: RequestListener): Promise<number> {
  return listen(createHttpServer(listener));
}

/** Something that is no web server: it says `words` and closes, or keeps silent without them. */
export function serveTcp(words: string | null): Promise<number> {
  return listen(
    createTcpServer((socket) => {
      socket.on('error', () => undefined);
      if (words !== null) socket.end(words);
    }),
  );
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

/** A bridge that serves these snapshots, as a meter prints them. */
export function serveSnapshots(...snapshots: Snapshot[]): Promise<number> {
  return serve((request, response) => {
    const org = /^\/snapshots\/([^/]+)\/usage$/.exec(request.url ?? '')?.[1];
    const body = snapshots.find((one) => one.org_uuid === org)?.usage;
    response.setHeader('content-type', 'application/json');
    if (request.url === '/snapshots') response.end(printSnapshots(snapshots));
    else if (body != null) response.end(body);
    else response.writeHead(404).end('{}');
  });
}

export function snapshot(over: Partial<Snapshot> = {}): Snapshot {
  const usage = over.usage === undefined ? BODY : over.usage;
  return plainSnapshot('2026-11-22T10:00:10.000Z', {
    org_uuid: ORG,
    usage,
    provenance: usage === null ? null : { endpoint: null, status: 200, sha256: sha256(usage) },
    ...over,
  });
}

interface Recorded {
  org?: string;
  at?: string;
  status?: number;
  cookie?: string | null;
  referer?: string | null;
  answer?: [name: string, value: string][];
  body?: string | null;
}

/** An export of DevTools with these usage requests, and the page's request for the account when `email` is given. */
export function harOf(requests: readonly Recorded[], email: string | null = null): string {
  const entries = requests.map((made) => {
    const { cookie = `sessionKey=${CANARY}`, referer = 'https://claude.ai/settings/usage' } = made;
    return entry(`/api/organizations/${made.org ?? ORG}/usage`, { ...made, cookie, referer });
  });
  const account =
    email === null ? [] : [entry('/api/account', { body: JSON.stringify({ email_address: email }) })];
  return JSON.stringify({
    log: { version: '1.2', creator: { name: 'WebInspector' }, entries: [...account, ...entries] },
  });
}

function entry(path: string, made: Recorded) {
  const sent = Object.entries({ Cookie: made.cookie, Referer: made.referer, Accept: '*/*' });
  const { body = BODY } = made;
  return {
    startedDateTime: made.at ?? '2026-11-22T10:00:29.500Z',
    time: 400,
    request: {
      method: 'GET',
      url: `https://claude.ai${path}`,
      headers: sent.flatMap(([name, value]) => (value == null ? [] : [{ name, value }])),
      cookies: made.cookie == null ? [] : [{ name: 'sessionKey', value: CANARY }],
    },
    response: {
      status: made.status ?? 200,
      headers: (made.answer ?? []).map(([name, value]) => ({ name, value })),
      content:
        body === null ? { size: 100, mimeType: 'application/json' } : { size: body.length, text: body },
    },
  };
}
