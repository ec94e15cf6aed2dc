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

/** Pools and money say how much of how much. */
function isShare(numbers: readonly number[], percent: number): boolean {
  const few = numbers.slice(0, 60);
  return few.some((used) =>
    few.some((limit) => {
      const shares = [used / limit, (limit - used) / limit, used / (limit * 100), (used * 100) / limit];
      return limit !== 0 && shares.some((share) => close(share * 100, percent));
    }),
  );
}

function close(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b), 1e-300);
}

function numbersIn(text: string): number[] {
  return (text.match(/-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g) ?? []).map(Number);
}
