import { describe, expect, it } from 'vitest';
import { CHROME, FIREFOX, MINUTE, ORG_A, ORG_B, observation, stateOf, T0 } from '../test/observations.ts';
import { afterClockWentBack } from './clock-went-back.ts';
import { FRESHNESS_MS } from './freshness.ts';
import { forget, merge } from './merge.ts';
import { snapshotsOf } from './snapshot.ts';

const DAY = 24 * 60 * MINUTE;
const known = stateOf(
  [observation({ session: CHROME, org: ORG_A, fiveHour: 42 })],
  [observation({ session: FIREFOX, org: ORG_B, fiveHour: 7 })],
);
const percents = (state: typeof known, now: number) =>
  snapshotsOf(state, now, FRESHNESS_MS).map(({ limits, stale }) => [limits[0]?.percent, stale]);

describe('afterClockWentBack', () => {
  it.each([0, 1000, MINUTE, DAY, -1000, -2 * MINUTE])(
    'changes nothing when the clock moves by %i ms',
    (ms) => {
      expect(afterClockWentBack(known, T0 + ms)).toBe(known);
    },
  );

  it('keeps the numbers, as stale: their age cannot be told', () => {
    const now = T0 - DAY;
    expect(percents(afterClockWentBack(known, now), now)).toEqual([
      [42, true],
      [7, true],
    ]);
  });

  it('lets what is read next win, and leaves the rest stale', () => {
    const now = T0 - DAY;
    const next = observation({ session: CHROME, at: -DAY, fiveHour: 43 });
    expect(percents(merge(afterClockWentBack(known, now), [next]), now)).toEqual([
      [43, false],
      [7, true],
    ]);
  });

  it('forgets a restore from the future, which would make all that follows stale', () => {
    const now = T0 - DAY;
    const state = merge(afterClockWentBack({ ...known, restoredAt: T0 }, now), [
      observation({ at: -DAY, fiveHour: 43 }),
    ]);
    expect(percents(state, now)[0]).toEqual([43, false]);
  });

  it('forgets that a session was heard of in the future, also when that row is gone', () => {
    const both = merge(known, [observation({ session: CHROME, org: ORG_B, fiveHour: 8 })]);
    const ahead = merge(both, [observation({ session: CHROME, org: ORG_A, at: DAY, fiveHour: 50 })]);
    const now = T0 + MINUTE;
    const state = merge(afterClockWentBack(forget(ahead, ORG_A), now), [
      observation({ session: CHROME, org: ORG_B, at: MINUTE, fiveHour: 9 }),
    ]);
    expect(percents(state, now)[0]).toEqual([9, false]);
  });

  it.each(['attempt', 'usage'] as const)(
    'lets what is read next win over a %s of the future alone',
    (part) => {
      const [key = '', row] = Object.entries(known.rows)[0] ?? [];
      const dated = row?.[part];
      if (row === undefined || dated == null) throw new Error('The state has no row.');
      // No merge makes such a row, but a state file of another hand may hold one.
      const ahead = {
        ...known,
        rows: { ...known.rows, [key]: { ...row, [part]: { ...dated, at: T0 + DAY } } },
      };
      const now = T0 + MINUTE;
      const state = merge(afterClockWentBack(ahead, now), [
        observation({ session: CHROME, at: MINUTE, fiveHour: 51 }),
      ]);
      expect(percents(state, now)[0]).toEqual([51, false]);
    },
  );

  it('lets a clock that jumped ahead and came back go on as if nothing had been', () => {
    const ahead = merge(known, [observation({ session: CHROME, at: DAY, fiveHour: 50 })]);
    const now = T0 + MINUTE;
    const state = merge(afterClockWentBack(ahead, now), [
      observation({ session: CHROME, at: MINUTE, fiveHour: 51 }),
    ]);
    expect(percents(state, now)[0]).toEqual([51, false]);
  });
});
