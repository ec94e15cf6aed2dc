import { beforeEach, describe, expect, it } from 'vitest';
import { poll } from '../poll/poll.ts';
import { loadStore } from '../store/store.ts';
import { shownOf } from '../surface/shown.ts';
import { ORG, SECOND_ORG, usageBody, World } from '../testing/world.ts';
import { shownInDetail } from './shown-in-detail.ts';

let world: World;
beforeEach(() => {
  world = new World();
});

const OVERAGE = '{"is_enabled":true,"monthly_credit_limit":20000,"used_credits":7300,"currency":"USD"}';
const OTHER = { source: 'extension', browser: 'Firefox', instance: 'other', cadenceMs: 60_000 } as const;
const MINUTE = 60_000;

const inDetail = async () => shownInDetail(await loadStore(), world.time);
const extraOf = async (org: string) =>
  (await inDetail()).find(({ snapshot }) => snapshot.org_uuid === org)?.snapshot.extra?.used?.minor ?? null;

describe('what the popup shows', () => {
  it('has the very numbers of the badge, with the money beside them', async () => {
    world.claude.orgs = [{ uuid: ORG, name: 'Ada', usage: usageBody('42.0'), overage: OVERAGE }];
    world.bridge.deliver(OTHER, { orgUuid: SECOND_ORG, usage: usageBody(55), overage: OVERAGE });
    await poll('tick', world);
    const seen = await inDetail();
    const onBadge = shownOf(await loadStore(), world.time);
    expect(seen.map(({ limits }) => limits)).toEqual(onBadge.map(({ limits }) => limits));
    expect(seen.map(({ live }) => live)).toEqual([true, true]);
    expect(await extraOf(ORG)).toBe(7300);
    expect(await extraOf(SECOND_ORG)).toBe(7300);
  });

  it('lets go of money that was not served for half an hour, and keeps the numbers', async () => {
    world.claude.orgs = [{ uuid: ORG, name: 'Ada', usage: usageBody('42.0'), overage: OVERAGE }];
    await poll('tick', world);
    world.claude.signedIn = false;
    for (const [passed, used] of [
      [29 * MINUTE, 7300],
      [1 * MINUTE, null],
    ] as const) {
      world.pass(passed);
      await poll('tick', world);
      expect(await extraOf(ORG)).toBe(used);
    }
    expect((await inDetail())[0]?.fiveHour?.percent).toBe(42);
  });

  it('says what is strange about a body beside the numbers', async () => {
    world.claude.orgs = [{ uuid: ORG, name: 'Ada', usage: usageBody('42.0'), overage: '{"later":true}' }];
    await poll('tick', world);
    expect((await inDetail())[0]?.snapshot.errors.join()).toContain('extra usage answer holds nothing known');
  });
});
