import { createHash } from 'node:crypto';
import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { Certificates } from '../tls/issue-certificates.ts';
import { ORG_ENDPOINTS } from '../world/fault.ts';
import { scriptedFault } from '../world/fault-list.ts';
import type { RequestRecord } from '../world/request-log.ts';
import type { World } from '../world/world.ts';
import { deliver } from './deliver.ts';
import { type Delivery, planDelivery } from './delivery.ts';
import { readVisit } from './read-visit.ts';
import { matchRoute, type RouteMatch } from './routes.ts';
import type { Visit } from './visit.ts';

/** The simulated site, listening. */
export interface SiteServer {
  port: number;
}

/**
 * Serves the simulated site by TLS on loopback, HTTP/2 and HTTP/1.1. Aborting the signal closes the port
 * and every connection, also those with an answer that hangs.
 *
 * @throws when the port cannot be bound.
 */
export async function serveSite(
  world: World,
  { certificates, port, signal }: { certificates: Certificates; port: number; signal: AbortSignal },
): Promise<SiteServer> {
  const connections = new Map<number, Socket>();
  const server = createSecureServer({ key: certificates.key, cert: certificates.cert, allowHTTP1: true });

  server.on('connection', (socket: Socket) => {
    const { remotePort } = socket;
    if (remotePort === undefined) return;
    connections.set(remotePort, socket);
    socket.once('close', () => connections.delete(remotePort));
  });
  server.on('sessionError', ignoreLostReader);
  server.on('tlsClientError', ignoreLostReader);
  server.on('request', (request, response) => {
    const remotePort = request.socket.remotePort ?? -1;
    const resetConnection = () => void connections.get(remotePort)?.resetAndDestroy();
    void answer(world, { request, response, resetConnection }).catch((cause: unknown) => {
      // A handler that throws is a bug here: say so, and let the reader see a failure instead of a hang.
      process.stderr.write(
        `simulator: ${request.method} ${request.url}: ${String((cause as Error).stack)}\n`,
      );
      resetConnection();
    });
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  signal.addEventListener('abort', () => {
    server.close();
    for (const socket of connections.values()) socket.destroy();
  });
  return { port: (server.address() as AddressInfo).port };
}

interface Exchange {
  request: Http2ServerRequest;
  response: Http2ServerResponse;
  resetConnection(): void;
}

async function answer(world: World, { request, response, resetConnection }: Exchange): Promise<void> {
  const left = new AbortController();
  response.once('close', () => left.abort());
  response.on('error', ignoreLostReader);
  request.on('error', ignoreLostReader);

  const [path = '/', query = ''] = request.url.split('?', 2);
  const route = matchRoute(request.method, path);
  // Taken at arrival, as the record says when a request came and not when it was answered.
  const arrival = arrivalRecord(world, { request, path, query, route });
  const visit = await readVisit(world, request, { path, org: route.org });
  const record = world.requests.open({
    ...arrival,
    session: visit.session ? { id: visit.session.id, account: visit.session.email } : null,
  });

  const fault = findFault(world, route, visit);
  record.fault = fault?.answer.kind ?? null;
  try {
    if (fault?.delay_ms) await wait(fault.delay_ms, undefined, { signal: left.signal });
    const trueReply = () => route.handle(visit);
    const delivery = planDelivery(fault, { visit, trueReply, realNow: world.realNow() });
    noteBody(world, { delivery, route, record });
    await deliver(delivery, { response, resetConnection, record, signal: left.signal });
  } catch (cause) {
    if (!left.signal.aborted) throw cause;
  }
}

function arrivalRecord(
  world: World,
  {
    request,
    path,
    query,
    route,
  }: { request: Http2ServerRequest; path: string; query: string; route: RouteMatch },
): Omit<RequestRecord, 'id'> {
  const { rawHeaders } = request;
  return {
    time: new Date(world.realNow()).toISOString(),
    simulated_time: new Date(world.clock.now()).toISOString(),
    method: request.method,
    path,
    query,
    endpoint: route.endpoint,
    org: route.org,
    http_version: request.httpVersion,
    headers: plainHeaders(request),
    raw_headers: rawHeaders.flatMap((name, i) =>
      i % 2 === 0 ? [[name, rawHeaders[i + 1] ?? ''] as [string, string]] : [],
    ),
    session: null,
    status: null,
    bytes: 0,
    body_sha256: null,
    fault: null,
    completed: false,
  };
}

function plainHeaders({ headers }: Http2ServerRequest): Record<string, string> {
  const plain = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined || name.startsWith(':')
      ? []
      : [[name, Array.isArray(value) ? value.join(', ') : value]],
  );
  return {
    ...(headers[':authority'] !== undefined && { host: headers[':authority'] }),
    ...Object.fromEntries(plain),
  };
}

function findFault(world: World, route: RouteMatch, { session, path }: Visit) {
  if (!route.endpoint) return undefined;
  const target = {
    endpoint: route.endpoint,
    isApi: path.startsWith('/api/'),
    org: route.org,
    account: session?.email ?? null,
    session: session?.id ?? null,
  };
  return (
    world.faults.take(target) ?? scriptedFault(world.scenario.faults ?? [], world.moment().minute, target)
  );
}

/** Keeps what was served, so that a reader's copy can be compared with it to the byte. */
function noteBody(
  world: World,
  { delivery, route, record }: { delivery: Delivery; route: RouteMatch; record: RequestRecord },
): void {
  const reply = 'reply' in delivery ? delivery.reply : null;
  if (!reply) return;
  record.body_sha256 = createHash('sha256').update(reply.body).digest('hex');
  const endpoint = ORG_ENDPOINTS.find((candidate) => candidate === route.endpoint);
  if (endpoint && route.org && reply.status === 200) world.noteServed(route.org, endpoint, reply.body);
}

/** Readers that vanish are what this site is for. */
function ignoreLostReader(): void {}
