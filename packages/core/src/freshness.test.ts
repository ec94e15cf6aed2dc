import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  anyBatch,
  CHROME,
  COOKIES,
  FIREFOX,
  MINUTE,
  ORG_A,
  ORG_B,
  observation,
  SECOND,
  type Seen,
  stateOf,
  T0,
} from '../test/observations.ts';
import {
  deliveredWithin,
  FRESHNESS_MS,
  freshFor,
  isClaimed,
  isCovered,
  isDropped,
  isStale,
  nextFlip,
  prune,
  RECENT_MS,
} from './freshness.ts';
import type { Session } from './observation.ts';
import { snapshotsOf } from './snapshot.ts';
import { emptyState, rowKey, type State } from './state.ts';

const HOUR = 60 * MINUTE;
const SLOW: Session = { ...CHROME, cadenceMs: 5 * MINUTE };
const SERVER = { kind: 'server', status: 500, retry_at: null } as const;

function stale(state: State, at: number, { session = CHROME, org = ORG_A } = {}): boolean {
  const row = state.rows[rowKey(session, org)];
  if (row === undefined) throw new Error('no such row');
  return isStale(state, row, T0 + at, FRESHNESS_MS);
}

describe('freshFor', () => {
  it.each([
    [MINUTE, 120_000, 120_000],
    [30 * SECOND, 120_000, 120_000],
    [5 * MINUTE, 120_000, 600_000],
    [MINUTE, 3_000, 120_000],
    [1_000, 3_000, 3_000],
  ])('cadence %i, freshness %i: %i', (cadence, freshness, expected) => {
    expect(freshFor(cadence, freshness)).toBe(expected);
  });
});

describe('isStale', () => {
  const one = (seen: Seen = {}) => [observation(seen)];

  it.each<[string, State, number, boolean]>([
    ['just fetched', stateOf(one()), 0, false],
    ['one poll missed', stateOf(one()), 119_999, false],
    ['silent for 120 s', stateOf(one()), 120_000, true],
    ['refreshed in time', stateOf(one(), one({ at: MINUTE })), 179_999, false],
    ['a clock that is a little ahead', stateOf(one({ at: 100 * SECOND, receivedAt: 0 })), 0, false],
    ['the clock went back a minute', stateOf(one()), -MINUTE, false],
    ['the clock went back an hour', stateOf(one()), -HOUR, true],
    [
      'its newest attempt failed',
      stateOf(one(), one({ at: MINUTE, fiveHour: null, problem: SERVER })),
      MINUTE,
      true,
    ],
    [
      'it failed and recovered',
      stateOf(one({ fiveHour: null, problem: SERVER }), one({ at: MINUTE })),
      MINUTE,
      false,
    ],
    [
      'an older failure arrives late',
      stateOf(one({ at: MINUTE }), one({ at: 0, receivedAt: 2 * MINUTE, fiveHour: null, problem: SERVER })),
      MINUTE,
      false,
    ],
    ['only named, never delivered', stateOf(one({ fiveHour: null })), 0, true],
    [
      'its session posted without this org',
      stateOf(one(), [observation({ org: ORG_B, at: SECOND })]),
      SECOND,
      true,
    ],
    [
      'its session posted another org with it',
      stateOf([observation(), observation({ org: ORG_B, at: SECOND })]),
      SECOND,
      false,
    ],
    [
      'its session named it without asking',
      stateOf(one(), [observation({ at: SECOND, fiveHour: null }), observation({ org: ORG_B, at: SECOND })]),
      SECOND,
      false,
    ],
    [
      'another browser posted without this org',
      stateOf(one(), [observation({ session: FIREFOX, org: ORG_B, at: 9 })]),
      9,
      false,
    ],
    [
      'another profile posted without this org',
      stateOf(one(), [observation({ session: { ...CHROME, instance: 'x' }, org: ORG_B, at: 9 })]),
      9,
      false,
    ],
    ['an empty post', stateOf(one(), []), SECOND, false],
    ['from disk', { ...stateOf(one()), restoredAt: T0 }, 0, true],
    ['from disk, refreshed since', { ...stateOf(one(), one({ at: MINUTE })), restoredAt: T0 }, MINUTE, false],
  ])('%s', (_, state, at, expected) => {
    expect(stale(state, at)).toBe(expected);
  });

  it('gives a session with a slower cadence twice its cadence', () => {
    const state = stateOf([observation({ session: SLOW })]);
    expect(stale(state, 10 * MINUTE - 1)).toBe(false);
    expect(stale(state, 10 * MINUTE)).toBe(true);
  });

  it('does not let rows from disk come alive by another session of the same org', () => {
    const state = { ...stateOf([observation()]), restoredAt: T0 };
    const merged = stateOf([observation({ session: FIREFOX, at: SECOND })]);
    const both = { ...state, rows: { ...state.rows, ...merged.rows } };
    expect(stale(both, SECOND)).toBe(true);
    expect(stale(both, SECOND, { session: FIREFOX })).toBe(false);
  });
});

describe('isDropped and prune', () => {
  it('drops what nobody has reported for two hours, counted from the last post that held it', () => {
    const state = stateOf([observation()], [observation({ at: MINUTE, fiveHour: null })]);
    const [row] = Object.values(state.rows);
    if (row === undefined) throw new Error('no row');
    expect(isDropped(row, T0 + MINUTE + 2 * HOUR - 1)).toBe(false);
    expect(isDropped(row, T0 + MINUTE + 2 * HOUR)).toBe(true);
    expect(isDropped(row, T0 - 24 * HOUR)).toBe(false);
  });

  it('forgets dropped rows and sessions without rows, and nothing else', () => {
    const state = stateOf([observation()], [observation({ session: FIREFOX, at: HOUR })]);
    expect(prune(state, T0 + HOUR)).toBe(state);
    const pruned = prune(state, T0 + 2 * HOUR);
    expect(Object.keys(pruned.rows)).toEqual([rowKey(FIREFOX, ORG_A)]);
    expect(Object.keys(pruned.sessions)).toHaveLength(1);
    expect(prune(state, T0 + 9 * HOUR)).toEqual(emptyState());
  });
});

describe('isCovered and deliveredWithin', () => {
  const covered = (state: State, at: number, org = ORG_A) => isCovered(state, org, T0 + at, FRESHNESS_MS);

  it.each<[string, State, number, boolean]>([
    ['delivered by the extension', stateOf([observation()]), 0, true],
    ['until the freshness is over', stateOf([observation()]), FRESHNESS_MS - 1, true],
    ['not after', stateOf([observation()]), FRESHNESS_MS, false],
    ['not by an empty post', stateOf([observation()], []), FRESHNESS_MS, false],
    ['not by a post about another org', stateOf([observation({ org: ORG_B })]), 0, false],
    ['not by a post without a usage body', stateOf([observation({ fiveHour: null })]), 0, false],
    [
      'not renewed by a post without a usage body',
      stateOf([observation()], [observation({ at: MINUTE, fiveHour: null })]),
      FRESHNESS_MS,
      false,
    ],
    ['not by the own fetch path', stateOf([observation({ session: COOKIES })]), 0, false],
    ['not from disk', { ...stateOf([observation()]), restoredAt: T0 }, 0, false],
    ['not when the clock has gone back far', stateOf([observation()]), -HOUR, false],
    [
      'by the second of two browsers',
      stateOf([observation()], [observation({ session: FIREFOX, at: MINUTE })]),
      150_000,
      true,
    ],
  ])('%s', (_, state, at, expected) => {
    expect(covered(state, at)).toBe(expected);
  });

  it('counts any session unless one source is named', () => {
    const state = stateOf([observation({ session: COOKIES })]);
    const at = (now: number) => ({ now: T0 + now, windowMs: RECENT_MS });
    expect(deliveredWithin(state, ORG_A, at(RECENT_MS - 1))).toBe(true);
    expect(deliveredWithin(state, ORG_A, at(RECENT_MS))).toBe(false);
    expect(deliveredWithin(state, ORG_A, { ...at(0), source: 'cookies' })).toBe(true);
    expect(deliveredWithin(state, ORG_A, { ...at(0), source: 'extension' })).toBe(false);
    expect(deliveredWithin(state, ORG_B, at(0))).toBe(false);
  });
});

describe('isClaimed', () => {
  it.each<[string, State, number, boolean]>([
    ['by an extension that delivered it', stateOf([observation()]), 0, true],
    ['by an extension that only named it', stateOf([observation({ fiveHour: null })]), 0, true],
    ['until the window is over', stateOf([observation()]), FRESHNESS_MS, false],
    [
      'not by one that could not read it',
      stateOf([observation({ fiveHour: null, problem: SERVER })]),
      0,
      false,
    ],
    ['not by the own fetch path', stateOf([observation({ session: COOKIES })]), 0, false],
    ['not by a post about another org', stateOf([observation({ org: ORG_B })]), 0, false],
    ['not from disk', { ...stateOf([observation()]), restoredAt: T0 }, 0, false],
    ['not when the clock has gone back far', stateOf([observation()]), -HOUR, false],
  ])('%s', (_, state, at, expected) => {
    expect(isClaimed(state, ORG_A, T0 + at, FRESHNESS_MS)).toBe(expected);
  });
});

describe('nextFlip', () => {
  it.each<[string, State, number, number | null]>([
    ['nothing known', emptyState(), 0, null],
    ['stale next', stateOf([observation()]), 0, FRESHNESS_MS],
    ['dropped next', stateOf([observation()]), FRESHNESS_MS, 2 * HOUR],
    ['all over', stateOf([observation()]), 2 * HOUR, null],
    ['slower cadence', stateOf([observation({ session: SLOW })]), 0, 10 * MINUTE],
    [
      'the earlier of two',
      stateOf([observation({ at: MINUTE })], [observation({ session: FIREFOX })]),
      0,
      FRESHNESS_MS,
    ],
    ['never delivered', stateOf([observation({ fiveHour: null })]), 0, 2 * HOUR],
    ['the clock went back', stateOf([observation()]), -HOUR, -2 * MINUTE],
  ])('%s', (_, state, now, expected) => {
    expect(nextFlip(state, T0 + now, FRESHNESS_MS)).toBe(expected === null ? null : T0 + expected);
  });

  it('names the very moment: until then time alone changes nothing that is shown', () => {
    const shown = (state: State, now: number) =>
      snapshotsOf(state, now, FRESHNESS_MS).map(({ org_uuid, browser, stale: old }) => [
        org_uuid,
        browser,
        old,
      ]);
    fc.assert(
      fc.property(
        fc.array(anyBatch, { maxLength: 3 }),
        fc.integer({ min: -10, max: 150 }).map((minutes) => T0 + minutes * MINUTE),
        fc.nat({ max: 1e9 }),
        (batches, now, part) => {
          const state = stateOf(...batches);
          const flip = nextFlip(state, now, FRESHNESS_MS);
          const until = flip === null ? now + 1e9 : flip - 1;
          const between = now + (part % (until - now + 1));
          for (const moment of [between, until]) expect(shown(state, moment)).toEqual(shown(state, now));
        },
      ),
      { numRuns: 500 },
    );
  });
});
