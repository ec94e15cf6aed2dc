import { beforeAll, describe, expect, it } from 'vitest';
import { attributedAccount, truthOf, WEEK } from '../../test/attributed-account.ts';
import { familyWeights } from './family-weights.ts';
import { MICRO } from './piece.ts';
import { elsewhereOf, pointsBy } from './points-by.ts';

/** Accounts that differ in what their server rounds to, in how much comes from elsewhere, and in whether they sleep. */
const SEEDS = 216;
/** A number that the server rounded is not known better than this. */
const DUST = 5e-4;

/** How often intervals held the truth. */
class Tally {
  held = 0;
  all = 0;
  /** Sum of the relative errors of the middles. */
  off = 0;
  count(truth: number, { low, high, middle }: { low: number; high: number; middle: number }): void {
    this.all += 1;
    if (truth >= low - DUST && truth <= high + DUST) this.held += 1;
    this.off += (middle - truth) / truth;
  }
}

describe.each(['five_hour', 'seven_day'] as const)(
  '80 %% intervals on simulated accounts of known weights, limit %s',
  (limit) => {
    const tallies = {
      local: new Tally(),
      elsewhere: new Tally(),
      model: new Tally(),
      session: new Tally(),
      weight: new Tally(),
    };

    beforeAll(() => {
      for (let seed = 1; seed <= SEEDS; seed += 1) countOne(seed);
    }, 240_000);

    function countOne(seed: number): void {
      const { account, attributed } = attributedAccount({
        limit,
        seed,
        weeks: 4,
        digits: [0, 1, 10][seed % 3] ?? 0,
        elsewherePerDay: [0.5, 1.2, 3][Math.floor(seed / 3) % 3] ?? 1,
        sleeps: seed % 2 === 0,
      });
      const range = { from: account.until - WEEK, to: account.until };
      const told = <K>(keyOf: Parameters<typeof pointsBy<K>>[2]) =>
        pointsBy(attributed, range, keyOf).map((points) => ({ ...points, middle: points.micro / MICRO }));
      const truth = (is: Parameters<typeof truthOf>[2]['is']) =>
        truthOf(account, attributed, { from: range.from, is });
      const all = truth(() => true);
      for (const local of told(() => 'all')) tallies.local.count(all, local);
      const rest = elsewhereOf(attributed, range);
      tallies.elsewhere.count(rest.rise / MICRO - all, { ...rest, middle: rest.micro / MICRO });
      for (const one of told(({ model }) => model))
        tallies.model.count(
          truth(({ model }) => model === one.key),
          one,
        );
      for (const one of told(({ context }) => context)) {
        if (one.unmeasuredRequests === 0)
          tallies.session.count(
            truth(({ session }) => session === one.key),
            one,
          );
      }
      for (const { family, low, high, pointsPerUsd } of familyWeights(attributed)) {
        tallies.weight.count(account.pointsPerUsd.get(family) ?? Number.NaN, {
          low,
          high,
          middle: pointsPerUsd,
        });
      }
    }

    it.each(Object.keys(tallies) as (keyof typeof tallies)[])(
      'hold the truth of %s in 72 to 88 of 100 cases',
      (name) => {
        const { held, all } = tallies[name];
        expect(all).toBeGreaterThanOrEqual(SEEDS);
        expect(held / all).toBeGreaterThanOrEqual(0.72);
        expect(held / all).toBeLessThanOrEqual(0.88);
      },
    );

    it.each([
      ['local', 0.02],
      // Hardly used models stay near their list price.
      ['weight', 0.04],
    ] as const)('lean to neither side: %s is off by less than a share of %d on average', (name, most) => {
      const { off, all } = tallies[name];
      expect(Math.abs(off / all)).toBeLessThan(most);
    });
  },
);
