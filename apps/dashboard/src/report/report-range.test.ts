import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { REPORT_RANGES, readReportRange, sinceOf, spanOf, startOfDay } from './report-range.ts';

const at = (iso: string) => Date.parse(iso);

describe('a range of a report', () => {
  it.each([
    ['7d', '7d'],
    ['all', 'all'],
    [undefined, '30d'],
    ['1000y', '30d'],
  ])('%j in the address is %s', (text, range) => {
    expect(readReportRange(text)).toBe(range);
  });

  it.each([
    ['today', '0d'],
    ['7d', '6d'],
    ['30d', '29d'],
    ['all', null],
  ] as const)('%s is asked for since %j', (range, since) => {
    expect(sinceOf(range)).toBe(since);
  });

  it.each([
    ['2026-11-22T12:00:00Z', 'UTC', '2026-11-22T00:00:00Z'],
    ['2026-11-22T23:30:00Z', 'Europe/Berlin', '2026-11-22T23:00:00Z'],
    ['2026-11-22T12:00:00Z', 'Asia/Kolkata', '2026-11-21T18:30:00Z'],
    ['2026-11-22T03:00:00Z', 'America/Los_Angeles', '2026-11-21T08:00:00Z'],
    // The clocks went back at three, and forward at two, that very night.
    ['2026-10-25T12:00:00Z', 'Europe/Berlin', '2026-10-24T22:00:00Z'],
    ['2026-03-29T12:00:00Z', 'Europe/Berlin', '2026-03-28T23:00:00Z'],
  ])('the day of %s in %s began at %s', (moment, zone, began) => {
    expect(new Date(startOfDay(at(moment), zone)).toISOString()).toBe(new Date(at(began)).toISOString());
  });

  it('counts whole days, today among them, across a change of clocks', () => {
    const { from, to } = spanOf('7d', at('2026-10-28T09:30:00Z'), 'Europe/Berlin');
    expect([new Date(from).toISOString(), new Date(to).toISOString()]).toEqual([
      '2026-10-21T22:00:00.000Z',
      '2026-10-28T10:00:00.000Z',
    ]);
  });

  it('holds the present moment, whatever it is', () => {
    const moments = fc.integer({ min: at('2020-01-01T00:00:00Z'), max: at('2040-01-01T00:00:00Z') });
    const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Pacific/Apia');
    fc.assert(
      fc.property(moments, zones, fc.constantFrom(...REPORT_RANGES), (now, zone, range) => {
        const { from, to } = spanOf(range, now, zone);
        expect(from).toBeLessThanOrEqual(now);
        expect(to).toBeGreaterThan(now);
      }),
    );
  });
});
