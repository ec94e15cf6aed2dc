import { describe, expect, it } from 'vitest';
import { elsewhereIn, likelihoodSlopes, logLikelihood, type Surroundings } from './stretch-likelihood.ts';

const AROUND: Surroundings = { alone: 0.7, elsewhere: 4, scatter: 0.1 };
const seen = (rise: number) => ({ rise, rounding: 0.15, edge: 0.001 });

describe('logLikelihood', () => {
  it.each([0.5, 5, 30])('is a density of the rise when %d points are expected', (local) => {
    const step = 0.01;
    let sum = 0;
    for (let rise = -20; rise < 79.99; rise += step)
      sum += Math.exp(logLikelihood(seen(rise), local, AROUND)) * step;
    expect(sum).toBeCloseTo(1, 3);
  });

  it('finds a rise above what is expected likelier than one as far below', () => {
    expect(logLikelihood(seen(12), 8, AROUND)).toBeGreaterThan(logLikelihood(seen(4), 8, AROUND));
  });

  it.each([
    [1e-6, 50],
    [99, 0.01],
    [0, 1e4],
    [100, 100],
  ])('is a number for a rise of %d where %d is expected', (rise, local) => {
    expect(Number.isFinite(logLikelihood(seen(rise), local, AROUND))).toBe(true);
  });
});

describe('likelihoodSlopes', () => {
  const H = 1e-5;
  const logit = (share: number) => Math.log(share / (1 - share));
  const shifted: [name: keyof Surroundings, by: (around: Surroundings, step: number) => Surroundings][] = [
    ['alone', (around, step) => ({ ...around, alone: 1 / (1 + Math.exp(-logit(around.alone) - step)) })],
    ['elsewhere', (around, step) => ({ ...around, elsewhere: around.elsewhere * Math.exp(step) })],
    ['scatter', (around, step) => ({ ...around, scatter: around.scatter * Math.exp(step) })],
  ];

  it.each([
    [3, 2],
    [0, 2],
    [50, 2],
    [2, 6],
    [8, 7.9],
  ])('are the differences of the likelihood: a rise of %d, %d expected', (rise, local) => {
    const slopes = likelihoodSlopes(seen(rise), local, AROUND);
    const difference = (f: (step: number) => number) => (f(H) - f(-H)) / (2 * H);
    expect(slopes.perPoint).toBeCloseTo(
      difference((step) => logLikelihood(seen(rise), local + step, AROUND)),
      4,
    );
    shifted.forEach(([, by], place) => {
      const numeric = difference((step) => logLikelihood(seen(rise), local, by(AROUND, step)));
      expect(slopes.around[place]).toBeCloseTo(numeric, 4);
    });
  });
});

describe('elsewhereIn', () => {
  it('is next to nothing when the work explains the rise', () => {
    expect(elsewhereIn(seen(10), 10, AROUND).mean).toBeLessThan(0.6);
  });

  it('is what the work does not explain when that is much', () => {
    const { mean, variance } = elsewhereIn(seen(60), 10, AROUND);
    expect(mean).toBeGreaterThan(49);
    expect(mean).toBeLessThan(50.5);
    expect(Math.sqrt(variance)).toBeLessThan(1.5);
  });

  it('is never negative, and grows with the rise', () => {
    let before = 0;
    for (let rise = 0; rise < 40; rise += 0.5) {
      const { mean, variance } = elsewhereIn(seen(rise), 10, AROUND);
      expect(mean).toBeGreaterThanOrEqual(before - 1e-9);
      expect(variance).toBeGreaterThanOrEqual(0);
      before = mean;
    }
  });
});
