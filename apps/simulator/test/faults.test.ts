import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Fault, type FaultAnswer, type Simulator, startSimulator } from '../src/index.ts';
import { PRO_ORG } from '../src/scenarios/pro-working-day.ts';
import { ask, askHttp2 } from './reader.ts';

const USAGE = `/api/organizations/${PRO_ORG.uuid}/usage`;
let simulator: Simulator;
let cookie: string;

beforeAll(async () => {
  // A clock that stands still makes every true answer the same bytes.
  simulator = await startSimulator({ speed: 0 });
  cookie = await simulator.signIn('ada@example.com');
});
afterEach(() => simulator.clearFaults());
afterAll(() => simulator.stop());

const usage = (headers: Record<string, string> = {}) =>
  ask(simulator, USAGE, { headers: { cookie, ...headers } });
const failWith = (answer: FaultAnswer, more: Partial<Fault> = {}) =>
  simulator.setFault({ endpoint: 'usage', ...more, answer });
const lastRecord = async () => (await simulator.requests({ endpoint: 'usage' })).at(-1);

describe('statuses', () => {
  it('is 200 when nothing is wrong', async () => {
    expect((await usage()).status).toBe(200);
  });

  it.each([400, 404, 405, 429, 500, 502, 503, 529])('%i comes as JSON with a typed error', async (status) => {
    await failWith({ kind: 'status', status });
    const answer = await usage();
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body.toString())).toMatchObject({
      type: 'error',
      error: { type: expect.any(String) },
    });
  });

  it('401 says authentication_error', async () => {
    await failWith({ kind: 'signed_out' });
    const answer = await usage();
    expect([answer.status, JSON.parse(answer.body.toString()).error.type]).toEqual([
      401,
      'authentication_error',
    ]);
  });

  it('403 of the wrong org is a JSON permission error', async () => {
    await failWith({ kind: 'wrong_org' });
    const answer = await usage();
    expect([answer.status, JSON.parse(answer.body.toString()).error]).toEqual([
      403,
      { type: 'permission_error', message: 'Invalid authorization for organization' },
    ]);
  });

  it('403 of the edge is HTML with cf-mitigated, also for who is not signed in', async () => {
    await failWith({ kind: 'challenge' });
    const answer = await ask(simulator, USAGE);
    expect([answer.status, answer.headers['cf-mitigated']]).toEqual([403, 'challenge']);
    expect(answer.headers['content-type']).toMatch(/^text\/html/);
    expect(answer.body.toString()).toContain('Just a moment...');
  });

  it.each([
    [undefined, 403],
    ['https://claude.ai/', 403],
    ['https://example.com/settings/usage', 403],
    ['https://claude.ai/settings/usage', 200],
  ])('with a required Referer, %s is %i', async (referer, status) => {
    await failWith({ kind: 'require_referer' });
    expect((await usage(referer === undefined ? {} : { referer })).status).toBe(status);
  });

  it.each(['120', '0', 'soon'])('429 carries Retry-After: %s', async (text) => {
    await failWith({ kind: 'status', status: 429, retry_after: text });
    expect((await usage()).headers['retry-after']).toBe(text);
  });

  it('429 without advice has no Retry-After', async () => {
    await failWith({ kind: 'status', status: 429 });
    expect((await usage()).headers).not.toHaveProperty('retry-after');
  });

  it('429 may carry a date', async () => {
    await failWith({ kind: 'status', status: 429, retry_after: { date_in_ms: 120_000 } });
    const { headers } = await usage();
    const ahead = Date.parse(String(headers['retry-after'])) - Date.parse(String(headers['date']));
    expect(ahead).toBeGreaterThanOrEqual(119_000);
    expect(ahead).toBeLessThanOrEqual(121_000);
  });

  it('200 may carry any body', async () => {
    await failWith({ kind: 'status', status: 200, body: '{"error":{"type":"rate_limit_error"}}' });
    const answer = await usage();
    expect([answer.status, answer.body.toString()]).toEqual([200, '{"error":{"type":"rate_limit_error"}}']);
  });

  it('a redirect names the other host and is not followed here', async () => {
    await failWith({ kind: 'redirect', to: 'https://canary.example/usage' });
    const answer = await usage();
    expect([answer.status, answer.headers['location']]).toEqual([302, 'https://canary.example/usage']);
  });

  it('renamed keys keep the digits of their numbers', async () => {
    await simulator.setUsage(PRO_ORG.uuid, '{"five_hour":{"utilization":42.0,"n":12345678901234567890}}');
    await failWith({ kind: 'rename', keys: { five_hour: 'window' } });
    expect((await usage()).body.toString()).toBe('{"window":{"utilization":42.0,"n":12345678901234567890}}');
    await simulator.clearUsage(PRO_ORG.uuid);
  });
});

describe('aim', () => {
  it('leaves other endpoints, orgs and accounts alone', async () => {
    await failWith({ kind: 'challenge' }, { org: '00000000-0000-4000-8000-000000000000' });
    await failWith({ kind: 'challenge' }, { endpoint: 'account' });
    await failWith({ kind: 'challenge' }, { account: 'grace@example.com' });
    expect((await usage()).status).toBe(200);
    expect((await ask(simulator, '/api/account', { headers: { cookie } })).status).toBe(403);
  });

  it('tells two sessions of one account apart', async () => {
    const other = await simulator.signIn('ada@example.com');
    await ask(simulator, USAGE, { headers: { cookie: other } });
    const session = (await lastRecord())?.session?.id ?? '';
    await failWith({ kind: 'signed_out' }, { session });
    const statuses = [await usage(), await ask(simulator, USAGE, { headers: { cookie: other } })];
    expect(statuses.map(({ status }) => status)).toEqual([200, 401]);
  });

  it('one shot hits once', async () => {
    await failWith({ kind: 'status', status: 503 }, { times: 1 });
    expect([(await usage()).status, (await usage()).status]).toEqual([503, 200]);
  });

  it('is named in the record', async () => {
    await failWith({ kind: 'challenge' }, { times: 1 });
    await usage();
    expect(await lastRecord()).toMatchObject({ fault: 'challenge', status: 403, completed: true });
  });
});

describe('the connection', () => {
  /** Reads as much as comes until the reader gives up. */
  async function give(up: AbortSignal): Promise<string> {
    return ask(simulator, USAGE, { headers: { cookie }, signal: up }).then(
      () => 'answered',
      (error: NodeJS.ErrnoException) => error.code ?? error.name,
    );
  }

  it('hangs without a header', async () => {
    await failWith({ kind: 'hang' });
    const up = new AbortController();
    const outcome = give(up.signal);
    await expect.poll(async () => (await lastRecord())?.fault).toBe('hang');
    up.abort();
    expect(await outcome).toBe('ABORT_ERR');
    expect(await lastRecord()).toMatchObject({ status: null, bytes: 0, completed: false });
  });

  it('stalls in the middle of the body', async () => {
    await failWith({ kind: 'stall' });
    const up = new AbortController();
    const outcome = give(up.signal);
    await expect.poll(async () => (await lastRecord())?.bytes).toBeGreaterThan(500);
    up.abort();
    expect(await outcome).not.toBe('answered');
    expect(await lastRecord()).toMatchObject({ status: 200, completed: false });
  });

  it.each([undefined, 100])('is reset after %s bytes', async (after_bytes) => {
    await failWith({ kind: 'reset', ...(after_bytes !== undefined && { after_bytes }) });
    expect(await give(AbortSignal.timeout(5_000))).toBe('ECONNRESET');
    expect(await lastRecord()).toMatchObject({ bytes: after_bytes ?? 0, completed: false });
  });

  it('is reset by HTTP/2 too', async () => {
    await failWith({ kind: 'reset' });
    await expect(askHttp2(simulator, USAGE, { cookie })).rejects.toThrow(/ECONNRESET|lost before an answer/);
  });

  it('lets a body trickle in, whole in the end', async () => {
    await failWith({ kind: 'trickle', chunk_bytes: 500, every_ms: 1 });
    expect((await usage()).body).toEqual(await simulator.usage(PRO_ORG.uuid));
  });

  it('answers late when told to wait', async () => {
    await simulator.setFault({ endpoint: 'usage', delay_ms: 300, answer: { kind: 'pass' } });
    const begun = Date.now();
    expect((await usage()).status).toBe(200);
    expect(Date.now() - begun).toBeGreaterThanOrEqual(295);
  });

  it('carries 50 MB of valid JSON without announcing it', async () => {
    await failWith({ kind: 'big', bytes: 50_000_000 });
    const answer = await usage();
    expect(answer.headers).not.toHaveProperty('content-length');
    expect(answer.body.length).toBe(50_000_000);
    expect(JSON.parse(answer.body.toString())).toHaveProperty('padding');
  });

  it('survives readers that leave in the middle of it', async () => {
    await failWith({ kind: 'big', bytes: 500_000_000 });
    expect(await give(AbortSignal.timeout(200))).toBe('ABORT_ERR');
    await simulator.clearFaults();
    expect((await usage()).status).toBe(200);
  });
});
