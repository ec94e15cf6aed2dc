export interface Dice {
  /** 0 to 1. */
  even(): number;
  /** Around 0, with a deviation of 1. */
  normal(): number;
  between(low: number, high: number): number;
}

/** Numbers that look like chance, the same for the same seed. */
export function dice(seed: number): Dice {
  let state = (seed * 2_654_435_761) >>> 0;
  const even = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - even())) * Math.cos(2 * Math.PI * even());
  const between = (low: number, high: number): number => low + (high - low) * even();
  return { even, normal, between };
}
