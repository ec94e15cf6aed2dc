import { FRESHNESS_MS, isClaimed, type Session, snapshotsOf } from '@claude-meter/core';
import { beforeEach, describe, expect, it } from 'vitest';
import { loadStore, saveSettings } from '../store/store.ts';
import { shownOf } from '../surface/shown.ts';
import { ORG, SECOND_ORG, usageBody, World } from '../testing/world.ts';
import { poll } from './poll.ts';

let world: World;
beforeEach(() => {
  world = new World();
});

const MINUTE = 60_000;
const OTHER: Session = {
  source: 'extension',
  browser: 'Firefox',
  instance: 'other-install',
  cadenceMs: MINUTE,
};
const USAGE = `/api/organizations/${ORG}/usage`;

/** Requests to claude.ai that `act` leads to. */
async function asked(act: () => Promise<unknown>): Promise<string[]> {
  const before = world.claude.requests.length;
  await act();
  return world.claude.requests.slice(before);
}

const percents = async () =>
  shownOf(await loadStore(), world.time).map((reading) => [
    reading.snapshot.org_uuid,
    reading.fiveHour?.percent,
    reading.live,
  ]);

describe('what claude.ai is asked', () => {
  it('is everything at first, then one usage request per org and minute', async () => {
    world.claude.orgs.push({ uuid: SECOND_ORG, name: 'Team', usage: usageBody('3.5') });
    const first = await asked(() => poll('tick', world));
    expect(first).toContain('/api/account');
    expect(first).toContain(USAGE);
    for (let minute = 1; minute <= 14; minute += 1) {
      world.pass(MINUTE);
      expect(await asked(() => poll('tick', world))).toEqual([
        USAGE,
        `/api/organizations/${SECOND_ORG}/usage`,
      ]);
    }
  });

  it('is everything again after a quarter of an hour', async () => {
    const first = await asked(() => poll('tick', world));
    world.pass(15 * MINUTE);
    expect((await asked(() => poll('tick', world))).sort()).toEqual(first.sort());
  });

  it('is nothing for a tick that comes too early, but a refresh always counts', async () => {
    await poll('tick', world);
    world.pass(10_000);
    expect(await asked(() => poll('tick', world))).toEqual([]);
    expect(await asked(() => poll('refresh', world))).toContain(USAGE);
  });

  it.each([
    ['tick', 47_000, false],
    ['tick', 48_000, true],
    ['return', 4_000, false],
    ['return', 5_000, true],
    ['refresh', 0, true],
    ['tick', -1_000, true],
  ] as const)('a %s after %i ms leads to a poll: %s', async (trigger, ms, due) => {
    await poll('tick', world);
    world.pass(ms);
    expect(await poll(trigger, world)).toBe(due);
  });
});

describe('what is kept and handed on', () => {
  it('is the text as served, to the last digit', async () => {
    const text = ` ${usageBody('85.70003930000001', '-0')}\n`;
    world.claude.orgs = [{ uuid: ORG, name: 'Ada', usage: text }];
    await poll('tick', world);
    const own = shownOf(await loadStore(), world.time);
    const handed = snapshotsOf(world.bridge.state, world.time, FRESHNESS_MS);
    expect(own.map(({ snapshot }) => snapshot.usage)).toEqual([text]);
    expect(handed.map((snapshot) => snapshot.usage)).toEqual([text]);
  });

  it('names one install by one id for good', async () => {
    await poll('tick', world);
    const { instance } = await loadStore();
    world.pass(MINUTE);
    await poll('tick', world);
    expect((await loadStore()).instance).toBe(instance);
    expect(Object.values(world.bridge.state.rows).map((row) => row.attempt.value.session.instance)).toEqual([
      instance,
    ]);
  });

  it('holds every org of the account, also one that could not be read', async () => {
    world.claude.orgs.push({ uuid: SECOND_ORG, name: 'Team', usage: '{"error":{"type":"overloaded"}}' });
    await poll('tick', world);
    const handed = snapshotsOf(world.bridge.state, world.time, FRESHNESS_MS);
    expect(handed.map((snapshot) => [snapshot.org_uuid, snapshot.problem?.kind ?? null])).toEqual([
      [ORG, null],
      [SECOND_ORG, 'schema'],
    ]);
  });
});

describe('another install that reads the same org', () => {
  it.each([
    ['49 s ago', 49_000, []],
    ['50 s ago, when it is expected again', 50_000, [USAGE]],
    ['so long ago that it is stale', 121_000, [USAGE]],
  ])('delivered %s', async (_when, ms, requests) => {
    await poll('tick', world);
    world.pass(10 * MINUTE);
    world.bridge.deliver(OTHER, { orgUuid: ORG, usage: usageBody(55) });
    world.pass(ms);
    expect(await asked(() => poll('tick', world))).toEqual(requests);
  });

  it('is painted from when it delivered just now', async () => {
    await poll('tick', world);
    world.pass(MINUTE);
    world.bridge.deliver(OTHER, { orgUuid: ORG, usage: usageBody(55) });
    world.pass(1_000);
    await poll('tick', world);
    expect(await percents()).toEqual([[ORG, 55, true]]);
  });

  it('is waited for a moment while it leads, and no request is made when it delivers', async () => {
    await poll('tick', world);
    world.pass(1_000);
    world.bridge.deliver(OTHER, { orgUuid: ORG, usage: usageBody(43) });
    world.pass(59_000);
    world.meanwhile = () => world.bridge.deliver(OTHER, { orgUuid: ORG, usage: usageBody(44) });
    expect(await asked(() => poll('tick', world))).toEqual([]);
    expect(world.waits).toEqual([5_000]);
    expect(await percents()).toEqual([[ORG, 44, true]]);
  });

  it('is not waited for while this install leads', async () => {
    world.bridge.deliver(OTHER, { orgUuid: ORG, usage: usageBody(40) });
    world.pass(51_000);
    await poll('tick', world);
    world.waits = [];
    world.pass(MINUTE);
    expect(await asked(() => poll('tick', world))).toEqual([USAGE]);
    expect(world.waits).toEqual([]);
  });

  it('does not hold up a refresh', async () => {
    await poll('tick', world);
    world.bridge.deliver(OTHER, { orgUuid: ORG, usage: usageBody(43) });
    world.pass(1_000);
    expect(await asked(() => poll('refresh', world))).toContain(USAGE);
  });

  it('says nothing about the orgs that it does not hold', async () => {
    world.bridge.deliver(OTHER, { orgUuid: SECOND_ORG, usage: usageBody(43) });
    expect(await asked(() => poll('tick', world))).toContain(USAGE);
  });
});

it('takes over again from the meter’s own path: names its orgs first, asks when a minute is over', async () => {
  await poll('tick', world);
  world.pass(10 * MINUTE);
  const own: Session = { source: 'cookies', browser: 'Chrome', instance: 'profile', cadenceMs: MINUTE };
  world.bridge.deliver(own, { orgUuid: ORG, usage: usageBody(50) });
  world.pass(10_000);
  const posts = world.bridge.posts;
  expect(await asked(() => poll('tick', world))).toEqual([]);
  expect(world.bridge.posts).toBe(posts + 1);
  expect(isClaimed(world.bridge.state, ORG, world.now(), MINUTE)).toBe(true);
  world.pass(MINUTE);
  expect(await asked(() => poll('tick', world))).toEqual([USAGE]);
  expect(world.waits).toEqual([]);
});

describe('trouble', () => {
  it('of the meter leaves the numbers alone, and is over with the meter', async () => {
    world.bridge.running = false;
    await poll('tick', world);
    expect((await loadStore()).bridge.kind).toBe('not_running');
    expect(await percents()).toEqual([[ORG, 42, true]]);
    world.bridge.running = true;
    world.pass(MINUTE);
    await poll('tick', world);
    expect((await loadStore()).bridge.kind).toBe('running');
    expect(world.bridge.posts).toBe(1);
  });

  it('with a program that is no meter keeps the numbers to ourselves', async () => {
    world.bridge.print = () => '<html>Welcome</html>';
    await poll('tick', world);
    expect((await loadStore()).bridge.kind).toBe('not_a_meter');
    expect(world.bridge.posts).toBe(0);
  });

  it('asks no meter when that is switched off', async () => {
    await saveSettings({ bridge: false });
    await poll('tick', world);
    expect((await loadStore()).bridge.kind).toBe('off');
    expect(world.bridge.posts).toBe(0);
  });

  it('of the login keeps the last numbers, stale, and tells the meter why', async () => {
    await poll('tick', world);
    world.claude.signedIn = false;
    world.pass(MINUTE);
    await poll('tick', world);
    expect((await loadStore()).last?.problem?.kind).toBe('signed_out');
    expect(await percents()).toEqual([[ORG, 42, false]]);
    const [handed] = snapshotsOf(world.bridge.state, world.time, FRESHNESS_MS);
    expect([handed?.stale, handed?.problem?.kind]).toEqual([true, 'signed_out']);
  });

  it('of the login ends by itself with the next tick after signing in', async () => {
    world.claude.signedIn = false;
    await poll('tick', world);
    world.claude.signedIn = true;
    world.pass(MINUTE);
    await poll('tick', world);
    expect((await loadStore()).last?.problem).toBeNull();
    expect(await percents()).toEqual([[ORG, 42, true]]);
  });

  it('of the network is a network problem', async () => {
    world.claude.online = false;
    await poll('tick', world);
    expect((await loadStore()).last?.problem?.kind).toBe('network');
  });

  it('shows nothing of the person before', async () => {
    await poll('tick', world);
    world.claude.email = 'grace@example.com';
    world.claude.orgs = [{ uuid: SECOND_ORG, name: 'Grace', usage: usageBody(9) }];
    world.pass(15 * MINUTE);
    await poll('tick', world);
    expect((await percents()).filter(([, , live]) => live === true)).toEqual([[SECOND_ORG, 9, true]]);
  });
});

describe('two triggers at once', () => {
  it('lead to one poll', async () => {
    const polls = await Promise.all([poll('tick', world), poll('tick', world), poll('return', world)]);
    expect(polls.filter(Boolean)).toHaveLength(1);
    expect(world.claude.usageRequests(ORG)).toBe(1);
  });

  it('let a refresh have its turn after the one under way', async () => {
    const open = world.claude.hold();
    const both = Promise.all([poll('tick', world), poll('refresh', world)]);
    open();
    expect(await both).toEqual([true, true]);
    expect(world.claude.usageRequests(ORG)).toBe(2);
  });
});
