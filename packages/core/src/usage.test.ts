import { describe, expect, it } from 'vitest';
import { type ExtraUsage, joinExtraUsage } from './usage.ts';

const usd = (minor: number) => ({ minor, currency: 'USD', exponent: 2 });
const NOTHING: ExtraUsage = {
  enabled: null,
  used: null,
  limit: null,
  percent: null,
  blocked: false,
  blocked_until: null,
  reason: null,
};

describe('joinExtraUsage', () => {
  it('is the one that is there', () => {
    const one = { ...NOTHING, enabled: true };
    expect(joinExtraUsage(one, null)).toBe(one);
    expect(joinExtraUsage(null, one)).toBe(one);
    expect(joinExtraUsage(null, null)).toBeNull();
  });

  it('takes the amounts from the usage body, which is newer, and the lock from the overage body', () => {
    const usage = { ...NOTHING, enabled: true, used: usd(420), limit: usd(5000), percent: 8.4 };
    const overage = {
      ...NOTHING,
      enabled: false,
      used: usd(100),
      limit: usd(4000),
      percent: 2.5,
      blocked: true,
      blocked_until: '2026-05-01T07:00:00Z',
      reason: 'out_of_credits',
    };
    expect(joinExtraUsage(usage, overage)).toEqual({
      ...usage,
      blocked: true,
      blocked_until: '2026-05-01T07:00:00Z',
      reason: 'out_of_credits',
    });
  });

  it.each<[string, Partial<ExtraUsage>, Partial<ExtraUsage>, number | null]>([
    [
      'amounts of both bodies together',
      { used: usd(3000) },
      { used: usd(1), limit: usd(6000), percent: 0.02 },
      50,
    ],
    ['amounts of the overage body', {}, { used: usd(1500), limit: usd(6000), percent: 25 }, 25],
    ['no cap anywhere', { used: usd(3000) }, { used: usd(2000) }, null],
    ['a served percentage without amounts', { percent: 21 }, {}, 21],
  ])('the percentage belongs to the amounts that are shown: %s', (_, usage, overage, percent) => {
    expect(joinExtraUsage({ ...NOTHING, ...usage }, { ...NOTHING, ...overage })?.percent).toBe(percent);
  });
});
