import { describe, expect, it } from 'vitest';
import { originalPost } from '../../../apps/meter/test/meter.ts';
import { some } from '../budget.ts';
import { rawRequest } from './raw-request.ts';
import { CANARY, request, withData } from './with-data.ts';

describe('a page that was rebound to this address', () => {
  const paths = [
    '/snapshots',
    '/events',
    '/healthz',
    '/metrics',
    '/line',
    '/api/series',
    '/api/export?format=json',
    '/',
    '/api/settings',
  ];
  it.each(some(paths, 2))('reads nothing of %s, whatever it calls itself', async (path) => {
    const meter = await withData();
    const { port } = meter;
    const hosts = [
      ...[
        'evil.example',
        `evil.example:${port}`,
        `127.0.0.1.evil.example:${port}`,
        `localhost.evil.example:${port}`,
      ],
      ...[
        `127.0.0.1:${port}@evil.example`,
        `evil.example#127.0.0.1:${port}`,
        '127.0.0.1',
        'localhost',
        '[::1]',
      ],
      ...[
        `0.0.0.0:${port}`,
        `127.0.0.2:${port}`,
        `127.1:${port}`,
        `2130706433:${port}`,
        `[::ffff:127.0.0.1]:${port}`,
      ],
      ...[
        `127.0.0.1:${port + 1}`,
        `127.0.0.1:${port} `,
        `127.0.0.1:${port}, evil.example`,
        `localhost.:${port}`,
        '',
      ],
    ];
    for (const host of hosts) {
      const answer = await rawRequest(
        port,
        request([`GET ${path} HTTP/1.1`, `Host: ${host}`, 'Connection: close']),
      );
      const isOwn = host.trim() === `127.0.0.1:${port}`;
      // What is no host at all is refused before anybody is asked.
      if (!isOwn) expect([400, 403], host).toContain(answer.status);
      if (!isOwn) expect(answer.text).not.toContain(CANARY);
    }
    const twice = [`Host: 127.0.0.1:${port}`, 'Host: evil.example'];
    for (const both of [twice, [...twice].reverse()]) {
      const answer = await rawRequest(port, request([`GET ${path} HTTP/1.1`, ...both, 'Connection: close']));
      expect([400, 403]).toContain(answer.status);
      expect(answer.text).not.toContain(CANARY);
    }
    const absolute = request([
      `GET http://evil.example${path} HTTP/1.1`,
      'Host: evil.example',
      'Connection: close',
    ]);
    expect((await rawRequest(port, absolute)).text).not.toContain(CANARY);
    const bare = await rawRequest(port, request([`GET ${path} HTTP/1.0`, 'Connection: close']));
    expect([400, 403]).toContain(bare.status);
  });
});

describe('a page of another site', () => {
  const origins = [
    ...[
      'https://evil.example',
      'null',
      'http://127.0.0.1',
      'http://localhost:3000',
      'https://claude.ai.evil.example',
    ],
    ...[
      'https://claude.ai@evil.example',
      'http://claude.ai',
      'https://sub.claude.ai',
      'file://',
      'chrome-extension://',
    ],
    ...['chrome-extension://a/../b c', 'moz-extension://a\u00e9', 'devtools://devtools', ''],
  ];
  it.each(some(origins, 3))('cannot post, ask for a refresh or switch anything from %j', async (origin) => {
    const meter = await withData();
    const before = await (await meter.get('/snapshots')).text();
    for (const path of ['/snapshots', '/api/refresh', '/api/settings', '/api/import', '/line']) {
      for (const type of [
        'application/json',
        'text/plain',
        'application/x-www-form-urlencoded',
        'multipart/form-data; boundary=x',
      ]) {
        const body = JSON.stringify([originalPost({ account_email: 'evil@example.com' })]);
        const head = [`POST ${path} HTTP/1.1`, `Host: 127.0.0.1:${meter.port}`, `Origin: ${origin}`];
        const sent = request(
          [...head, `Content-Type: ${type}`, `Content-Length: ${body.length}`, 'Connection: close'],
          body,
        );
        expect([path, type, (await rawRequest(meter.port, sent)).status]).toEqual([path, type, 403]);
      }
    }
    expect(await (await meter.get('/snapshots')).text()).toBe(before);
  });

  it('cannot read without an Origin either: the browser says where it comes from', async () => {
    const meter = await withData();
    for (const site of ['cross-site', 'same-site']) {
      for (const path of ['/snapshots', '/events', '/api/export?format=json', '/']) {
        const answer = await rawRequest(
          meter.port,
          request([
            `GET ${path} HTTP/1.1`,
            `Host: 127.0.0.1:${meter.port}`,
            `Sec-Fetch-Site: ${site}`,
            'Connection: close',
          ]),
        );
        expect([path, answer.status]).toEqual([path, 403]);
      }
    }
  });

  it('gets no grant with any answer to a read', async () => {
    const meter = await withData();
    for (const origin of ['https://claude.ai', `chrome-extension://${'a'.repeat(32)}`]) {
      for (const method of ['GET', 'HEAD', 'OPTIONS']) {
        const answer = await fetch(`${meter.base}/api/series`, { method, headers: { origin } });
        expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([403, null]);
      }
    }
  });
});
