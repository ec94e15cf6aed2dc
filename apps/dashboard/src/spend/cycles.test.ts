import { describe, expect, it } from 'vitest';
import { capOf, cyclesOf, dailySpend, projectCap } from './cycles.ts';

const DAY = 86_400_000;
const amounts = (values: (number | null)[], percents: (number | null)[] = []) => ({
  at: values.map((_, index) => index * DAY),
  amount: values,
  high: values.map((_, index) => percents[index] ?? null),
});

describe('cyclesOf', () => {
  it('begins a cycle where the amount starts over, not where a little is taken back', () => {
    const cycles = cyclesOf(amounts([100, 300, 290, 500, 3, 20]));
    expect(cycles.map(({ from, to, amount, running }) => [from / DAY, to / DAY, amount, running])).toEqual([
      [0, 3, 500, false],
      [4, 5, 20, true],
    ]);
  });

  it('passes over readings without an amount', () => {
    expect(cyclesOf(amounts([null, 100, null, 200]))).toMatchObject([{ from: DAY, amount: 200 }]);
    expect(cyclesOf(amounts([null]))).toEqual([]);
  });
});

describe('projectCap', () => {
  it('tells the cap from its share, and when it is reached at this rate', () => {
    const cycle = cyclesOf(amounts([0, 100, 200], [0, 5, 10])).at(-1);
    expect(projectCap(cycle, 2 * DAY)).toEqual({ perDay: 100, cap: 2000, at: 20 * DAY });
  });

  it('believes the cap that is served rather than its rounded share', () => {
    const cycle = cyclesOf(amounts([0, 100, 200], [0, 5, 10.1])).at(-1);
    expect(projectCap(cycle, 2 * DAY, 2000)).toEqual({ perDay: 100, cap: 2000, at: 20 * DAY });
  });

  it('is reached now when it is reached', () => {
    const cycle = cyclesOf(amounts([0, 2000], [0, 100])).at(-1);
    expect(projectCap(cycle, DAY)?.at).toBe(DAY);
  });

  it.each([
    ['there is no cap', [null, null], DAY],
    ['nothing was spent', [0, 0], DAY],
    ['the cycle is an hour old', [0, 5], 3_600_000],
  ])('says nothing while %s', (_, percents, now) => {
    expect(projectCap(cyclesOf(amounts([0, 100], percents)).at(-1), now)).toBeNull();
  });
});

describe('capOf', () => {
  const dollars = { currency: 'USD', exponent: 2 };

  it.each([
    ['of the same currency', { minor: 20_000, ...dollars }, 20_000],
    ['in other digits', { minor: 200, currency: 'USD', exponent: 0 }, 20_000],
    ['of another currency', { minor: 20_000, currency: 'EUR', exponent: 2 }, null],
    ['of nothing', { minor: 0, ...dollars }, null],
    ['that is not known', null, null],
  ])('%s', (_, limit, cap) => {
    expect(capOf(limit, dollars)).toBe(cap);
  });
});

describe('dailySpend', () => {
  it('counts what was added on each day, and all of a new cycle', () => {
    expect(dailySpend(amounts([100, 150, 150, 20]), 'UTC')).toEqual([
      { day: '1970-01-01', amount: 0 },
      { day: '1970-01-02', amount: 50 },
      { day: '1970-01-03', amount: 0 },
      { day: '1970-01-04', amount: 20 },
    ]);
  });

  it.each([
    ['that is an hour longer', '2026-10-25', '2026-10-24T22:00:00Z', '2026-10-25T22:59:00Z'],
    ['that is an hour shorter', '2026-03-29', '2026-03-28T23:00:00Z', '2026-03-29T21:59:00Z'],
  ])('counts all of a day %s, when the clocks change', (_, day, first, last) => {
    const times = [
      Date.parse(first) - 60_000,
      Date.parse(first),
      Date.parse(last),
      Date.parse(last) + 60_000,
    ];
    const spent = dailySpend({ at: times, amount: [0, 5, 12, 13], high: [] }, 'Europe/Berlin');
    expect(spent.map(({ amount }) => amount)).toEqual([0, 12, 1]);
    expect(spent[1]?.day).toBe(day);
  });

  it('cuts days where the person lives', () => {
    const late = { at: [0, 23.5 * 3_600_000], amount: [0, 40], high: [null, null] };
    expect(dailySpend(late, 'Europe/Berlin').at(-1)).toEqual({ day: '1970-01-02', amount: 40 });
    expect(dailySpend(late, 'UTC').at(-1)).toEqual({ day: '1970-01-01', amount: 40 });
  });
});
