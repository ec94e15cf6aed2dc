import type { IncomingMessage, ServerResponse } from 'node:http';
import { MAX_POST_BYTES, type PostAnswer, type Posted, parsePost, ROUTES } from '@claude-meter/wire';
import type { HttpBindings } from '@hono/node-server';
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { OwnSources } from '../collect/own-sources.ts';
import type { Ingest } from '../ingest.ts';
import type { Publisher } from '../published.ts';
import type { TimelineEvent } from '../store/store.ts';
import { admit, type Knock, type PeerUser } from './admit.ts';
import { type ApiParts, mountApi } from './api/mount-api.ts';
import { eventStream, MAX_STREAMS } from './events.ts';
import { hostOf } from './host-of.ts';
import type { LineRoutes } from './line.ts';

export type Incoming = HttpBindings['incoming'];

/** What the bridge asks about the connection behind a request. */
export interface Peers {
  user(incoming: Incoming): PeerUser;
  /** Whether the request came by the socket in the state folder, where no browser can be. */
  isLocal(incoming: Incoming): boolean;
  /** The browser behind the request by process, else by headers; null when it is none. */
  browser(incoming: Incoming): Promise<string | null>;
}

export interface BridgeParts {
  ingest: Ingest;
  publisher: Publisher;
  peers: Peers;
  clock: () => number;
  /** The port the server is bound to, known once it listens. */
  port: () => number;
  health: () => object;
  /** What the meter collects itself; null when it is switched off. */
  collector: Pick<OwnSources, 'refresh' | 'status'> | null;
  timeline: () => readonly TimelineEvent[];
  line: LineRoutes;
  /** Answers `GET /metrics`. */
  metrics: (c: Context) => Response;
  /** Told of each answered request. */
  count: (route: string, status: number) => void;
  /** What the dashboard asks. */
  api: ApiParts;
  /** Ends the open event streams. */
  signal: AbortSignal;
}

const PATHS: ReadonlySet<string> = new Set(Object.values(ROUTES));

/** The route of a path as it is written down; everything unknown is one. */
function routeOf(path: string): string {
  if (PATHS.has(path)) return path;
  return /^\/snapshots\/[^/]+\/usage$/.test(path) ? ROUTES.usage : 'other';
}

type Env = { Bindings: HttpBindings };

/** The bridge: every route of it stands here. */
export function createBridge(parts: BridgeParts): Hono<Env> {
  const app = new Hono<Env>();
  app.use(async (c, next) => {
    await next();
    parts.count(routeOf(c.req.path), c.res.status);
  });
  app.use(admission(parts));
  app.options('*', (c) => c.body(null, 204));
  app.post(ROUTES.snapshots, limitBody, (c) => takePost(c, parts));
  app.get(ROUTES.snapshots, (c) => json(c, parts.publisher.current().text));
  app.get(ROUTES.usage, (c) => serveUsage(c, parts));
  app.get(ROUTES.events, streamEvents(parts));
  app.get(ROUTES.health, (c) => c.json(parts.health()));
  app.get(ROUTES.line, parts.line.get);
  app.post(ROUTES.line, limitBody, parts.line.post);
  app.get(ROUTES.metrics, parts.metrics);
  app.get(ROUTES.timeline, (c) => c.json(parts.timeline()));
  app.get(ROUTES.sources, (c) => c.json(parts.collector?.status() ?? null));
  app.post(ROUTES.refresh, (c) => refresh(c, parts));
  mountApi(app, parts.api);
  app.notFound((c) =>
    fail(c, 404, `There is no ${c.req.method} ${c.req.path} here. See ${ROUTES.snapshots}.`),
  );
  app.onError((error, c) => {
    return fail(c, 500, `The meter could not do this: ${error.message}`);
  });
  return app;
}

/**
 * Answers `GET /snapshots`, the request that prompts and scripts send all day, straight from the printed bytes; leaves
 * every other request to the routes. Who may come in is decided by the same rules.
 */
export function answerSnapshots(
  parts: BridgeParts,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): boolean {
  if (incoming.method !== 'GET' || incoming.url !== ROUTES.snapshots) return false;
  if (!admit(knockOf(incoming, parts.peers), parts.port()).ok) return false;
  const { bytes } = parts.publisher.current();
  outgoing.writeHead(200, [...SAFE_JSON, 'Content-Length', String(bytes.length)]);
  outgoing.end(bytes);
  parts.count(ROUTES.snapshots, 200);
  return true;
}

const SAFE_HEADERS = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** As the names and values that they are: Node writes such a list without looking at it as a table first. */
const SAFE_JSON = [...Object.entries(SAFE_HEADERS).flat(), 'Content-Type', 'application/json'];

function knockOf(incoming: Incoming, peers: Peers): Knock {
  const { headers } = incoming;
  return {
    method: incoming.method ?? '',
    path: (incoming.url ?? '').split('?')[0] ?? '',
    peer: peers.user(incoming),
    host: hostOf(incoming),
    local: peers.isLocal(incoming),
    origin: headers.origin,
    secFetchSite: headers['sec-fetch-site'] as string | undefined,
    contentType: headers['content-type'],
  };
}

function admission({ peers, port }: BridgeParts): MiddlewareHandler<Env> {
  return async (c, next) => {
    const admitted = admit(knockOf(c.env.incoming, peers), port());
    if (!admitted.ok) return fail(c, admitted.status, admitted.error);
    // Set before the answer is made: changing a made answer costs four times as much as making it.
    for (const [name, value] of Object.entries(SAFE_HEADERS)) c.header(name, value);
    if (admitted.cors !== null) grantPosting(c, admitted.cors);
    return next();
  };
}

/** Lets a poster send JSON and read the answer to its own post; nothing more. */
function grantPosting(c: Context<Env>, origin: string): void {
  c.header('Access-Control-Allow-Origin', origin);
  c.header('Access-Control-Allow-Methods', 'POST, OPTIONS');
  c.header('Access-Control-Allow-Headers', 'Content-Type');
  c.header('Access-Control-Allow-Private-Network', 'true');
  c.header('Vary', 'Origin');
}

const limitBody = bodyLimit({
  maxSize: MAX_POST_BYTES,
  onError: (c) => {
    // The rest of a body that is not read spoils the connection for what the client would send next.
    c.header('Connection', 'close');
    return fail(c, 413, `The body is larger than ${MAX_POST_BYTES} bytes. Post fewer snapshots at once.`);
  },
});

async function takePost(c: Context<Env>, { ingest, peers, clock }: BridgeParts): Promise<Response> {
  // Asked first: the socket's owner can only be told while the socket lives.
  const browser = peers.browser(c.env.incoming);
  const text = decode(await c.req.arrayBuffer());
  if (text === null) return fail(c, 400, 'The body is not UTF-8.');
  const post = parsePost(text, clock());
  if (!post.ok) return fail(c, 400, post.error);
  const { posted, refused } = post;
  if (posted.length === 0 && refused.length > 0) {
    return c.json(
      { error: `No snapshot of ${refused.length} could be used: ${refused[0]?.error}`, refused },
      400,
    );
  }
  ingest.accept(withBrowser(posted, await browser));
  const answer: PostAnswer = { ok: true, accepted: posted.length, refused };
  return c.json(answer);
}

async function refresh(c: Context<Env>, { collector, publisher }: BridgeParts): Promise<Response> {
  if (collector === null)
    return fail(c, 404, 'The own fetch path is switched off (CLAUDE_METER_OWN_FETCH=off).');
  await collector.refresh();
  return json(c, publisher.current().text);
}

function withBrowser(posted: Posted[], browser: string | null): Posted[] {
  if (browser === null) return posted;
  return posted.map((one) => ({ ...one, session: { ...one.session, browser } }));
}

/** Sources whose body is claude.ai's own, to the byte. */
const FROM_CLAUDE_AI: ReadonlySet<string> = new Set(['extension', 'cookies']);

function serveUsage(c: Context<Env>, { publisher }: BridgeParts): Response {
  const org = c.req.param('org_uuid')?.toLowerCase();
  const known = publisher
    .current()
    .snapshots.filter((one) => one.org_uuid === org && one.usage !== null && FROM_CLAUDE_AI.has(one.source));
  const newest = known.reduce<(typeof known)[number] | undefined>(
    (best, one) =>
      best === undefined || Date.parse(one.fetched_at) > Date.parse(best.fetched_at) ? one : best,
    undefined,
  );
  if (newest?.usage == null) {
    return fail(
      c,
      404,
      `No usage body of ${JSON.stringify(org)} is known. GET ${ROUTES.snapshots} lists the orgs.`,
    );
  }
  const etag = `"${newest.provenance?.sha256}"`;
  if (c.req.header('if-none-match') === etag) return c.body(null, 304, { ETag: etag });
  return c.body(newest.usage, 200, { 'Content-Type': 'application/json', ETag: etag });
}

function streamEvents({ publisher, signal }: BridgeParts) {
  let open = 0;
  return (c: Context<Env>): Response => {
    if (open >= MAX_STREAMS) return fail(c, 503, `${MAX_STREAMS} event streams are open already. Close one.`);
    open += 1;
    const gone = new AbortController();
    // Comes once whatever became of the answer; a HEAD is done without reading any of the stream.
    c.env.outgoing.once('close', () => {
      open -= 1;
      gone.abort();
    });
    const stream = eventStream(publisher, {
      lastEventId: c.req.header('last-event-id') ?? null,
      signal: AbortSignal.any([signal, gone.signal]),
    });
    return c.body(stream, 200, { 'Content-Type': 'text/event-stream; charset=utf-8' });
  };
}

function decode(bytes: ArrayBuffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function json(c: Context<Env>, text: string): Response {
  return c.body(text, 200, { 'Content-Type': 'application/json' });
}

function fail(c: Context, status: 400 | 403 | 404 | 413 | 415 | 500 | 503, error: string): Response {
  return c.json({ error }, status);
}
