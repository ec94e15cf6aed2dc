import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { loopbackGet } from './loopback-get.ts';

const servers: Server[] = [];
const sockets: Socket[] = [];

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) server.close();
});

async function listen(server: Server): Promise<number> {
  servers.push(server);
  server.on('connection', (socket: Socket) => sockets.push(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

const http = (answer: RequestListener) => listen(createHttpServer(answer));
const raw = (text: string) => listen(createServer((socket) => socket.end(text)));
const json = { 'content-type': 'application/json' };

describe('loopbackGet', () => {
  it('brings the body as the very bytes that were sent', async () => {
    const body = Buffer.from('[{"u":42.0,"email":"ä@x","n":12345678901234567890}]\n');
    const port = await http((request, response) => {
      response.writeHead(200, { ...json, 'content-length': body.length });
      response.end(request.url === '/snapshots' ? body : 'wrong path');
    });
    const answer = await loopbackGet(port, '/snapshots');
    expect(answer.ok && answer.body.equals(body)).toBe(true);
  });

  it('puts a large body together from its pieces', async () => {
    const body = JSON.stringify(Array.from({ length: 40_000 }, (_, index) => `row ${index}`));
    const port = await http((_request, response) => response.writeHead(200, json).end(body));
    const answer = await loopbackGet(port, '/snapshots');
    expect(answer.ok && answer.body.toString()).toBe(body);
  });

  it('sends a Host that the bridge admits', async () => {
    let host: string | undefined;
    const port = await http((request, response) => {
      host = request.headers.host;
      response.writeHead(200, json).end('[]');
    });
    await loopbackGet(port, '/snapshots');
    expect(host).toBe(`127.0.0.1:${port}`);
  });

  it('says that no meter runs when nothing listens', async () => {
    const port = await http(() => undefined);
    await new Promise((resolve) => servers.pop()?.close(resolve));
    expect(await loopbackGet(port, '/snapshots')).toMatchObject({ ok: false, kind: 'not_running' });
  });

  const strangers: [who: string, start: () => Promise<number>, complaint: string][] = [
    [
      'a web page',
      () => http((_q, r) => r.writeHead(200, { 'content-type': 'text/html' }).end('<p>')),
      'no JSON',
    ],
    ['an older meter', () => http((_q, r) => r.writeHead(404, json).end('not found')), '404 "not found"'],
    ['a refusal', () => http((_q, r) => r.writeHead(403, json).end('{"error":"x"}')), '403'],
    ['broken JSON', () => http((_q, r) => r.writeHead(200, json).end('[{')), 'no JSON'],
    ['another protocol', () => raw('220 mail.example ESMTP\r\n\r\n'), 'no HTTP'],
    ['silence and the end', () => raw(''), 'no HTTP'],
    [
      'an answer that breaks off',
      () => raw('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n[]'),
      'broke off',
    ],
  ];
  it.each(strangers)('tells %s from a meter', async (_who, start, complaint) => {
    const answer = await loopbackGet(await start(), '/snapshots');
    expect(answer).toMatchObject({ ok: false, kind: 'not_a_meter' });
    expect(!answer.ok && answer.error).toContain(complaint);
  });

  it('does not wait for a program that takes the connection and keeps silent', async () => {
    const port = await listen(createServer());
    expect(await loopbackGet(port, '/snapshots')).toMatchObject({ ok: false, kind: 'not_running' });
  });
});
