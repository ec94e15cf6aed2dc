import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { ORG, OTHER_ORG, originalPost, startMeter } from './meter.ts';

const FIXTURES = new URL('../../../packages/sources/src/claude-web/fixtures/', import.meta.url);
const served = readdirSync(FIXTURES).filter((name) => /^20.*\.json$/.test(name));
const ODD =
  '\n{ "five_hour":{"utilization":42.0,"resets_at":null},"seven_day":{"utilization":1e2,"resets_at":null},\r\n"x":[0.1,-0,12345678901234567890,85.70003930000001,"\\u00e9\\ud83d\\ude00"] }\n\n';

function ours(usageText: string, over: Record<string, unknown> = {}) {
  return originalPost({ usage: null, usage_text: usageText, instance: 'one', source: 'extension', ...over });
}

describe("the original's wire format", () => {
  it('is accepted, labelled and served', async () => {
    const meter = await startMeter();
    const answer = await meter.post([originalPost()], { 'user-agent': 'Mozilla/5.0 Firefox/153.0' });
    expect([answer.status, await answer.json()]).toEqual([200, { ok: true, accepted: 1, refused: [] }]);
    expect(await meter.snapshots()).toEqual([
      expect.objectContaining({ org_uuid: ORG, browser: 'Firefox', stale: false, errors: [] }),
    ]);
  });

  it('keeps the posted name when nobody can tell a better one', async () => {
    const meter = await startMeter();
    await meter.post([originalPost()], { 'user-agent': 'curl/8' });
    expect(await meter.snapshots()).toEqual([expect.objectContaining({ browser: 'extension' })]);
  });
});

describe('a usage body leaves as it came', () => {
  it.each([
    ...served.map((name) => [name, readFileSync(new URL(name, FIXTURES), 'utf8')]),
    ['odd numbers', ODD],
  ])('%s', async (_name, text) => {
    const meter = await startMeter();
    expect((await meter.post([ours(text as string)])).status).toBe(200);
    const answer = await meter.get(`/snapshots/${ORG}/usage`);
    const sha256 = createHash('sha256')
      .update(text as string)
      .digest('hex');
    expect(Buffer.from(await answer.arrayBuffer()).equals(Buffer.from(text as string))).toBe(true);
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(answer.headers.get('etag')).toBe(`"${sha256}"`);
    expect((await meter.get(`/snapshots/${ORG}/usage`, { 'if-none-match': `"${sha256}"` })).status).toBe(304);
    expect(await (await meter.get('/snapshots')).text()).toContain(`"usage":${(text as string).trim()},`);
  });

  it('an org nobody knows has none', async () => {
    const meter = await startMeter();
    const answer = await meter.get(`/snapshots/${OTHER_ORG}/usage`);
    expect([answer.status, await answer.json()]).toEqual([
      404,
      { error: expect.stringContaining(`No usage body of "${OTHER_ORG}"`) },
    ]);
  });
});

describe('bad input changes nothing', () => {
  const bad: [string, string | Uint8Array, number, RegExp][] = [
    ['not JSON', '{', 400, /not JSON/],
    ['JSON but no array', '{}', 400, /no array/],
    ['NaN', '[{"org_uuid":NaN}]', 400, /not JSON/],
    ['bytes that are not UTF-8', Uint8Array.of(0x5b, 0xff, 0xfe, 0x5d), 400, /not UTF-8/],
    ['10 000 snapshots', JSON.stringify(Array(10_000).fill(0)), 400, /10000 snapshots/],
    ['2 MiB', `["${'a'.repeat(2 * 1024 * 1024)}"]`, 413, /larger than 1048576/],
    ['only bad snapshots', '[{"org_uuid":"x"}]', 400, /org_uuid "x" is no uuid/],
    ['a nest of a million', '['.repeat(500_000) + ']'.repeat(500_000), 400, /is an object/],
  ];
  it.each(bad)('%s', async (_name, body, status, error) => {
    const meter = await startMeter();
    await meter.post([originalPost()]);
    const before = await (await meter.get('/snapshots')).text();
    const answer = await meter.post(body);
    expect([answer.status, await answer.json()]).toEqual([
      status,
      expect.objectContaining({ error: expect.stringMatching(error) }),
    ]);
    expect(await (await meter.get('/snapshots')).text()).toBe(before);
  });

  it('that is too large does not cost the next request its connection', async () => {
    const meter = await startMeter();
    for (let turn = 0; turn < 6; turn += 1) {
      expect((await meter.post(`[${' '.repeat(1_100_000)}]`)).status).toBe(413);
      expect((await meter.post([originalPost()])).status).toBe(200);
    }
  });

  it('in a batch is named while the good ones are kept', async () => {
    const meter = await startMeter();
    const answer = await meter.post([originalPost({ org_uuid: 'bad' }), originalPost()]);
    expect([answer.status, await answer.json()]).toEqual([
      200,
      {
        ok: true,
        accepted: 1,
        refused: [{ index: 0, org_uuid: 'bad', error: 'org_uuid "bad" is no uuid.' }],
      },
    ]);
    expect(await meter.snapshots()).toHaveLength(1);
  });

  it('an empty array is accepted and covers nothing', async () => {
    const meter = await startMeter();
    expect(await (await meter.post([])).json()).toEqual({ ok: true, accepted: 0, refused: [] });
    expect(await (await meter.get('/snapshots')).text()).toBe('[]\n');
  });

  it.each([{}, { error: { type: 'rate_limit_error' } }])(
    'a body in which nothing is known is a failure: %j',
    async (usage) => {
      const meter = await startMeter();
      await meter.post([originalPost({ fetched_at: new Date(Date.now() - 1000).toISOString() })]);
      await meter.post([originalPost({ usage })]);
      expect(await meter.snapshots()).toEqual([
        expect.objectContaining({
          stale: true,
          problem: { kind: 'schema', status: null, retry_at: null },
          usage: expect.objectContaining({ five_hour: { utilization: 42.5, resets_at: null } }),
        }),
      ]);
    },
  );
});

describe('everything else', () => {
  it.each([
    ['GET', '/nothing'],
    ['DELETE', '/snapshots'],
    ['PUT', '/snapshots'],
    ['POST', '/events'],
    ['GET', '/snapshots/../../etc/passwd'],
  ])('%s %s is 404 in words', async (method, path) => {
    const meter = await startMeter();
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(meter.base + path, {
      method,
      headers,
      ...(method === 'GET' ? {} : { body: '[]' }),
    });
    expect([answer.status, await answer.json()]).toEqual([
      404,
      { error: expect.stringContaining('There is no') },
    ]);
  });

  it('no answer can be read by another origin, whatever is asked', async () => {
    const meter = await startMeter();
    await meter.post([originalPost()]);
    for (const path of ['/snapshots', '/events', '/healthz', `/snapshots/${ORG}/usage`, '/nothing']) {
      const answer = await meter.get(path, { origin: 'https://evil.example' });
      expect(answer.status).toBe(403);
      expect(answer.headers.get('access-control-allow-origin')).toBeNull();
      expect(await answer.text()).not.toContain('example.com');
    }
  });

  it('the preflight of a poster is granted for posting only', async () => {
    const meter = await startMeter();
    const ask = (origin: string) =>
      fetch(`${meter.base}/snapshots`, { method: 'OPTIONS', headers: { origin } });
    const granted = await ask('https://claude.ai');
    expect(granted.status).toBe(204);
    expect(granted.headers.get('access-control-allow-origin')).toBe('https://claude.ai');
    expect(granted.headers.get('access-control-allow-methods')).toBe('POST, OPTIONS');
    expect((await ask('https://evil.example')).status).toBe(403);
  });

  it('health says version and sources, and no name of a person', async () => {
    const meter = await startMeter();
    await meter.post([originalPost()]);
    const health = await (await meter.get('/healthz')).text();
    expect(JSON.parse(health)).toMatchObject({
      ok: true,
      name: 'claude-meter',
      sources: { extension: { orgs: 1 } },
    });
    expect(health).not.toContain('you@example.com');
  });
});

describe('clients that are slow, on purpose or not', () => {
  it('half a request that waits does not hold up the others', async () => {
    const meter = await startMeter();
    const socket = connect(meter.port, '127.0.0.1');
    socket.write(
      `POST /snapshots HTTP/1.1\r\nHost: 127.0.0.1:${meter.port}\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n[`,
    );
    await sleep(50);
    expect((await meter.post([originalPost()])).status).toBe(200);
    socket.destroy();
    expect(await meter.snapshots()).toHaveLength(1);
  });

  it('500 connections held open leave room for the next', async () => {
    const meter = await startMeter();
    const sockets = Array.from({ length: 500 }, () => connect(meter.port, '127.0.0.1'));
    await Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once('connect', resolve))));
    expect((await meter.post([originalPost()])).status).toBe(200);
    expect((await meter.get('/snapshots')).status).toBe(200);
    for (const socket of sockets) socket.destroy();
  });

  it('a subscriber that does not read gets the newest state later, not a queue', async () => {
    const meter = await startMeter();
    const socket = connect(meter.port, '127.0.0.1');
    socket.write(`GET /events HTTP/1.1\r\nHost: 127.0.0.1:${meter.port}\r\n\r\n`);
    socket.pause();
    const padding = 'x'.repeat(200_000);
    for (let round = 0; round < 60; round += 1) {
      await meter.post([
        ours(`{"five_hour":{"utilization":${round},"resets_at":null},"padding":"${padding}"}`),
      ]);
    }
    let received = '';
    socket.on('data', (chunk) => {
      received += chunk.toString();
    });
    socket.resume();
    await expect.poll(() => received.includes('"utilization":59,'), { timeout: 5000 }).toBe(true);
    expect(received.split('event: snapshots').length).toBeLessThan(60);
    socket.destroy();
  });
});
