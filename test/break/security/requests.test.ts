import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ORG, originalPost } from '../../../apps/meter/test/meter.ts';
import { some } from '../budget.ts';
import { tally } from '../tally.ts';
import { rawRequest } from './raw-request.ts';
import { CANARY, request, withData } from './with-data.ts';

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
  it.each(some(climbing, 5))('%s leads to no file', async (path) => {
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
  it.each(some(smuggled, 5))('%s: at most one answer, and never a good one', async (name, bytes) => {
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
    // Held on to: what nobody holds is closed by the garbage collector.
    const answers: Response[] = [];
    for (let count = 0; count < 120; count += 1) {
      const ending = new AbortController();
      endings.push(ending);
      answers.push(await fetch(`${meter.base}/events`, { signal: ending.signal }));
    }
    expect(answers.filter(({ status }) => status === 503)).toHaveLength(20);
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
