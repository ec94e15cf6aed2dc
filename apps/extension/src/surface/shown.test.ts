import { beforeEach, describe, expect, it } from 'vitest';
import { poll } from '../poll/poll.ts';
import { loadStore } from '../store/store.ts';
import { ORG, SECOND_ORG, usageBody, World } from '../testing/world.ts';
import { shownBadge, shownOf } from './shown.ts';

let world: World;
beforeEach(() => {
  world = new World();
});

const OTHER = { source: 'extension', browser: 'Firefox', instance: 'other', cadenceMs: 60_000 } as const;
const shown = async () =>
  shownOf(await loadStore(), world.time).map((reading) => [
    reading.snapshot.org_uuid,
    reading.snapshot.browser,
    reading.fiveHour?.percent ?? null,
    reading.live,
  ]);

describe('what is shown', () => {
  it('is the own reading and what the meter told of other browsers', async () => {
    world.bridge.deliver(OTHER, { orgUuid: SECOND_ORG, usage: usageBody(55) });
    await poll('tick', world);
    expect(await shown()).toEqual([
      [ORG, 'This browser', 42, true],
      [SECOND_ORG, 'Firefox', 55, true],
    ]);
  });

  it('grows stale by itself, and goes after two hours', async () => {
    world.bridge.deliver(OTHER, { orgUuid: SECOND_ORG, usage: usageBody(55) });
    await poll('tick', world);
    world.pass(119_999);
    expect((await shown()).map(([, , , live]) => live)).toEqual([true, true]);
    world.pass(1);
    expect((await shown()).map(([, , , live]) => live)).toEqual([false, false]);
    world.pass(2 * 60 * 60 * 1000);
    expect(await shown()).toEqual([]);
  });

  it('keeps what others said last when the meter is gone, stale', async () => {
    world.bridge.deliver(OTHER, { orgUuid: SECOND_ORG, usage: usageBody(55) });
    await poll('tick', world);
    world.bridge.running = false;
    for (const _minute of [1, 2, 3]) {
      world.pass(60_000);
      await poll('tick', world);
    }
    expect(await shown()).toEqual([
      [ORG, 'This browser', 42, true],
      [SECOND_ORG, 'Firefox', 55, false],
    ]);
  });
});

it('greys the badge, with the last number, when all is stale', async () => {
  await poll('tick', world);
  world.pass(120_000);
  expect(shownBadge(await loadStore(), world.time)).toMatchObject({ text: '42', colour: '#666666' });
});
