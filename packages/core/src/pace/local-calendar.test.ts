import { describe, expect, it } from 'vitest';
import { localCalendar } from './local-calendar.ts';

const HOUR = 3_600_000;
const at = (iso: string) => Date.parse(iso);

describe('localCalendar', () => {
  it.each([
    ['UTC', '2026-11-22T12:30:00Z', 12.5, 0],
    ['Europe/Berlin', '2026-11-22T23:30:00Z', 0.5, 1],
    ['America/Los_Angeles', '2026-11-23T02:00:00Z', 18, 0],
    ['Asia/Kolkata', '2026-11-22T00:00:00Z', 5.5, 0],
    ['Pacific/Kiritimati', '2026-11-22T11:00:00Z', 1, 1],
  ])('knows hour and weekday in %s', (timeZone, iso, hour, weekday) => {
    const calendar = localCalendar(timeZone, at(iso) - 30 * 24 * HOUR, at(iso));
    expect(calendar.hourAt(at(iso))).toBeCloseTo(hour);
    expect(calendar.weekdayAt(at(iso))).toBe(weekday);
  });

  it('changes its clock at the minute at which the zone does', () => {
    const calendar = localCalendar('Europe/Berlin', at('2026-10-01T00:00:00Z'), at('2026-11-10T00:00:00Z'));
    expect(calendar.hourAt(at('2026-10-25T00:59:00Z'))).toBeCloseTo(2 + 59 / 60);
    expect(calendar.hourAt(at('2026-10-25T01:00:00Z'))).toBeCloseTo(2);
    const spring = localCalendar('Europe/Berlin', at('2026-03-01T00:00:00Z'), at('2026-04-10T00:00:00Z'));
    expect(spring.hourAt(at('2026-03-29T00:59:00Z'))).toBeCloseTo(1 + 59 / 60);
    expect(spring.hourAt(at('2026-03-29T01:00:00Z'))).toBeCloseTo(3);
  });

  it.each([
    ['an ordinary day', '2026-11-22T12:00:00Z', '2026-11-23T03:00:00Z'],
    ['the night that is an hour longer', '2026-10-24T12:00:00Z', '2026-10-25T03:00:00Z'],
    ['the night that is an hour shorter', '2026-03-28T12:00:00Z', '2026-03-29T02:00:00Z'],
    ['at that very hour the next day', '2026-11-22T03:00:00Z', '2026-11-23T03:00:00Z'],
  ])('finds the next four in the morning: %s', (_, from, to) => {
    const calendar = localCalendar('Europe/Berlin', at('2026-01-01T00:00:00Z'), at('2026-12-31T00:00:00Z'));
    expect(new Date(calendar.nextHour(at(from), 4)).toISOString()).toBe(new Date(at(to)).toISOString());
  });

  it('refuses a time zone that does not exist', () => {
    expect(() => localCalendar('Mars/Olympus', 0, 1)).toThrow(RangeError);
  });
});
