import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  anyBatch,
  anyObservation,
  CHROME,
  FIREFOX,
  MINUTE,
  ORG_A,
  ORG_B,
  observation,
  SECOND,
  stateOf,
  T0,
} from '../test/observations.ts';
import { forget, merge } from './merge.ts';
import { emptyState, type Row, rowKey, type State, sessionKey } from './state.ts';

const rowOf = (state: State, session = CHROME, org = ORG_A): Row => {
  const row = state.rows[rowKey(session, org)];
  if (row === undefined) throw new Error(`no row ${rowKey(session, org)}`);
  return row;
};
const PARTS = ['usage', 'account', 'overage', 'subscription'] as const;

describe('merge', () => {
  it('keeps the newer of two posts, whichever arrives first', () => {
    const older = [observation({ at: 0, fiveHour: 10 })];
    const newer = [observation({ at: MINUTE, fiveHour: 20 })];
    for (const state of [stateOf(older, newer), stateOf(newer, older)]) {
      expect(rowOf(state).usage?.value.text).toBe('{"five_hour":20}');
      expect(rowOf(state).usage?.fetchedAt).toBe('2026-11-22T12:01:00.000Z');
    }
  });

  it('keeps what is known when a later post does not hold it', () => {
    const full = observation({
      given: {
        overage: { text: '{"a":1}', meaning: null },
        subscription: { text: '{"b":1}', meaning: null },
      },
    });
    const bare = observation({ at: MINUTE, fiveHour: null, given: { account: null } });
    const row = rowOf(stateOf([full], [bare]));
    expect(row.usage?.value.text).toBe('{"five_hour":42}');
    expect(row.overage?.value.text).toBe('{"a":1}');
    expect(row.subscription?.value.text).toBe('{"b":1}');
    expect(row.account?.value.email).toBe('you@example.com');
    expect(row.seenAt).toBe(T0 + MINUTE);
  });

  it('keeps the last good numbers beside a newer failure', () => {
    const problem = { kind: 'rate_limited', status: 429, retry_at: null } as const;
    const row = rowOf(stateOf([observation()], [observation({ at: MINUTE, fiveHour: null, problem })]));
    expect(row.usage?.at).toBe(T0);
    expect(row.attempt.value.problem).toEqual(problem);
  });

  it('does not let a clock that is ahead win for ever: no fetch is later than its arrival', () => {
    const ahead = observation({ at: 100 * SECOND, receivedAt: 0, fiveHour: 10 });
    const honest = observation({ at: 10 * SECOND, fiveHour: 20 });
    const row = rowOf(stateOf([ahead], [honest]));
    expect(row.usage?.value.text).toBe('{"five_hour":20}');
    expect(rowOf(stateOf([ahead])).usage).toMatchObject({ at: T0, fetchedAt: '2026-11-22T12:01:40.000Z' });
  });

  it('takes the arrival for a fetch time that cannot be read', () => {
    const state = stateOf([observation({ given: { fetchedAt: 'yesterday' } })]);
    expect(rowOf(state)).toMatchObject({ seenAt: T0, usage: { at: T0 } });
  });

  it('does nothing with an empty post', () => {
    const state = stateOf([observation()]);
    expect(merge(state, [])).toBe(state);
  });

  it('gives every row of a post its newest moment, and marks the session', () => {
    const state = stateOf([observation({ at: 0 }), observation({ org: ORG_B, at: SECOND })]);
    expect(rowOf(state).seenAt).toBe(T0 + SECOND);
    expect(state.sessions).toEqual({ [sessionKey(CHROME)]: T0 + SECOND });
  });

  it('keeps sessions apart: browsers, profiles and sources', () => {
    const sessions = [
      CHROME,
      FIREFOX,
      { ...CHROME, instance: 'one' },
      { ...CHROME, instance: 'two' },
      { ...CHROME, source: 'cookies' as const },
    ];
    const state = stateOf(...sessions.map((session, at) => [observation({ session, at, fiveHour: at })]));
    expect(Object.keys(state.rows)).toHaveLength(5);
    sessions.forEach((session, at) => {
      expect(rowOf(state, session).usage?.value.text).toBe(`{"five_hour":${at}}`);
    });
  });

  it('takes one browser in two spellings for one session, and a renamed install for the same', () => {
    const shouted = { ...CHROME, browser: 'CHROME' };
    expect(Object.keys(stateOf([observation()], [observation({ session: shouted })]).rows)).toHaveLength(1);
    const [before, after] = ['Chrome', 'Brave'].map((browser) => ({ ...CHROME, browser, instance: 'i' }));
    const state = stateOf(
      [observation({ session: before ?? CHROME })],
      [observation({ session: after ?? CHROME, at: SECOND })],
    );
    expect(Object.values(state.rows).map((row) => row.attempt.value.session.browser)).toEqual(['Brave']);
  });

  it('remembers for good that an org has proven percent', () => {
    const evident = observation();
    if (evident.usage !== null) evident.usage.meaning.percentEvident = true;
    const state = stateOf([evident, observation({ org: ORG_B })], [observation({ at: MINUTE })]);
    expect(state.percentOrgs).toEqual({ [ORG_A]: true });
  });

  describe('for any posts', () => {
    it('order does not matter', () => {
      fc.assert(
        fc.property(fc.array(anyBatch, { maxLength: 5 }), fc.infiniteStream(fc.nat()), (batches, dice) => {
          const shuffled = batches
            .map((batch) => ({ batch, at: dice.next().value }))
            .sort((a, b) => a.at - b.at)
            .map(({ batch }) => [...batch].reverse());
          expect(stateOf(...shuffled)).toEqual(stateOf(...batches));
        }),
        { numRuns: 500 },
      );
    });

    it('a post that arrives twice changes nothing', () => {
      fc.assert(
        fc.property(anyBatch, anyBatch, (before, batch) => {
          const once = stateOf(before, batch);
          expect(merge(once, batch)).toEqual(once);
          expect(stateOf(before, batch, before)).toEqual(once);
        }),
      );
    });

    it('an older part never takes the place of a newer one, and what is known stays known', () => {
      fc.assert(
        fc.property(fc.array(anyBatch, { maxLength: 3 }), anyBatch, (before, batch) => {
          const [known, merged] = [stateOf(...before), stateOf(...before, batch)];
          for (const [key, row] of Object.entries(known.rows)) {
            const after = merged.rows[key];
            expect(after?.seenAt).toBeGreaterThanOrEqual(row.seenAt);
            for (const part of PARTS) {
              const [was, is] = [row[part], after?.[part]];
              if (was !== null) expect(is?.at).toBeGreaterThanOrEqual(was.at);
            }
          }
          expect(merged.percentOrgs).toMatchObject(known.percentOrgs);
        }),
      );
    });

    it('every number in the state is one that was posted', () => {
      fc.assert(
        fc.property(fc.array(anyBatch, { maxLength: 4 }), (batches) => {
          const posted = new Set(batches.flat().map(({ usage }) => usage?.text));
          for (const row of Object.values(stateOf(...batches).rows)) {
            if (row.usage !== null) expect(posted).toContain(row.usage.value.text);
          }
        }),
      );
    });

    it('rows of other sessions and other orgs are not touched', () => {
      fc.assert(
        fc.property(fc.array(anyBatch, { maxLength: 3 }), anyObservation, (before, seen) => {
          const known = stateOf(...before);
          const merged = merge(known, [seen]);
          const key = rowKey(seen.session, seen.orgUuid);
          for (const other of Object.keys(known.rows)) {
            if (other !== key) expect(merged.rows[other]).toBe(known.rows[other]);
          }
          const session = sessionKey(seen.session);
          for (const other of Object.keys(known.sessions)) {
            if (other !== session) expect(merged.sessions[other]).toBe(known.sessions[other]);
          }
        }),
      );
    });

    it('the state that went in stays as it was, and survives as JSON', () => {
      fc.assert(
        fc.property(anyBatch, anyBatch, (before, batch) => {
          const known = stateOf(before);
          const printed = JSON.stringify(known);
          const merged = merge(known, batch);
          expect(JSON.stringify(known)).toBe(printed);
          expect(JSON.parse(JSON.stringify(merged))).toEqual(merged);
        }),
      );
    });
  });
});

describe('forget', () => {
  it('removes every row of an org, and it comes back with the next post', () => {
    const state = stateOf([observation(), observation({ org: ORG_B })], [observation({ session: FIREFOX })]);
    const forgotten = forget(state, ORG_A);
    expect(Object.values(forgotten.rows).map((row) => row.orgUuid)).toEqual([ORG_B]);
    expect(Object.keys(merge(forgotten, [observation({ at: MINUTE })]).rows)).toHaveLength(2);
    expect(forget(emptyState(), ORG_A)).toEqual(emptyState());
  });
});
