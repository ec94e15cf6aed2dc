/** A number in [0, 1) that looks like chance and is the same for the same three numbers. */
export function chanceOf(seed: number, a: number, b: number): number {
  let mixed = (seed ^ Math.imul(a + 1, 0x9e3779b1) ^ Math.imul(b + 1, 0x85ebca77)) >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
  return ((mixed ^ (mixed >>> 15)) >>> 0) / 0x1_0000_0000;
}

const GOLDEN = 0.618_033_988_749_895;
const PLASTIC = 0.754_877_666_246_693;

/** The nth point of an even spread over (0, 1); the two sequences fill the square evenly together. */
export function evenly(n: number, sequence: 'first' | 'second'): number {
  return ((n + 0.5) * (sequence === 'first' ? GOLDEN : PLASTIC)) % 1;
}

/**
 * A factor around 1 at a share of its distribution: log-logistic, which has heavier tails than log-normal, with the
 * spread of a log-normal one and a mean of about 1.
 */
export function factorAt(share: number, spread: number): number {
  const bounded = Math.min(Math.max(share, 1e-3), 1 - 1e-3);
  const z = Math.log(bounded / (1 - bounded)) / 1.702;
  return Math.exp(spread * z - (spread * spread) / 2);
}
