/** The long form runs at night; the short one, a few seconds each, with every `npm test`. */
export const NIGHTLY = process.env['NIGHTLY'] === '1';

/** A number that `name` in the environment sets, else one for the day and one for the night. */
export function budget(name: string, { day, night }: { day: number; night: number }): number {
  const text = process.env[name] ?? '';
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  return NIGHTLY ? night : day;
}

/** All of a list by night, the first few by day. */
export function some<T>(list: readonly T[], byDay: number): readonly T[] {
  return NIGHTLY ? list : list.slice(0, byDay);
}

/** Chance of a run: printed, so that a failure can be had again with `BREAK_SEED`. By day always the same. */
export const SEED = budget('BREAK_SEED', { day: 20_260_427, night: Date.now() % 1_000_000_007 });

/** Numbers from 0 to below 1, the same for one seed (xorshift32). */
export function seeded(seed: number): () => number {
  let state = Math.trunc(seed) | 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

export interface Dice {
  /** A whole number from 0 to below `end`. */
  below(end: number): number;
  chance(share: number): boolean;
  pick<T>(list: readonly T[]): T;
}

export function diceOf(seed: number): Dice {
  const next = seeded(seed);
  const below = (end: number) => Math.floor(next() * end);
  return {
    below,
    chance: (share) => next() < share,
    pick: (list) => {
      const picked = list[below(list.length)];
      if (picked === undefined) throw new Error('nothing to pick from');
      return picked;
    },
  };
}
