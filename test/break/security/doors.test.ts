import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ORG, originalPost, startMeter } from '../../../apps/meter/test/meter.ts';
import { tally } from '../tally.ts';
import { rawRequest } from './raw-request.ts';

const CANARY = 'canary@example.com';

async function withData() {
  const meter = await startMeter();
  expect((await meter.post([originalPost({ account_email: CANARY })])).status).toBe(200);
  return meter;
}

const request = (lines: readonly string[], body = '') => `${lines.join('\r\n')}\r\n\r\n${body}`;

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
  it.each(paths)('reads nothing of %s, whatever it calls itself', async (path) => {
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
  it.each(origins)('cannot post, ask for a refresh or switch anything from %j', async (origin) => {
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

describe('paths', () => {
  const climbing = [
    ...[
      '/../../../../etc/passwd',
      '/..%2f..%2f..%2fetc%2fpasswd',
      '/%2e%2e/%2e%2e/etc/passwd',
      '/assets/../../package.json',
    ],
    ...[
      '/assets/..%5c..%5cpackage.json',
      '/assets/%00',
      '/assets/....//....//etc/passwd',
      '//etc/passwd',
      '/file:///etc/passwd',
    ],
    ...[
      '/snapshots/../../etc/passwd/usage',
      `/snapshots/${ORG}%00/usage`,
      '/snapshots/%E0%A4%A/usage',
      '/%',
      '/%zz',
      '/a?b=%E0%A4%A',
    ],
    ...[
      '/history.db',
      '/../history.db',
      '/assets/../../../home/history.db',
      '/api/../history.db',
      '/.git/config',
      '/src/main.ts',
    ],
  ];
  it.each(climbing)('%s leads to no file', async (path) => {
    const meter = await withData();
    const answer = await rawRequest(
      meter.port,
      request([`GET ${path} HTTP/1.1`, `Host: 127.0.0.1:${meter.port}`, 'Connection: close']),
    );
    expect([400, 404]).toContain(answer.status);
    expect(answer.text).not.toMatch(/root:|SQLite format|"workspaces"|\[core\]/);
    expect(answer.text).not.toContain(CANARY);
  });
});

describe('requests within requests', () => {
  const post = (headers: readonly string[], body: string) =>
    [
      'POST /snapshots HTTP/1.1',
      'Host: 127.0.0.1:PORT',
      'Content-Type: application/json',
      ...headers,
      '',
      body,
    ].join('\r\n');
  const hidden = 'GET /snapshots HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n\r\n';
  const smuggled: [string, string][] = [
    ['two lengths', post(['Content-Length: 2', 'Content-Length: 40'], `[]${hidden}`)],
    ['two lengths in one', post(['Content-Length: 2, 40'], `[]${hidden}`)],
    ['a length and chunks', post(['Content-Length: 2', 'Transfer-Encoding: chunked'], `0\r\n\r\n${hidden}`)],
    ['chunks under another name', post(['Transfer-Encoding: xchunked'], `0\r\n\r\n${hidden}`)],
    [
      'chunks twice',
      post(['Transfer-Encoding: chunked', 'Transfer-Encoding: identity'], `0\r\n\r\n${hidden}`),
    ],
    ['a blank before the colon', post(['Content-Length : 2'], `[]${hidden}`)],
    ['a folded header', post(['X-A: b', ' c: d', 'Content-Length: 2'], `[]${hidden}`)],
    ['a negative length', post(['Content-Length: -2'], `[]${hidden}`)],
    ['a length in another base', post(['Content-Length: 0x2'], `[]${hidden}`)],
    [
      'a chunk size that overflows',
      post(['Transfer-Encoding: chunked'], `ffffffffffffffff1\r\n[]\r\n0\r\n\r\n${hidden}`),
    ],
    [
      'a chunk extension of 100 KB',
      post(['Transfer-Encoding: chunked'], `2;${'x'.repeat(100_000)}\r\n[]\r\n0\r\n\r\n${hidden}`),
    ],
    ['a bare line feed', post(['X-A: b\nContent-Length: 2'], `[]${hidden}`)],
    ['a NUL in a header', post(['X-A: b\0c', 'Content-Length: 2'], `[]${hidden}`)],
    ['headers of 64 KB', post([`X-A: ${'x'.repeat(65_536)}`, 'Content-Length: 2'], '[]')],
    [
      '5 000 headers',
      post([...Array.from({ length: 5_000 }, (_, n) => `X-${n}: y`), 'Content-Length: 2'], '[]'),
    ],
    ['an upgrade', post(['Connection: Upgrade', 'Upgrade: websocket', 'Content-Length: 2'], '[]')],
    ['HTTP/2 by prior knowledge', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['a TLS hello', '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003'],
    ['a method of its own', request(['SMUGGLE /snapshots HTTP/1.1', 'Host: 127.0.0.1:PORT'])],
    ['CONNECT', request(['CONNECT 127.0.0.1:22 HTTP/1.1', 'Host: 127.0.0.1:PORT'])],
    ['TRACE', request(['TRACE /snapshots HTTP/1.1', 'Host: 127.0.0.1:PORT', 'Cookie: a=b'])],
  ];
  it.each(smuggled)('%s: at most one answer, and never a good one', async (name, bytes) => {
    const meter = await withData();
    const sent = Buffer.from(bytes.replaceAll('PORT', String(meter.port)), 'latin1');
    const answer = await rawRequest(meter.port, sent);
    expect(answer.answers).toBeLessThanOrEqual(name === 'an upgrade' ? 2 : 1);
    if (name !== 'an upgrade') expect(answer.status === null || answer.status >= 400).toBe(true);
    expect(answer.text).not.toContain(CANARY);
    expect((await meter.get('/healthz')).status).toBe(200);
  });
});

describe('event streams', () => {
  it('are at most a hundred, and each that ends makes room, however it was asked for', async () => {
    const meter = await withData();
    for (let turn = 0; turn < 130; turn += 1) {
      const answer = await fetch(`${meter.base}/events`, { method: 'HEAD' });
      expect(answer.status).toBe(200);
    }
    for (let turn = 0; turn < 130; turn += 1) {
      const ending = new AbortController();
      const answer = await fetch(`${meter.base}/events`, { signal: ending.signal });
      expect(answer.status).toBe(200);
      ending.abort();
      await sleep(5);
    }
    const endings: AbortController[] = [];
    const statuses: number[] = [];
    for (let count = 0; count < 120; count += 1) {
      const ending = new AbortController();
      endings.push(ending);
      statuses.push((await fetch(`${meter.base}/events`, { signal: ending.signal })).status);
    }
    expect(statuses.filter((status) => status === 503)).toHaveLength(20);
    // The rest of the bridge is not touched by it.
    expect((await meter.post([originalPost()])).status).toBe(200);
    for (const ending of endings) ending.abort();
    await expect
      .poll(async () => {
        const ending = new AbortController();
        const { status } = await fetch(`${meter.base}/events`, { signal: ending.signal });
        ending.abort();
        return status;
      })
      .toBe(200);
    tally('event streams', { opened: 130 + 130 + 120, refused: 20, leaked: 0 });
  });
});
