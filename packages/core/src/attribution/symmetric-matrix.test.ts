import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { inverseOf, product, quadratic, times, zeros } from './symmetric-matrix.ts';

const size = 5;
/** `A · Aᵀ` with something on the diagonal is symmetric and positive definite. */
const definite = fc
  .array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: size * size, maxLength: size * size })
  .map((values) => {
    const half = zeros(size).map((row, at) => row.map((_, column) => values[at * size + column] ?? 0));
    const turned = zeros(size).map((row, at) => row.map((_, column) => half[column]?.[at] ?? 0));
    return product(half, turned).map((row, at) =>
      row.map((value, column) => value + (at === column ? 0.5 : 0)),
    );
  });

it('a matrix times its inverse is one', () => {
  fc.assert(
    fc.property(definite, (matrix) => {
      const inverse = inverseOf(matrix);
      if (inverse === null) throw new Error('not definite');
      product(matrix, inverse).forEach((row, at) => {
        for (const [column, value] of row.entries()) expect(value).toBeCloseTo(at === column ? 1 : 0, 6);
      });
      const left = Float64Array.from({ length: size }, (_, at) => at - 1);
      const same = times(matrix, left).reduce((sum, value, at) => sum + value * (left[at] ?? 0), 0);
      expect(quadratic(matrix, left)).toBeCloseTo(same, 6);
    }),
  );
});

it('a matrix that is not definite has none', () => {
  expect(inverseOf([Float64Array.of(1, 2), Float64Array.of(2, 1)])).toBeNull();
  expect(inverseOf(zeros(2))).toBeNull();
});
