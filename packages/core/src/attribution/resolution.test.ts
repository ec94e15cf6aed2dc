import { expect, it } from 'vitest';
import { resolutionOf } from './resolution.ts';

it.each([
  [[1, 2, 40], 1],
  [[1, 2.5, 40], 0.1],
  [[1.25, 2.5], 0.01],
  [[42.0, 85.70003930000001], 0.0001],
  [[null, 3], 1],
  [[], 1],
])('percents %j come in steps of %d', (percents, resolution) => {
  const readings = percents.map((percent, at) => ({ at, percent, resetsAt: null }));
  expect(resolutionOf(readings)).toBe(resolution);
});
