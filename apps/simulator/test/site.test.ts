import { readFileSync, statSync } from 'node:fs';
import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../src/index.ts';
import { PRO_ORG } from '../src/scenarios/pro-working-day.ts';
import { ask, askHttp2, cookieHeader } from './reader.ts';

const USAGE = `/api/organizations/${PRO_ORG.uuid}/usage`;
let simulator: Simulator;

beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(() => simulator.stop());

describe('transport', () => {
  it('speaks HTTP/1.1 and HTTP/2 under a certificate for claude.ai that only its own authority vouches for', async () => {
    const cookie = await simulator.signIn('ada@example.com');
    expect((await ask(simulator, '/api/account', { headers: { cookie } })).status).toBe(200);
    expect((await askHttp2(simulator, '/api/account', { cookie })).status).toBe(200);
    const versions = (await simulator.requests({ path: '/api/account' })).map(
      (record) => record.http_version,
    );
    expect(versions).toEqual(['1.1', '2.0']);
  });

  it.each(['claude.ai', 'localhost'])('has a certificate that names %s', async (servername) => {
    await new Promise<void>((resolve, reject) => {
      const socket = connect(
        { host: '127.0.0.1', port: simulator.port, servername, ca: readFileSync(simulator.caFile) },
        () => resolve(void socket.end()),
      );
      socket.on('error', reject);
    });
  });

  it('is refused by a reader that does not trust the authority', async () => {
    const refused = new Promise((_, reject) => {
      connect({ host: '127.0.0.1', port: simulator.port, servername: 'claude.ai' }).on('error', reject);
    });
    await expect(refused).rejects.toMatchObject({ code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
  });

  it('keeps the certificate file to its owner', () => {
    expect(statSync(simulator.caFile).mode & 0o777).toBe(0o600);
  });
});

describe('signing in', () => {
  it('lists the accounts in a labelled form', async () => {
    const html = (await ask(simulator, '/login')).body.toString();
    expect(html).toContain('Simulated claude.ai');
    expect(html).toMatch(/<label[^>]*><input type="radio" name="email" value="ada@example.com" checked>/);
  });

  it('sets a secret sessionKey and a readable lastActiveOrg for claude.ai and leads to the settings page', async () => {
    const answer = await ask(simulator, '/login', {
      method: 'POST',
      headers: { host: 'claude.ai', 'content-type': 'application/x-www-form-urlencoded' },
      body: 'email=ada%40example.com',
    });
    expect(answer.status).toBe(303);
    expect(answer.headers['location']).toBe('/settings/usage');
    const [session, org] = answer.headers['set-cookie'] as string[];
    expect(session).toMatch(
      /^sessionKey=sk-ant-sid01-[\w-]{90,}; Path=\/; Domain=\.claude\.ai; Max-Age=2419200; Secure; SameSite=Lax; HttpOnly$/,
    );
    expect(org).toBe(
      `lastActiveOrg=${PRO_ORG.uuid}; Path=/; Domain=.claude.ai; Max-Age=31536000; Secure; SameSite=Lax`,
    );
    expect((await ask(simulator, USAGE, { headers: { cookie: cookieHeader(answer) } })).status).toBe(200);
  });

  it('leaves the cookie host-only at a loopback address, where a browser would refuse the domain', async () => {
    const answer = await ask(simulator, '/login', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'email=ada@example.com',
    });
    expect(String(answer.headers['set-cookie'])).not.toContain('Domain');
  });

  it('gives a visitor who does not sign in a cookie that is no session', async () => {
    const cookie = cookieHeader(await ask(simulator, '/login'));
    expect(cookie).toMatch(/^anthropic-device-id=[\da-f-]{36}$/);
    expect((await ask(simulator, '/api/account', { headers: { cookie } })).status).toBe(401);
  });

  it('says so when there is no such account', async () => {
    const answer = await ask(simulator, '/login', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'email=<b>nobody',
    });
    expect(answer.status).toBe(400);
    expect(answer.body.toString()).toContain('There is no account &quot;&lt;b&gt;nobody&quot; here.');
  });

  it('ends at /logout', async () => {
    const cookie = await simulator.signIn('ada@example.com');
    const answer = await ask(simulator, '/logout', { headers: { cookie } });
    expect(String(answer.headers['set-cookie'])).toContain('sessionKey=; Path=/; Max-Age=0');
    expect((await ask(simulator, USAGE, { headers: { cookie } })).status).toBe(401);
  });

  it('ends from the control endpoint', async () => {
    const cookie = await simulator.signIn('ada@example.com');
    await simulator.signOut('ada@example.com');
    expect((await ask(simulator, USAGE, { headers: { cookie } })).status).toBe(401);
  });
});

describe('pages', () => {
  it('asks visitors without a session to sign in', async () => {
    const answer = await ask(simulator, '/settings/usage');
    expect([answer.status, answer.headers['location']]).toEqual([303, '/login']);
  });

  it('carries a banner and makes one XHR, for the org of the cookie', async () => {
    const cookie = await simulator.signIn('ada@example.com');
    const html = (await ask(simulator, '/settings/usage', { headers: { cookie } })).body.toString();
    expect(html).toContain('<strong>Simulated claude.ai</strong>');
    expect(html.match(/new XMLHttpRequest|fetch\(/g)).toEqual(['new XMLHttpRequest']);
  });

  it.each([
    ['GET', '/nowhere', 404, 'text/html; charset=utf-8'],
    ['GET', '/api/nowhere', 404, 'application/json'],
    ['POST', '/api/account', 405, 'application/json'],
  ])('%s %s is %i', async (method, path, status, type) => {
    const answer = await ask(simulator, path, { method });
    expect([answer.status, answer.headers['content-type']]).toEqual([status, type]);
  });
});

describe('bodies set by hand', () => {
  const bodies = {
    'odd numbers': '{"a": 42.0,"b":1e2 ,"c":-0,\t"d":12345678901234567890,"e":85.70003930000001, "f":0.1}\n',
    'no JSON at all': 'not json\r\n\r\n',
    'a byte order mark and a lone surrogate': '\ufeff{"x":"\\ud800"}',
    'duplicate keys': '{"five_hour":null,"five_hour":{"utilization":7.000000000000001}}',
  };

  it.each(Object.entries(bodies))('serves %s to the byte', async (_, text) => {
    const cookie = await simulator.signIn('ada@example.com');
    await simulator.setUsage(PRO_ORG.uuid, text);
    const answer = await ask(simulator, USAGE, { headers: { cookie } });
    expect(answer.body.equals(Buffer.from(text))).toBe(true);
    expect(answer.headers['content-type']).toBe('application/json');
    expect((await simulator.lastServedUsage(PRO_ORG.uuid)).equals(Buffer.from(text))).toBe(true);
  });

  it('serves bytes that are no UTF-8', async () => {
    const cookie = await simulator.signIn('ada@example.com');
    const bytes = new Uint8Array([0x7b, 0xff, 0x00, 0xc3, 0x28, 0x7d]);
    await simulator.setUsage(PRO_ORG.uuid, bytes);
    expect((await askHttp2(simulator, USAGE, { cookie })).body).toEqual(Buffer.from(bytes));
  });

  it('gives the scenario its body back when cleared', async () => {
    await simulator.setUsage(PRO_ORG.uuid, '{}');
    await simulator.clearUsage(PRO_ORG.uuid);
    expect((await simulator.usage(PRO_ORG.uuid)).toString()).toMatch(
      /^\{"five_hour":\{"utilization":\d+\.0,/,
    );
  });
});
