/** A small square matrix, row by row. */
export type Matrix = Float64Array[];

export function zeros(size: number): Matrix {
  return Array.from({ length: size }, () => new Float64Array(size));
}

/** The inverse of a symmetric, positive definite matrix by Cholesky's way; null when it is none. */
export function inverseOf(matrix: Matrix): Matrix | null {
  const size = matrix.length;
  const lower = zeros(size);
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column <= row; column += 1) {
      let sum = at(matrix, row, column);
      for (let k = 0; k < column; k += 1) sum -= at(lower, row, k) * at(lower, column, k);
      if (row !== column) put(lower, row, column, sum / at(lower, column, column));
      else if (sum > 0) put(lower, row, row, Math.sqrt(sum));
      else return null;
    }
  }
  const inverse = zeros(size);
  for (let column = 0; column < size; column += 1) solveInto(lower, column, inverse);
  return inverse;
}

/** One column of the inverse: forward, then back. */
function solveInto(lower: Matrix, column: number, inverse: Matrix): void {
  const size = lower.length;
  const half = new Float64Array(size);
  for (let row = column; row < size; row += 1) {
    let sum = row === column ? 1 : 0;
    for (let k = column; k < row; k += 1) sum -= at(lower, row, k) * (half[k] as number);
    half[row] = sum / at(lower, row, row);
  }
  for (let row = size - 1; row >= 0; row -= 1) {
    let sum = half[row] as number;
    for (let k = row + 1; k < size; k += 1) sum -= at(lower, k, row) * at(inverse, k, column);
    put(inverse, row, column, sum / at(lower, row, row));
  }
}

/** `left · matrix · left`: the variance of a sum of doubtful numbers. */
export function quadratic(matrix: Matrix, left: ArrayLike<number>): number {
  let sum = 0;
  for (let row = 0; row < matrix.length; row += 1) {
    for (let column = 0; column < matrix.length; column += 1) {
      sum += (left[row] as number) * at(matrix, row, column) * (left[column] as number);
    }
  }
  return sum;
}

export function times(matrix: Matrix, right: ArrayLike<number>): Float64Array {
  return Float64Array.from(matrix, (row) =>
    row.reduce((sum, value, column) => sum + value * (right[column] as number), 0),
  );
}

export function product(left: Matrix, right: Matrix): Matrix {
  return left.map((row) =>
    Float64Array.from(row, (_, column) =>
      row.reduce((sum, value, k) => sum + value * at(right, k, column), 0),
    ),
  );
}

function at(matrix: Matrix, row: number, column: number): number {
  return (matrix[row] as Float64Array)[column] as number;
}

function put(matrix: Matrix, row: number, column: number, value: number): void {
  (matrix[row] as Float64Array)[column] = value;
}
