const SQRT_2_PI: number = Math.sqrt(2 * Math.PI);

/** Density of the standard normal distribution. */
export function density(z: number): number {
  return Math.exp(-0.5 * z * z) / SQRT_2_PI;
}

/** Beyond this the density is too small to divide by. */
const HIGHEST = 37;
/** Beyond this the series would lose digits, and the continued fraction converges fast. */
const TAIL = 3;

/** Distribution function over density at z: exact in both tails, where both are next to nothing. */
export function millsRatio(z: number): number {
  if (z > HIGHEST) return millsRatio(HIGHEST);
  if (z < -TAIL) {
    let fraction = -z;
    for (let term = 24; term >= 1; term -= 1) fraction = -z + term / fraction;
    return 1 / fraction;
  }
  if (z > TAIL) return 1 / density(z) - millsRatio(-z);
  let [term, sum] = [z, z];
  for (let odd = 3; Math.abs(term) > 1e-16 * Math.abs(sum); odd += 2) {
    term *= (z * z) / odd;
    sum += term;
  }
  return 0.5 / density(z) + sum;
}
