import { describe, expect, it } from 'vitest';
import { attributedAccount } from '../../test/attributed-account.ts';
import { driftOf } from './drift.ts';

const DAY = 86_400_000;
const NIGHTLY = process.env['NIGHTLY'] === '1';
const USUAL = { weeks: 7, elsewherePerDay: 1.2, sleeps: true };
/** Accounts that are looked at: enough for a rate, few enough for every day. */
const SEEDS = NIGHTLY ? 300 : 60;

describe('steps of what tokens weigh', () => {
  it('are told of at most 3 in 100 accounts that have none', { timeout: 300_000 }, () => {
    let told = 0;
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const { attributed } = attributedAccount({ ...USUAL, seed, digits: seed % 2 });
      if (attributed.steps.length > 0) told += 1;
    }
    expect(told / SEEDS).toBeLessThanOrEqual(0.03);
  });

  it.each([
    [1.3, 0],
    [0.5, 1],
    [0.2, 0],
  ])(
    'are found with their size and day: every token weighs %d times as much, percents of %d digits',
    { timeout: 120_000 },
    (factor, digits) => {
      const step = { day: 30, factor };
      let [found, sized, dated] = [0, 0, 0];
      const seeds = NIGHTLY ? 60 : 12;
      for (let seed = 1; seed <= seeds; seed += 1) {
        const { account, attributed } = attributedAccount({ ...USUAL, seed: 4000 + seed, digits, step });
        const truth = account.until - (49 - step.day) * DAY;
        const told = attributed.steps.find(({ at }) => Math.abs(at - truth) < 5 * DAY);
        if (told === undefined) continue;
        found += 1;
        if (Math.abs(Math.log(told.factor / factor)) < 0.1) sized += 1;
        if (told.between[0] <= truth && truth <= told.between[1]) dated += 1;
        expect(told.confidence).toBeGreaterThanOrEqual(0.99);
        expect(told.low).toBeLessThan(told.factor);
        expect(told.high).toBeGreaterThan(told.factor);
      }
      expect(found / seeds).toBeGreaterThanOrEqual(0.9);
      expect(sized / found).toBeGreaterThanOrEqual(0.9);
      expect(dated / found).toBeGreaterThanOrEqual(0.75);
    },
  );

  it('leave the weeks before and after with their own weights', () => {
    const { account, attributed } = attributedAccount({
      ...USUAL,
      seed: 4001,
      digits: 1,
      step: { day: 28, factor: 1.5 },
    });
    const told = driftOf(attributed, account.until);
    if (told.kind !== 'drift') throw new Error(told.kind);
    const [first, last] = [told.weeks[0], told.weeks.at(-1)];
    expect(told.weeks).toHaveLength(7);
    expect((last?.pointsPerUsd ?? 0) / (first?.pointsPerUsd ?? 1)).toBeGreaterThan(1.3);
    expect((last?.pointsPerUsd ?? 0) / (first?.pointsPerUsd ?? 1)).toBeLessThan(1.7);
  });

  it('are not looked for in a week', () => {
    const { account, attributed } = attributedAccount({ ...USUAL, weeks: 1, seed: 1, digits: 1 });
    expect(driftOf(attributed, account.until)).toMatchObject({ kind: 'thin' });
  });
});
