import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Calendar, calendarOf, dayText, monthSpan, parseDay, weekStart } from './calendar.ts';
import { systemZone } from './system-zone.ts';

function calendar(zone: string): Calendar {
  const result = calendarOf(zone);
  if (!result.ok) throw new Error(result.error);
  return result.calendar;
}

const ZONES = [
  'UTC',
  'Europe/Berlin',
  'America/Los_Angeles',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'America/Sao_Paulo',
  'Africa/Cairo',
];

describe('calendarOf', () => {
  it.each([
    ['UTC', '2026-11-22T23:59:59.999Z', '2026-11-22'],
    ['UTC', '2026-11-23T00:00:00.000Z', '2026-11-23'],
    ['Europe/Berlin', '2026-11-22T22:59:59.999Z', '2026-11-22'],
    ['Europe/Berlin', '2026-11-22T23:00:00.000Z', '2026-11-23'],
    ['Europe/Berlin', '2026-07-22T22:00:00.000Z', '2026-07-23'],
    ['America/Los_Angeles', '2026-11-22T07:59:59.999Z', '2026-11-21'],
    ['Asia/Kathmandu', '2026-11-22T18:15:00.000Z', '2026-11-23'],
    ['Asia/Kathmandu', '2026-11-22T18:14:59.999Z', '2026-11-22'],
  ])('in %s it is at %s the %s', (zone, at, day) => {
    expect(dayText(calendar(zone).dayOf(Date.parse(at)))).toBe(day);
  });

  it.each(ZONES)('begins each day of %s at the first moment of that day', (zone) => {
    const { dayOf, startOf } = calendar(zone);
    const first = Date.UTC(2005, 0, 1) / 86_400_000;
    fc.assert(
      fc.property(fc.integer({ min: first, max: first + 9_000 }), (day) => {
        const start = startOf(day);
        // Samoa left out a whole day when it moved across the date line.
        if (zone === 'Pacific/Apia' && dayText(day) === '2011-12-30') return;
        expect(dayOf(start)).toBe(day);
        expect(dayOf(start - 1)).toBeLessThan(day);
      }),
      { numRuns: 300 },
    );
  });

  it.each([...ZONES, 'Africa/Monrovia'])('knows for how long it is the same day in %s', (zone) => {
    const { dayOf, daySpan } = calendar(zone);
    const moment = fc.date({ min: new Date('1971-01-01'), max: new Date('2030-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(moment, fc.nat(1000), (date, part) => {
        const at = date.getTime();
        const { day, from, to } = daySpan(at);
        expect([from <= at, at < to]).toEqual([true, true]);
        const within = from + Math.floor(((to - from) * part) / 1001);
        expect([at, from, within, to - 1].map(dayOf)).toEqual([day, day, day, day]);
      }),
      { numRuns: 300 },
    );
  });

  it('knows the zone of this process without Intl', () => {
    const zone = systemZone(process.env);
    const named = calendar(zone);
    const own = calendarOf(zone, true);
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2005-01-01'), max: new Date('2030-01-01'), noInvalidDate: true }),
        (date) => {
          expect(own.ok && own.calendar.dayOf(date.getTime())).toBe(named.dayOf(date.getTime()));
        },
      ),
    );
  });

  it.each([
    [{ TZ: 'UTC' }, 'UTC'],
    [{ TZ: 'Europe/Berlin' }, 'Europe/Berlin'],
    [{ TZ: 'America/Argentina/Buenos_Aires' }, 'America/Argentina/Buenos_Aires'],
  ])('takes the zone that %j names', (env, zone) => {
    expect(systemZone(env)).toBe(zone);
  });

  it('leaves odd spellings and machines that say nothing to Intl', () => {
    const known = Intl.DateTimeFormat().resolvedOptions().timeZone;
    expect([systemZone({ TZ: 'CET-1CEST' }), systemZone({}, 'win32')]).toEqual([known, known]);
  });

  it('says of a zone that is none how one looks', () => {
    expect(calendarOf('Mars/Olympus')).toEqual({
      ok: false,
      error: '"Mars/Olympus" is no time zone; name one like "Europe/Berlin" or "UTC".',
    });
  });
});

describe('days', () => {
  it.each([
    ['2026-11-22', '2026-11-22'],
    ['20261122', '2026-11-22'],
    ['2028-02-29', '2028-02-29'],
    ['2026-02-29', null],
    ['2026-13-01', null],
    ['yesterday', null],
    ['', null],
  ])('reads %j as %j', (text, day) => {
    const parsed = parseDay(text);
    expect(parsed === null ? null : dayText(parsed)).toBe(day);
  });

  it.each([
    ['2026-11-22', '2026-11-16', '2026-11-01', '2026-12-01'],
    ['2026-11-23', '2026-11-23', '2026-11-01', '2026-12-01'],
    ['2026-12-31', '2026-12-28', '2026-12-01', '2027-01-01'],
    ['1969-12-31', '1969-12-29', '1969-12-01', '1970-01-01'],
  ])('puts %s into the week of %s and the month from %s to before %s', (text, monday, first, next) => {
    const day = parseDay(text) ?? Number.NaN;
    expect([dayText(weekStart(day)), ...monthSpan(day).map(dayText)]).toEqual([monday, first, next]);
  });
});
