import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wallClock } from './wall-clock.ts';
import { OWN_ZONE } from './zone-offset.ts';

const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Apia',
];
const moments = fc.integer({ min: Date.parse('2020-01-01'), max: Date.parse('2040-01-01') });

describe('wallClock', () => {
  it.each([
    ['2026-04-30T12:23:45Z', 'Europe/Berlin', '14:23', 'Thu Apr 30'],
    ['2026-04-30T23:59:59.999Z', 'UTC', '23:59', 'Thu Apr 30'],
    ['2026-10-25T00:59:00Z', 'Europe/Berlin', '02:59', 'Sun Oct 25'],
    ['2026-10-25T01:00:00Z', 'Europe/Berlin', '02:00', 'Sun Oct 25'],
    ['2026-01-01T03:00:00Z', 'America/New_York', '22:00', 'Wed Dec 31'],
  ])('%s in %s is %s on %s', (at, zone, time, day) => {
    expect(wallClock(Date.parse(at), zone)).toMatchObject({ time, day, weekday: day.slice(0, 3) });
  });

  it('is what Intl says, in every zone and at every time', () => {
    fc.assert(
      fc.property(moments, fc.constantFrom(...ZONES), (at, timeZone) => {
        const format = (options: Intl.DateTimeFormatOptions, language = 'en-GB') =>
          new Intl.DateTimeFormat(language, { ...options, timeZone }).format(at).replaceAll(',', '');
        expect(wallClock(at, timeZone)).toEqual({
          time: format({ hour: '2-digit', minute: '2-digit' }),
          seconds: format({ timeStyle: 'medium' }),
          weekday: format({ weekday: 'short' }, 'en-US'),
          day: format({ weekday: 'short', month: 'short', day: 'numeric' }, 'en-US'),
          date: format({ year: 'numeric', month: '2-digit', day: '2-digit' }, 'en-CA'),
        });
      }),
    );
  });

  it("knows the process's own zone without its name", () => {
    const own = new Intl.DateTimeFormat().resolvedOptions().timeZone;
    fc.assert(
      fc.property(moments, (at) => {
        expect(wallClock(at, OWN_ZONE)).toEqual(wallClock(at, own));
      }),
    );
  });

  it('refuses a zone that there is not', () => {
    expect(() => wallClock(0, 'Mars/Olympus')).toThrow(RangeError);
  });
});
