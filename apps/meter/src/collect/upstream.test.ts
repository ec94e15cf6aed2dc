import { createHash } from 'node:crypto';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { SETTINGS_URL } from '@claude-meter/sources';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type Certificates, issueCertificates } from '../../../simulator/src/tls/issue-certificates.ts';
import { startTcpSite, startTlsSite } from '../../test/tls-site.ts';
import type { TimeLimits } from './https-get.ts';
import { createFetcher } from './upstream.ts';

const COOKIES = 'sessionKey=sk-ant-sid01-CANARY; lastActiveOrg=x';
const SHORT: TimeLimits = { connectMs: 150, wholeMs: 400 };

let trusted: Certificates;

beforeAll(async () => {
  trusted = await issueCertificates(Date.now());
  setDefaultCACertificates([...getCACertificates('bundled'), trusted.ca]);
});

afterAll(() => setDefaultCACertificates(getCACertificates('bundled')));

function fetcherTo(upstream: string | null, limits?: TimeLimits) {
  const ending = new AbortController();
  onTestFinished(() => ending.abort());
  const fetcher = createFetcher({
    upstream,
    signal: ending.signal,
    ...(limits === undefined ? {} : { limits }),
  });
  return { fetcher, ending };
}

/** Asks once, and answers with the body or the sentence why there is none. */
async function ask(upstream: string | null, limits = SHORT): Promise<string> {
  const got = await fetcherTo(upstream, limits).fetcher('/api/account', COOKIES);
  return 'failed' in got ? got.failed : `${got.status} ${got.text}`;
}

const answering = (body: string | Buffer, headers: Record<string, string> = {}) =>
  startTlsSite((_request, response) => void response.writeHead(200, headers).end(body), trusted);

describe('what is sent', () => {
  it('is a GET with the three headers of the settings page, Host and Connection, nothing else', async () => {
    const site = await answering('{}');
    await ask(site.origin);
    const host = new URL(site.origin).host;
    expect(site.seen).toEqual([
      {
        method: 'GET',
        url: '/api/account',
        rawHeaders: [
          ...['Cookie', COOKIES],
          ...['Referer', SETTINGS_URL],
          ...['Accept', '*/*'],
          ...['Host', host],
          ...['Connection', 'keep-alive'],
        ],
      },
    ]);
  });

  it('goes over one connection for all requests of a poll', async () => {
    const site = await answering('{}');
    const { fetcher } = fetcherTo(site.origin);
    for (const path of ['/a', '/b', '/c']) await fetcher(path, COOKIES);
    expect(site.seen.map(({ url }) => url)).toEqual(['/a', '/b', '/c']);
    expect(site.connections()).toBe(1);
  });

  it.each(['//127.0.0.1:1/api', 'https://elsewhere.invalid/api'])(
    'goes to no other origin, whatever the path says: %s',
    async (path) => {
      const site = await answering('{}');
      const got = await fetcherTo(site.origin).fetcher(path, COOKIES);
      expect(got).toEqual({ failed: expect.stringContaining('is no path of') });
      expect(site.seen).toEqual([]);
    },
  );
});

describe('what comes back', () => {
  it.each([
    ['numbers as served', Buffer.from('{"five_hour":{"utilization":42.0,"x":1e2}}\n')],
    ['a byte order mark', Buffer.from('\uFEFF{"a":1}')],
    ['line ends, tabs and characters beyond ASCII', Buffer.from('{\r\n\t"Å": "𝄞 \u2028"}\r\n')],
    ['an empty body', Buffer.alloc(0)],
  ])('has the very bytes of the body: %s', async (_name, body) => {
    const site = await answering(body);
    const got = await fetcherTo(site.origin).fetcher('/', COOKIES);
    if ('failed' in got) throw new Error(got.failed);
    expect(sha256(Buffer.from(got.text, 'utf8'))).toBe(sha256(body));
  });

  it('is a failure when it is not UTF-8: what could not be served again to the byte is not taken', async () => {
    const site = await answering(Buffer.from([0x7b, 0xff, 0xfe, 0x7d]));
    expect(await ask(site.origin)).toContain('the answer is not UTF-8');
  });

  it('has status and headers, but no cookie that the server sets', async () => {
    const site = await startTlsSite((_request, response) => {
      response.writeHead(429, { 'Retry-After': '0', 'Set-Cookie': '__cf_bm=SECRET' }).end('{}');
    }, trusted);
    const got = await fetcherTo(site.origin).fetcher('/', COOKIES);
    expect(got).toMatchObject({ status: 429, headers: { 'retry-after': '0' }, text: '{}' });
    expect(JSON.stringify(got)).not.toContain('SECRET');
  });
});

describe('a redirect', () => {
  it.each([301, 302, 303, 307, 308])('%i is an answer: the other host is never asked', async (status) => {
    const canary = await answering('{}');
    const site = await startTlsSite((_request, response) => {
      response.writeHead(status, { Location: `${canary.origin}/api/account` }).end();
    }, trusted);
    expect(await ask(site.origin)).toBe(`${status} `);
    expect(canary.connections()).toBe(0);
  });
});

describe('a server that', () => {
  it('never finishes the TLS handshake is given up after the connect limit', async () => {
    const origin = await startTcpSite(() => {});
    expect(await ask(origin, { connectMs: 100, wholeMs: 60_000 })).toContain(
      'no connection came about within 0.1 s',
    );
  });

  it('never sends a header is given up after the whole limit', async () => {
    const site = await startTlsSite(() => {}, trusted);
    expect(await ask(site.origin)).toContain('did not finish its answer within 0.4 s');
  });

  it('sends its body drop by drop is given up after the whole limit', async () => {
    const site = await startTlsSite((_request, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(timer));
    }, trusted);
    expect(await ask(site.origin)).toContain('did not finish its answer within 0.4 s');
  });

  it('sends 50 MB is cut off after 4', async () => {
    let written = 0;
    const site = await startTlsSite((_request, response) => {
      const chunk = Buffer.alloc(256 * 1024, 0x20);
      const more = () => {
        while (written < 50 * 1024 * 1024 && !response.destroyed) {
          written += chunk.length;
          if (!response.write(chunk)) return void response.once('drain', more);
        }
        response.end();
      };
      more();
    }, trusted);
    expect(await ask(site.origin, { connectMs: 1000, wholeMs: 10_000 })).toContain(
      'the answer is larger than 4194304 bytes',
    );
    expect(written).toBeLessThan(20 * 1024 * 1024);
  });

  it('cuts the connection before a header', async () => {
    const site = await startTlsSite((request) => void request.socket.destroy(), trusted);
    expect(await ask(site.origin)).toContain('the connection was cut (ECONNRESET)');
  });

  it('cuts the connection in the middle of the body: half a body is no answer', async () => {
    const site = await startTlsSite((request, response) => {
      response.writeHead(200, { 'Content-Length': '100' });
      response.write('{"five_hour":', () => void request.socket.destroy());
    }, trusted);
    expect(await ask(site.origin)).toContain('the connection was cut (ECONNRESET)');
  });

  it('speaks no TLS', async () => {
    const origin = await startTcpSite((socket) => void socket.end('HTTP/1.1 200 OK\r\n\r\n'));
    expect(await ask(origin)).toMatch(/^127\.0\.0\.1:\d+ could not be asked: it speaks no TLS \(EPROTO\)\.$/);
  });

  it('has a certificate of nobody known gets no request', async () => {
    const site = await startTlsSite((_request, response) => void response.end('{}'));
    expect(await ask(site.origin)).toContain('its certificate is not trusted');
    expect(site.seen).toEqual([]);
  });

  it('has a certificate of another name gets no request', async () => {
    const site = await answering('{}');
    const byOtherName = site.origin.replace('127.0.0.1', '127.0.0.2');
    site.server.close();
    const other = await startTlsSite((_request, response) => void response.end('{}'), trusted);
    await new Promise<void>((resolve) => other.server.close(() => resolve()));
    await new Promise<void>((resolve) =>
      other.server.listen(Number(new URL(byOtherName).port), '127.0.0.2', () => resolve()),
    );
    expect(await ask(byOtherName)).toContain('its certificate is not trusted');
    expect(other.seen).toEqual([]);
  });

  it('does not listen', async () => {
    const site = await answering('{}');
    await new Promise<void>((resolve) => site.server.close(() => resolve()));
    expect(await ask(site.origin)).toContain('nobody listens there (ECONNREFUSED)');
  });

  it('has no address', async () => {
    expect(await ask('https://claude-meter.invalid', { connectMs: 5000, wholeMs: 5000 })).toContain(
      'its name could not be looked up: is this machine online?',
    );
  });
});

describe('the end', () => {
  it('breaks off the request under way and closes the connection', async () => {
    const site = await startTlsSite((_request, response) => {
      response.writeHead(200);
      response.write('{');
      ending.abort();
    }, trusted);
    const { fetcher, ending } = fetcherTo(site.origin);
    expect(await fetcher('/', COOKIES)).toEqual({ failed: expect.stringContaining('could not be asked') });
  });

  it('no sentence ever holds a cookie', async () => {
    const sentences = await Promise.all([
      ask(await startTcpSite((socket) => void socket.destroy())),
      ask((await startTlsSite((_request, response) => void response.end())).origin),
      fetcherTo('https://127.0.0.1:1').fetcher('/', 'sessionKey=sk-ant-sid01-CANARY\n'),
    ]);
    expect(JSON.stringify(sentences)).not.toContain('CANARY');
  });
});

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
