import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { World } from '../world/world.ts';
import { CONTROL_ROUTES, type ControlReply } from './control-routes.ts';

const BODY_BYTES = 64 * 1_048_576;

/**
 * The plain-HTTP control endpoint on loopback. Aborting the signal closes it with every connection.
 *
 * @throws when the port cannot be bound.
 */
export async function serveControl(
  world: World,
  { port, signal }: { port: number; signal: AbortSignal },
): Promise<{ port: number }> {
  const server = createServer((request, response) => {
    void answer(world, request).then(
      (reply) => send(response, reply),
      (cause: unknown) => {
        process.stderr.write(`simulator: control ${request.method} ${request.url}: ${String(cause)}\n`);
        send(response, {
          status: 500,
          json: { error: 'The simulator failed at this; its stderr says how.' },
        });
      },
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  signal.addEventListener('abort', () => {
    server.close();
    server.closeAllConnections();
  });
  return { port: (server.address() as AddressInfo).port };
}

async function answer(world: World, request: IncomingMessage): Promise<ControlReply> {
  if (!isLocalProgram(request)) {
    return {
      status: 403,
      json: { error: 'The control endpoint is for programs on this machine, not for web pages.' },
    };
  }
  const { pathname, searchParams: query } = new URL(request.url ?? '/', 'http://control');
  const given = pathname.split('/');
  const samePath = CONTROL_ROUTES.filter(({ path }) => matchPath(path.split('/'), given));
  const route = samePath.find(({ method }) => method === request.method);
  if (!route) return samePath.length > 0 ? wrongMethod(samePath) : unknownPath(pathname);

  const body = await readBody(request);
  if (!body) return { status: 413, json: { error: `The body is over ${BODY_BYTES} bytes.` } };
  const pattern = route.path.split('/');
  const segments = given.filter((_, i) => pattern[i] === '*').map(decodeSegment);
  return route.handle({ world, segments, query, body });
}

function wrongMethod(routes: typeof CONTROL_ROUTES): ControlReply {
  return { status: 405, json: { error: `Use ${routes.map(({ method }) => method).join(' or ')} here.` } };
}

function unknownPath(path: string): ControlReply {
  const known = [...new Set(CONTROL_ROUTES.map((route) => route.path))].join(', ');
  return { status: 404, json: { error: `There is nothing at ${JSON.stringify(path)}; there is ${known}.` } };
}

/** Keys and cookies can be had here, so a page that found the port must not get in: browsers send these. */
function isLocalProgram({ headers }: IncomingMessage): boolean {
  const isLoopback = /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(headers.host ?? '');
  return isLoopback && headers.origin === undefined && headers['sec-fetch-site'] === undefined;
}

function matchPath(pattern: readonly string[], given: readonly string[]): boolean {
  return (
    pattern.length === given.length && pattern.every((segment, i) => segment === '*' || segment === given[i])
  );
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > BODY_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function send(response: ServerResponse, reply: ControlReply): void {
  const body = 'bytes' in reply ? reply.bytes : `${JSON.stringify(reply.json)}\n`;
  response.writeHead(reply.status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(body);
}
