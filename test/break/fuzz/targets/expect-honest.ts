import type { Limit } from '@claude-meter/core';

/** What a reader makes up: a percentage that is in no number of the body, above all a zero for what is not known. */
export function expectHonest(limits: readonly Limit[], body: string): void {
  const numbers = numbersIn(body);
  for (const { id, percent } of limits) {
    if (percent === null) continue;
    if (!Number.isFinite(percent)) throw new Error(`${id} stands at ${percent}`);
    const isServed = numbers.some((number) => close(number, percent) || close(number * 100, percent));
    if (!isServed && !isShare(numbers, percent)) {
      throw new Error(`${id} stands at ${percent}, which nobody served`);
    }
  }
}

/** How far apart, in numbers of the body, the two may stand that make a share. */
const SHARE_REACH = 40;
/** A body with more numbers than this is not searched for shares. */
const MOST_NUMBERS = 5_000;

/** Pools and money say how much of how much. */
function isShare(numbers: readonly number[], percent: number): boolean {
  if (numbers.length > MOST_NUMBERS) return true;
  return numbers.some((limit, at) => {
    if (limit === 0) return false;
    const near = numbers.slice(Math.max(0, at - SHARE_REACH), at + SHARE_REACH);
    return near.some((used) => {
      const shares = [used / limit, (limit - used) / limit, used / (limit * 100), (used * 100) / limit];
      return shares.some((share) => close(share * 100, percent));
    });
  });
}

function close(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b), 1e-300);
}

function numbersIn(text: string): number[] {
  return (text.match(/-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g) ?? []).map(Number);
}
