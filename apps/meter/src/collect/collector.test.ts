import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Snapshot } from '@claude-meter/core';
import type { Got } from '@claude-meter/sources';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { plainReport } from '../../../../packages/core/test/plain-report.ts';
import { type Simulator, startSimulator } from '../../../simulator/src/index.ts';
import { temporaryFolder } from '../../test/meter.ts';
import { signedIn, startOwnFetch, trust, usageRequests } from '../../test/own-fetch.ts';

const ADA = 'ada@example.com';
const GRACE = 'grace@example.com';
const PRO = '3f9c1d80-6f0a-4d57-9b1e-2c84a7d6e501';
const PERSONAL = 'e4a7c2d9-3b58-4f61-a0c4-917de5b3f023';
const TEAM = '19d5b7f3-c06e-4a82-b9f1-53e84c2a7d34';
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

let simulator: Simulator;

beforeAll(async () => {
  simulator = await startSimulator({ speed: 0 });
  trust(simulator);
});

beforeEach(async () => {
  await simulator.play('pro-working-day');
  await simulator.clearFaults();
  await simulator.clearRequests();
});

afterAll(() => simulator.stop());

const clockNow = () => ({ now: Date.now() });
const adaHere = async (over = {}) => ({
  simulator,
  clock: clockNow(),
  sessions: [await signedIn(simulator, ADA)],
  ...over,
});
const rowsOf = ({ publisher }: ReturnType<typeof startOwnFetch>): readonly Snapshot[] =>
  publisher.current().snapshots;
const told = (own: ReturnType<typeof startOwnFetch>) =>
  rowsOf(own).map(({ org_uuid, source, stale, problem }) => [org_uuid, source, stale, problem?.kind ?? null]);

/** What an extension posts. */
function extensionReads(
  own: ReturnType<typeof startOwnFetch>,
  org: string,
  now: number,
  usage: string | null,
): void {
  own.ingest.accept([
    {
      session: { source: 'extension', browser: 'Chrome', instance: 'ext', cadenceMs: MINUTE },
      report: plainReport(org, now, { usage }),
    },
  ]);
}

const BODY = '{"five_hour":{"utilization":12.0,"resets_at":null},"limits":[]}';

describe('what it brings home', () => {
  it('is every org that can chat, each body to the byte', async () => {
    await simulator.play('several-orgs');
    await simulator.setUsage(
      TEAM,
      '{"five_hour":{"utilization":42.0,"x":85.70003930000001},"limits":[]}\r\n',
    );
    const own = startOwnFetch({
      simulator,
      clock: clockNow(),
      sessions: [await signedIn(simulator, GRACE)],
    });
    await own.collector.tick();
    expect(rowsOf(own).map(({ org_uuid }) => org_uuid)).toEqual([TEAM, PERSONAL]);
    for (const { org_uuid, usage, provenance, stale, source } of rowsOf(own)) {
      expect(Buffer.from(usage ?? '')).toEqual(await simulator.lastServedUsage(org_uuid));
      expect({ stale, source, status: provenance?.status }).toEqual({
        stale: false,
        source: 'cookies',
        status: 200,
      });
    }
    expect(await usageRequests(simulator)).toEqual({ [TEAM]: 1, [PERSONAL]: 1 });
  });

  it('is two accounts of two browsers side by side', async () => {
    await simulator.play('two-accounts');
    const own = startOwnFetch({
      simulator,
      clock: clockNow(),
      sessions: [
        await signedIn(simulator, ADA),
        await signedIn(simulator, GRACE, { browser: 'Firefox', instance: 'cookies-2' }),
      ],
    });
    await own.collector.tick();
    expect(rowsOf(own).map(({ browser, account_email, stale }) => [browser, account_email, stale])).toEqual([
      ['Chromium', ADA, false],
      ['Firefox', GRACE, false],
    ]);
  });
});

describe('how often claude.ai is asked', { timeout: 30_000 }, () => {
  it('once per org and minute, and for the account every quarter of an hour', async () => {
    const own = startOwnFetch(await adaHere());
    await own.collector.tick();
    await own.pass(HOUR);
    expect(await usageRequests(simulator)).toEqual({ [PRO]: 61 });
    const accounts = await simulator.requests({ endpoint: 'account' });
    expect(accounts).toHaveLength(5);
  });

  it('once for an org that two sessions have, in the steady state and on refresh', async () => {
    const options = await adaHere();
    const second = await signedIn(simulator, ADA, { browser: 'Firefox', instance: 'cookies-2' });
    const own = startOwnFetch({ ...options, sessions: [...options.sessions, second] });
    await own.collector.tick();
    expect(await usageRequests(simulator)).toEqual({ [PRO]: 1 });
    await own.pass(MINUTE);
    expect(await usageRequests(simulator)).toEqual({ [PRO]: 2 });
    await own.collector.refresh();
    expect(await usageRequests(simulator)).toEqual({ [PRO]: 3 });
  });

  it('by the second session when the first is refused', async () => {
    const options = await adaHere();
    const gone = await signedIn(simulator, ADA, { instance: 'cookies-0', sessionStartedAt: 2 });
    await simulator.signOut(ADA);
    const second = await signedIn(simulator, ADA, { browser: 'Firefox', instance: 'cookies-2' });
    const own = startOwnFetch({ ...options, sessions: [gone, second] });
    await own.collector.tick();
    expect(told(own)).toEqual([[PRO, 'cookies', false, null]]);
  });

  it('not again within the minute because the meter was restarted', async () => {
    const options = await adaHere();
    const first = startOwnFetch(options);
    await first.collector.tick();
    first.end();
    options.clock.now += 20 * SECOND;
    const second = startOwnFetch({ ...options, home: first.home });
    expect(await second.collector.tick()).toEqual({ poll: false, why: 'not_due' });
    await second.pass(40 * SECOND);
    expect(await usageRequests(simulator)).toEqual({ [PRO]: 2 });
  });
});

describe('the handoff', () => {
  it('leaves claude.ai alone while an extension covers, and takes over when it does not', async () => {
    const options = await adaHere();
    const own = startOwnFetch(options);
    const { clock } = options;
    await own.collector.tick();
    for (let minute = 0; minute < 10; minute += 1) {
      extensionReads(own, PRO, clock.now, BODY);
      await own.pass(MINUTE);
    }
    expect(await usageRequests(simulator)).toEqual({ [PRO]: 1 });
    await own.pass(45 * SECOND);
    expect(await usageRequests(simulator)).toEqual({ [PRO]: 1 });
    await own.pass(15 * SECOND);
    expect(await usageRequests(simulator)).toEqual({ [PRO]: 2 });
    expect(told(own)).toContainEqual([PRO, 'cookies', false, null]);
  });

  it('goes by org: what the extension does not read is read here', async () => {
    await simulator.play('several-orgs');
    const clock = clockNow();
    const own = startOwnFetch({ simulator, clock, sessions: [await signedIn(simulator, GRACE)] });
    extensionReads(own, PERSONAL, clock.now, BODY);
    await own.collector.tick();
    clock.now += 2 * MINUTE;
    await own.collector.tick();
    extensionReads(own, PERSONAL, clock.now, BODY);
    await simulator.clearRequests();
    await own.pass(MINUTE);
    expect(await usageRequests(simulator)).toEqual({ [TEAM]: 1 });
  });

  it('gives an extension that was there before two minutes before it looks into any browser', async () => {
    const options = await adaHere();
    const first = startOwnFetch(options);
    extensionReads(first, PRO, options.clock.now, BODY);
    await first.collector.tick();
    first.end();
    options.clock.now += HOUR;
    let looks = 0;
    const finder = {
      find: async () => {
        looks += 1;
        return { sessions: [], findings: [] };
      },
    };
    const second = startOwnFetch({ ...options, finder, home: first.home });
    expect(await second.collector.tick()).toEqual({ poll: false, why: 'waiting_for_extension' });
    await second.pass(2 * MINUTE - SECOND);
    expect(looks).toBe(0);
    await second.pass(SECOND);
    expect(looks).toBe(1);
  });

  it('also when the run that saw it ended before the next look at the clock', async () => {
    const options = await adaHere();
    const first = startOwnFetch(options);
    extensionReads(first, PRO, options.clock.now, BODY);
    options.clock.now += HOUR;
    const second = startOwnFetch({ ...options, initial: first.store.restore(options.clock.now) });
    expect(await second.collector.tick()).toEqual({ poll: false, why: 'waiting_for_extension' });
  });

  it('lets an extension that comes back take over without a second request in that minute', async () => {
    const options = await adaHere();
    const { clock } = options;
    const own = startOwnFetch(options);
    await own.collector.tick();
    await own.pass(30 * SECOND);
    extensionReads(own, PRO, clock.now, null);
    await own.pass(50 * SECOND);
    expect(await usageRequests(simulator)).toEqual({ [PRO]: 1 });
    extensionReads(own, PRO, clock.now, BODY);
    await own.pass(MINUTE);
    expect(await usageRequests(simulator)).toEqual({ [PRO]: 1 });
  });
});

describe('"refresh now"', () => {
  it('asks, whatever covers', async () => {
    const options = await adaHere();
    const own = startOwnFetch(options);
    extensionReads(own, PRO, options.clock.now, BODY);
    await own.collector.refresh();
    expect(await usageRequests(simulator)).toEqual({ [PRO]: 1 });
    expect(told(own)).toContainEqual([PRO, 'cookies', false, null]);
  });

  it('asks, whatever it waits for', async () => {
    await simulator.setFault({
      endpoint: 'usage',
      times: 1,
      answer: { kind: 'status', status: 429, retry_after: '3600' },
    });
    const options = await adaHere();
    const own = startOwnFetch(options);
    await own.collector.tick();
    await own.pass(5 * MINUTE);
    expect(await usageRequests(simulator)).toEqual({ [PRO]: 1 });
    options.clock.now += SECOND;
    await own.collector.refresh();
    expect(told(own)).toEqual([[PRO, 'cookies', false, null]]);
  });

  it('is one poll for many wishes at once, and one more for those that came while it ran', async () => {
    await simulator.setFault({ delay_ms: 30, answer: { kind: 'pass' } });
    const own = startOwnFetch(await adaHere());
    const first = Promise.all([own.collector.refresh(), own.collector.refresh(), own.collector.refresh()]);
    await new Promise((resolve) => setTimeout(resolve, 15));
    await Promise.all([first, own.collector.refresh(), own.collector.refresh()]);
    expect(await usageRequests(simulator)).toEqual({ [PRO]: 2 });
  });
});

describe('429 with "Retry-After: 0" for a day', { timeout: 60_000 }, () => {
  it('stays under the ladder, keeps the last numbers with their age, and comes back', async () => {
    const options = await adaHere();
    const own = startOwnFetch(options);
    await own.collector.tick();
    const [good] = rowsOf(own);
    await simulator.setFault({
      endpoint: 'usage',
      answer: { kind: 'status', status: 429, retry_after: '0' },
    });
    await simulator.clearRequests();
    await own.pass(HOUR);
    expect(await usageRequests(simulator)).toEqual({ [PRO]: 6 });
    await own.pass(23 * HOUR);
    const { [PRO]: asked = 0 } = await usageRequests(simulator);
    expect(asked).toBeGreaterThan(45);
    expect(asked).toBeLessThanOrEqual(5 + DAY / (30 * MINUTE));
    const [row] = rowsOf(own);
    expect(row).toMatchObject({ stale: true, problem: { kind: 'rate_limited', status: 429 } });
    expect(row?.fetched_at).toBe(good?.fetched_at);
    expect(row?.usage).toBe(good?.usage);
    await simulator.clearFaults();
    await own.pass(30 * MINUTE);
    expect(told(own)).toEqual([[PRO, 'cookies', false, null]]);
  });

  it('is waited out over a restart in the middle: the ladder does not begin again', async () => {
    await simulator.setFault({
      endpoint: 'usage',
      answer: { kind: 'status', status: 429, retry_after: '0' },
    });
    const options = await adaHere();
    const first = startOwnFetch(options);
    await first.collector.tick();
    await first.pass(3 * HOUR);
    const { [PRO]: before = 0 } = await usageRequests(simulator);
    first.end();
    const second = startOwnFetch({ ...options, home: first.home });
    await second.pass(29 * MINUTE);
    expect(await usageRequests(simulator)).toEqual({ [PRO]: before + 1 });
    await second.pass(29 * MINUTE);
    expect(await usageRequests(simulator)).toEqual({ [PRO]: before + 2 });
  });

  it('honours a longer wait that the server asks for', async () => {
    await simulator.setFault({
      endpoint: 'usage',
      times: 1,
      answer: { kind: 'status', status: 429, retry_after: '7200' },
    });
    const own = startOwnFetch(await adaHere());
    await own.collector.tick();
    expect(own.collector.status().sessions[0]).toMatchObject({
      failures: 1,
      problem: { kind: 'rate_limited', status: 429 },
    });
    await own.pass(119 * MINUTE);
    expect(await usageRequests(simulator)).toEqual({ [PRO]: 1 });
    await own.pass(2 * MINUTE);
    expect(told(own)).toEqual([[PRO, 'cookies', false, null]]);
  });
});

describe('a failure never hides the last good numbers', () => {
  it.each<[string, () => Promise<unknown>, string]>([
    ['a challenge', () => simulator.setFault({ answer: { kind: 'challenge' } }), 'challenged'],
    ['the end of the login', () => simulator.signOut(ADA), 'signed_out'],
    ['a 503', () => simulator.setFault({ answer: { kind: 'status', status: 503 } }), 'server'],
    ['an answer with nothing known in it', () => simulator.setUsage(PRO, '{}'), 'schema'],
    ['a cut connection', () => simulator.setFault({ answer: { kind: 'reset' } }), 'network'],
    [
      'a redirect',
      () => simulator.setFault({ answer: { kind: 'redirect', to: 'https://elsewhere.invalid/' } }),
      'server',
    ],
  ])('%s leaves them, stale, with the reason', async (_name, happen, kind) => {
    const own = startOwnFetch(await adaHere());
    await own.collector.tick();
    const [good] = rowsOf(own);
    await happen();
    await own.pass(MINUTE);
    expect(told(own)).toEqual([[PRO, 'cookies', true, kind]]);
    expect(rowsOf(own)[0]).toMatchObject({ usage: good?.usage, fetched_at: good?.fetched_at });
    expect(rowsOf(own)[0]?.errors[0]).toMatch(/\.$/);
    await simulator.clearUsage(PRO);
  });

  it('is over with the next good answer', async () => {
    const own = startOwnFetch(await adaHere());
    await own.collector.tick();
    await simulator.setFault({ endpoint: 'usage', times: 1, answer: { kind: 'reset' } });
    await own.pass(MINUTE);
    expect(told(own)[0]?.[3]).toBe('network');
    await own.pass(MINUTE);
    expect(told(own)).toEqual([[PRO, 'cookies', false, null]]);
  });

  it('a new login is used with the next poll', async () => {
    const options = await adaHere();
    const own = startOwnFetch(options);
    await own.collector.tick();
    await simulator.signOut(ADA);
    await own.pass(2 * MINUTE);
    expect(told(own)[0]?.[3]).toBe('signed_out');
    own.found.sessions = [await signedIn(simulator, ADA)];
    await own.pass(30 * MINUTE);
    expect(told(own)).toEqual([[PRO, 'cookies', false, null]]);
  });
});

describe('the clock', () => {
  it.each([
    ['a day ahead', DAY],
    ['a day back', -DAY],
    ['an hour back', -HOUR],
  ])('may jump %s: one request, and the numbers are fresh again', async (_name, jump) => {
    const options = await adaHere();
    const own = startOwnFetch(options);
    await own.collector.tick();
    await own.pass(20 * SECOND);
    options.clock.now += jump;
    await simulator.clearRequests();
    await own.pass(SECOND, SECOND);
    expect(await usageRequests(simulator)).toEqual({ [PRO]: 1 });
    expect(told(own)).toEqual([[PRO, 'cookies', false, null]]);
    await own.pass(5 * MINUTE);
    expect(await usageRequests(simulator)).toEqual({ [PRO]: 6 });
  });

  it('may go back during a wait: it ends when it would have', async () => {
    await simulator.setFault({
      endpoint: 'usage',
      times: 1,
      answer: { kind: 'status', status: 429, retry_after: '600' },
    });
    const options = await adaHere();
    const own = startOwnFetch(options);
    await own.collector.tick();
    options.clock.now -= 5 * HOUR;
    await own.pass(9 * MINUTE);
    expect(await usageRequests(simulator)).toEqual({ [PRO]: 1 });
    await own.pass(2 * MINUTE);
    expect(await usageRequests(simulator)).toEqual({ [PRO]: 2 });
  });

  it('of a machine that slept for a night: one poll, not a burst', async () => {
    const options = await adaHere();
    const own = startOwnFetch(options);
    await own.collector.tick();
    options.clock.now += 8 * HOUR;
    await simulator.clearRequests();
    for (let tick = 0; tick < 20; tick += 1) await own.collector.tick();
    expect(await usageRequests(simulator)).toEqual({ [PRO]: 1 });
  });
});

describe('a network that was gone', () => {
  it('is noticed when it comes back: one poll at once, if the last one found no way', async () => {
    let way = false;
    let lan = '';
    const asked: string[] = [];
    const fetcher = async (path: string): Promise<Got> => {
      asked.push(path);
      return way ? { status: 200, headers: {}, text: '{}' } : { failed: 'claude.ai could not be asked.' };
    };
    const own = startOwnFetch({ ...(await adaHere()), fetcher, addresses: () => lan });
    await own.collector.tick();
    expect(asked).toHaveLength(1);
    await own.pass(10 * SECOND, SECOND);
    expect(asked).toHaveLength(1);
    way = true;
    lan = '192.0.2.7';
    expect(await own.collector.tick()).toEqual({ poll: true, why: 'reconnected' });
    const after = asked.length;
    lan = '192.0.2.8';
    await own.pass(10 * SECOND, SECOND);
    expect(asked).toHaveLength(after);
  });
});

describe('trouble on this machine', () => {
  it('a state folder that cannot be written is said, and polling goes on', async () => {
    const own = startOwnFetch({ ...(await adaHere()), home: join(temporaryFolder(), 'home') });
    rmSync(own.home, { recursive: true });
    writeFileSync(own.home, 'a file in its place');
    await own.collector.tick();
    await own.pass(2 * MINUTE);
    expect(await usageRequests(simulator)).toEqual({ [PRO]: 3 });
    expect(own.collector.status().trouble).toMatch(
      /^What the own fetch path knows could not be saved: ENOTDIR/,
    );
    expect(told(own)).toEqual([[PRO, 'cookies', false, null]]);
  });

  it('a look for sessions that fails is said, and the next poll is made', async () => {
    const options = await adaHere();
    let fails = true;
    const finder = {
      find: async () => {
        if (fails) throw new Error('the disk is on fire');
        return { sessions: [...options.sessions], findings: [] };
      },
    };
    const own = startOwnFetch({ ...options, finder });
    await own.collector.tick();
    expect(own.collector.status().trouble).toBe('the disk is on fire');
    fails = false;
    await own.pass(MINUTE);
    expect(own.collector.status().trouble).toBeNull();
    expect(told(own)).toEqual([[PRO, 'cookies', false, null]]);
  });

  it('an unreadable file of memories is as good as none', async () => {
    const options = await adaHere();
    const first = startOwnFetch(options);
    await first.collector.tick();
    first.end();
    for (const text of ['', '{', '[]', '{"version":1}', '{"version":2,"sessions":{}}']) {
      writeFileSync(join(first.home, 'sessions.json'), text);
      const own = startOwnFetch({ ...options, home: first.home });
      expect(await own.collector.tick()).toEqual({ poll: true, why: 'due' });
      own.end();
    }
  });
});

describe('the end', () => {
  it('comes at once, also in the middle of a poll, and nothing half read is taken', async () => {
    await simulator.setFault({ endpoint: 'usage', answer: { kind: 'hang' } });
    const own = startOwnFetch(await adaHere());
    const running = own.collector.run();
    while ((await simulator.requests({ endpoint: 'usage' })).length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    own.ending.abort();
    await running;
    expect(rowsOf(own)).toEqual([]);
  });
});
