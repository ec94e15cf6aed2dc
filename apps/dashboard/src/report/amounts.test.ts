import { describe, expect, it } from 'vitest';
import { compact, listPrice, points, whole } from './amounts.ts';

describe('amounts', () => {
  it.each([
    [{ usd: 1234.5, unpriced_requests: 0 }, 'en-US', '$1,234.50'],
    [{ usd: 1234.5, unpriced_requests: 2 }, 'en-US', '$1,234.50+'],
    [{ usd: 0, unpriced_requests: 0 }, 'en-US', '$0.00'],
    [{ usd: 0.0049, unpriced_requests: 0 }, 'en-US', '<$0.01'],
    [{ usd: null, unpriced_requests: 3 }, 'en-US', '—'],
    [{ usd: 1234.5, unpriced_requests: 0 }, 'de-DE', '1.234,50\u00a0$'],
  ])('%j in %s is %s', (use, locale, text) => {
    expect(listPrice(use, locale)).toBe(text);
  });

  it.each([
    [0, '0'],
    [0.004, '<0.01'],
    [0.314, '0.31'],
    [9.999, '10.00'],
    [12.44, '12.4'],
    [100, '100.0'],
  ])('%s points are %s', (value, text) => {
    expect(points(value, 'en-US')).toBe(text);
  });

  it.each([
    [999, '999', '999'],
    [1_234_567, '1,234,567', '1.2M'],
    [4_200_000_000, '4,200,000,000', '4.2B'],
  ])('%s tokens are %s, in short %s', (count, long, short) => {
    expect([whole(count, 'en-US'), compact(count, 'en-US')]).toEqual([long, short]);
  });
});
