import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ControlError, type Simulator, startSimulator } from '../src/index.ts';
import { PRO_ORG } from '../src/scenarios/pro-working-day.ts';
import { ask } from './reader.ts';

const USAGE = `/api/organizations/${PRO_ORG.uuid}/usage`;
let simulator: Simulator;

beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(() => simulator.stop());

function send(
  method: string,
  path: string,
  { body = '', headers = {} }: { body?: string; headers?: object } = {},
) {
  return new Promise<{ status: number; json: { error?: string } }>((resolve, reject) => {
    const sent = request(`${simulator.control}${path}`, { method, headers: { ...headers } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, json: JSON.parse(Buffer.concat(chunks).toString()) }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

describe('the record', () => {
  it('tells of each request its time, headers as sent, protocol, session, status, bytes and body', async () => {
    const cookie = await simulator.signIn('ada@example.com');
    await simulator.clearRequests();
    const before = Date.now();
    const { body } = await ask(simulator, `${USAGE}?skip_spend=1`, {
      headers: {
        Cookie: cookie,
        Referer: 'https://claude.ai/settings/usage',
        Accept: '*/*',
        'X-Twice': 'a, b',
      },
    });
    const [record, ...others] = await simulator.requests();
    expect(others).toEqual([]);
    expect(record).toMatchObject({
      method: 'GET',
      path: USAGE,
      query: 'skip_spend=1',
      endpoint: 'usage',
      org: PRO_ORG.uuid,
      http_version: '1.1',
      headers: { cookie, referer: 'https://claude.ai/settings/usage', accept: '*/*', 'x-twice': 'a, b' },
      session: { account: 'ada@example.com' },
      status: 200,
      bytes: body.length,
      body_sha256: createHash('sha256').update(body).digest('hex'),
      fault: null,
      completed: true,
    });
    expect(record?.raw_headers).toContainEqual(['X-Twice', 'a, b']);
    expect(Date.parse(record?.time ?? '')).toBeGreaterThanOrEqual(before);
  });

  it('tells of requests that lead nowhere, too', async () => {
    await simulator.clearRequests();
    await ask(simulator, '/api/nowhere');
    expect(await simulator.requests()).toMatchObject([{ path: '/api/nowhere', endpoint: null, status: 404 }]);
  });

  it('is narrowed by its query', async () => {
    await simulator.clearRequests();
    await ask(simulator, '/api/account');
    await ask(simulator, USAGE);
    expect(await simulator.requests({ org: PRO_ORG.uuid })).toHaveLength(1);
    expect(await simulator.requests({ path: '/api/*' })).toHaveLength(2);
    expect(await simulator.requests({ since: Date.now() + 60_000 })).toEqual([]);
  });
});

describe('the state', () => {
  it('tells accounts, orgs with the hash of what they serve, faults and the clock', async () => {
    await simulator.setUsage(PRO_ORG.uuid, '{}');
    const state = await simulator.state();
    expect(state).toMatchObject({
      simulated: true,
      scenario: { name: 'pro-working-day' },
      accounts: [{ email: 'ada@example.com', orgs: [PRO_ORG.uuid] }],
      orgs: [
        {
          uuid: PRO_ORG.uuid,
          usage_set_by_hand: true,
          usage_sha256: createHash('sha256').update('{}').digest('hex'),
        },
      ],
      faults: [],
    });
    await simulator.clearUsage(PRO_ORG.uuid);
  });

  it('can be another scenario, with its people and its orgs', async () => {
    const cookie = await simulator.signIn('ada@example.com');
    await simulator.setFault({ answer: { kind: 'hang' } });
    await simulator.play('several-orgs');
    expect(await simulator.state()).toMatchObject({
      scenario: { name: 'several-orgs' },
      accounts: [{ email: 'grace@example.com' }],
      faults: [],
    });
    expect((await ask(simulator, '/api/account', { headers: { cookie } })).status).toBe(401);
    await simulator.play('pro-working-day');
  });
});

describe('the clock', () => {
  it('moves the scenario on when advanced, and brings the same reset nearer', async () => {
    const before = JSON.parse((await simulator.usage(PRO_ORG.uuid)).toString());
    await simulator.advance(60 * 60_000);
    const after = JSON.parse((await simulator.usage(PRO_ORG.uuid)).toString());
    expect(after.five_hour.utilization).toBeGreaterThan(before.five_hour.utilization + 10);
    const nearer = Date.parse(before.five_hour.resets_at) - Date.parse(after.five_hour.resets_at);
    expect(Math.round(nearer / 60_000)).toBe(60);
  });

  it('lets sessions expire', async () => {
    const cookie = await simulator.signIn('ada@example.com');
    await simulator.advance(29 * 86_400_000);
    expect((await ask(simulator, USAGE, { headers: { cookie } })).status).toBe(401);
  });

  it('stands still at speed 0: every answer is the same', async () => {
    await simulator.setSpeed(0);
    const first = await simulator.usage(PRO_ORG.uuid);
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    expect(await simulator.usage(PRO_ORG.uuid)).toEqual(first);
    await simulator.setSpeed(1);
  });
});

describe('bad input', () => {
  it.each([
    ['POST', '/faults', 'nonsense', 400, /^A fault is an object, not undefined/],
    ['PUT', '/faults', '[{}]', 400, /^answer must be an object with a kind/],
    ['POST', '/clock', '5', 400, /^Send \{"advance_ms"/],
    ['POST', '/clock', '{"advance_ms":-1}', 400, /^advance_ms must be a number from 0, not -1/],
    ['POST', '/clock', '{"speed":"fast"}', 400, /^speed must be a number from 0, not "fast"/],
    ['POST', '/clock', '{"sped":2}', 400, /^Unknown key "sped"/],
    ['PUT', '/scenario', '{"name":"pro"}', 400, /^There is no scenario "pro"; send .*"pro-working-day"/],
    ['GET', '/requests?since=later', '', 400, /^since "later" is no time/],
    ['GET', '/requests?pth=x', '', 400, /^Unknown key "pth"/],
    [
      'PUT',
      '/orgs/nobody/usage',
      '{}',
      404,
      /^Org "nobody" is not in scenario "pro-working-day"; it has "3f9c1d80/,
    ],
    ['PUT', `/orgs/${PRO_ORG.uuid}/usages`, '{}', 404, /^"usages" is unknown; use one of "usage"/],
    ['GET', `/orgs/${PRO_ORG.uuid}/overage_spend_limit`, '', 404, /has no overage_spend_limit/],
    ['POST', '/accounts/nobody@example.com/sign-in', '', 404, /^There is no account "nobody@example.com"/],
    ['POST', '/accounts/%E0/sign-out', '', 404, /^There is no account "%E0"/],
    ['GET', '/nowhere', '', 404, /^There is nothing at "\/nowhere"; there is \/state/],
    ['DELETE', '/state', '', 405, /^Use GET here\.$/],
  ])('%s %s %s is %i in words', async (method, path, body, status, words) => {
    const answer = await send(method, path, { body });
    expect(answer.status).toBe(status);
    expect(answer.json.error).toMatch(words);
  });

  it.each([
    ['another Host', { host: 'claude.ai' }],
    ['an Origin', { origin: 'https://claude.ai' }],
    ['the marks of a browser', { 'sec-fetch-site': 'cross-site' }],
  ])('a web page with %s gets nothing', async (_, headers) => {
    expect((await send('GET', '/state', { headers })).status).toBe(403);
  });

  it('becomes an error of its own kind in the client', async () => {
    const error = await simulator.signIn('nobody@example.com').catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(ControlError);
    expect(error).toMatchObject({
      status: 404,
      message: expect.stringContaining('it has "ada@example.com"'),
    });
  });
});
