import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { retryAfter } from './retry-after.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const at = (iso: string) => Date.parse(iso);
const YEAR = 366 * 24 * 60 * 60 * 1000;

describe('retryAfter', () => {
  it.each([
    ['120', NOW + 120_000],
    ['0', NOW],
    [' 30 ', NOW + 30_000],
    ['1.5', NOW + 1_500],
    ['Sun, 22 Nov 2026 12:10:00 GMT', at('2026-11-22T12:10:00Z')],
    ['Sunday, 22-Nov-26 12:10:00 GMT', at('2026-11-22T12:10:00Z')],
    ['Sun Nov 22 12:10:00 2026', at('2026-11-22T12:10:00Z')],
    ['Tue Dec  1 12:10:00 2026', at('2026-12-01T12:10:00Z')],
    ['sun, 22 nov 2026 12:10:00 gmt', at('2026-11-22T12:10:00Z')],
    ['Sun, 22 Nov 2026 11:00:00 GMT', NOW],
    ['Sunday, 06-Nov-94 08:49:37 GMT', NOW],
    ['99999999999999999999', NOW + YEAR],
    ['Fri, 31 Dec 9999 23:59:59 GMT', NOW + YEAR],
  ])('%s', (header, moment) => {
    expect(retryAfter(header, NOW)).toBe(moment);
  });

  it.each([
    undefined,
    '',
    ' ',
    '-5',
    '1e3',
    'soon',
    '2026-11-22T12:10:00Z',
    'Sun, 22 Foo 2026 12:10:00 GMT',
    'NaN',
  ])('says nothing for %s', (header) => {
    expect(retryAfter(header, NOW)).toBeNull();
  });

  it('is never before now and always a date', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.nat().map(String), fc.double().map(String)), (header) => {
        const moment = retryAfter(header, NOW);
        if (moment === null) return;
        expect(moment).toBeGreaterThanOrEqual(NOW);
        expect(() => new Date(moment).toISOString()).not.toThrow();
      }),
    );
  });
});
