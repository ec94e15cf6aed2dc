import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CookieJar } from './cookie-jar.ts';
import { preferSessions, withoutClones } from './prefer-sessions.ts';
import type { CookieSession } from './session.ts';

const session = (change: Partial<CookieSession> & { key?: string } = {}): CookieSession => ({
  browser: 'Chrome',
  profile: 'Default',
  container: null,
  instance: 'cookies-1',
  cookies: new CookieJar([{ name: 'sessionKey', value: change.key ?? 'k' }]),
  lastActiveOrg: null,
  sessionStartedAt: 1,
  ...change,
});

const anySession = fc
  .record({
    browser: fc.constantFrom('Chrome', 'Firefox'),
    instance: fc.uuid(),
    sessionStartedAt: fc.option(fc.nat(5)),
  })
  .map(session);
const anyCandidates = fc.array(
  fc.record({ session: anySession, orgs: fc.uniqueArray(fc.constantFrom('o1', 'o2', 'o3')) }),
);

describe('preferSessions', () => {
  it('gives an org to the newest session of a browser and drops one that is left with none', () => {
    const old = session({ instance: 'a', sessionStartedAt: 1 });
    const young = session({ instance: 'b', sessionStartedAt: 2 });
    const undated = session({ instance: 'c', sessionStartedAt: null });
    expect(
      preferSessions([
        { session: undated, orgs: ['o1'] },
        { session: old, orgs: ['o1', 'o2'] },
        { session: young, orgs: ['o1'] },
      ]),
    ).toEqual([
      { session: young, orgs: ['o1'] },
      { session: old, orgs: ['o2'] },
    ]);
  });

  it('lets two browsers keep the same org: each has its own row', () => {
    const chrome = { session: session(), orgs: ['o1'] };
    const firefox = { session: session({ browser: 'Firefox' }), orgs: ['o1'] };
    expect(preferSessions([chrome, firefox])).toHaveLength(2);
  });

  it('assigns every (browser, org) exactly once, to one of those that hold it, in any order of input', () => {
    fc.assert(
      fc.property(anyCandidates, (candidates) => {
        const pairs = (list: typeof candidates) =>
          list.flatMap(({ session: { browser }, orgs }) => orgs.map((org) => `${browser} ${org}`));
        const chosen = preferSessions(candidates);
        expect(pairs([...chosen] as typeof candidates).sort()).toEqual(
          [...new Set(pairs(candidates))].sort(),
        );
        expect(preferSessions(candidates.toReversed())).toEqual(chosen);
        for (const { session: winner, orgs } of chosen) {
          for (const rival of candidates) {
            if (rival.session.browser !== winner.browser || !rival.orgs.some((org) => orgs.includes(org)))
              continue;
            expect(rival.session.sessionStartedAt ?? -1).toBeLessThanOrEqual(winner.sessionStartedAt ?? -1);
          }
        }
      }),
    );
  });
});

describe('withoutClones', () => {
  it('keeps the newest of the profiles that hold the same login, in the order found', () => {
    const one = session({ instance: 'a', key: 'same', sessionStartedAt: 1 });
    const two = session({ instance: 'b', key: 'same', sessionStartedAt: 2 });
    const other = session({ instance: 'c', key: 'other' });
    const elsewhere = session({ instance: 'd', key: 'same', browser: 'Brave' });
    expect(withoutClones([one, other, two, elsewhere])).toEqual([other, two, elsewhere]);
  });
});
