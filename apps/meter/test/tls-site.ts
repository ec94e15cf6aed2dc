import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import {
  type AddressInfo,
  createServer as createTcpServer,
  type Socket,
  type Server as TcpServer,
} from 'node:net';
import { onTestFinished } from 'vitest';
import { type Certificates, issueCertificates } from '../../simulator/src/tls/issue-certificates.ts';

export interface Seen {
  method: string;
  url: string;
  /** Name and value in turn, as sent. */
  rawHeaders: string[];
}

export interface TlsSite {
  origin: string;
  ca: string;
  /** What was asked, oldest first. */
  seen: Seen[];
  /** TCP connections so far. */
  connections: () => number;
  server: Server;
}

/** A real TLS server on loopback, gone after the test. Its authority has yet to be trusted. */
export async function startTlsSite(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  certificates?: Certificates,
): Promise<TlsSite> {
  const { ca, cert, key } = certificates ?? (await issueCertificates(Date.now()));
  const seen: Seen[] = [];
  let connections = 0;
  const server = createServer({ cert, key }, (request, response) => {
    seen.push({ method: request.method ?? '', url: request.url ?? '', rawHeaders: request.rawHeaders });
    answer(request, response);
  });
  server.on('connection', () => {
    connections += 1;
  });
  const port = await listen(server);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { origin: `https://127.0.0.1:${port}`, ca, seen, connections: () => connections, server };
}

/** A TCP server on loopback that speaks no TLS; gone after the test. */
export async function startTcpSite(onConnection: (socket: Socket) => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    onConnection(socket);
  });
  const port = await listen(server);
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `https://127.0.0.1:${port}`;
}

async function listen(server: TcpServer): Promise<number> {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', () => resolve()));
  return (server.address() as AddressInfo).port;
}
