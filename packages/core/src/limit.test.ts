import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bindingLimit } from './limit.ts';

const given = (id: string, percent: number | null, is_active = false) => ({ id, percent, is_active });

describe('bindingLimit', () => {
  it.each([
    ['none', [], null],
    ['none with a number', [given('a', null, true)], null],
    ['the highest', [given('a', 5), given('b', 9), given('c', 7)], 'b'],
    ["the server's own word before the highest", [given('a', 5, true), given('b', 99)], 'a'],
    [
      'the highest of those that the server names',
      [given('a', 5, true), given('b', 9, true), given('c', 99)],
      'b',
    ],
    ['the earlier of equals', [given('a', 9), given('b', 9)], 'a'],
    ['a named one without a number does not count', [given('a', null, true), given('b', 9)], 'b'],
    ['zero is a number', [given('a', 0)], 'a'],
  ])('%s', (_, limits, id) => {
    expect(bindingLimit(limits)?.id ?? null).toBe(id);
  });

  it('is never below another one that the server does not set aside', () => {
    const one = fc.record({
      percent: fc.option(fc.double({ min: 0, max: 200, noNaN: true })),
      is_active: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(one), (limits) => {
        const binding = bindingLimit(limits);
        const rivals = limits.filter(
          ({ percent, is_active }) => percent !== null && is_active === binding?.is_active,
        );
        for (const { percent } of rivals) expect(binding?.percent).toBeGreaterThanOrEqual(percent ?? 0);
        expect(binding === null).toBe(limits.every(({ percent }) => percent === null));
      }),
    );
  });
});
