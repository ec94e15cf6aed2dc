import { describe, expect, it } from 'vitest';
import { localClock, localDay, localMinute, localStamp } from './local-time.ts';

const iso = '2026-04-30T23:05:09.123456+00:00';
const at = Date.parse(iso);

describe('local time', () => {
  const zones: [zone: string, minute: string, stamp: string][] = [
    ['UTC', 'Thu Apr 30 23:05', '2026-04-30 23:05:09 +00:00'],
    ['America/Los_Angeles', 'Thu Apr 30 16:05', '2026-04-30 16:05:09 -07:00'],
    ['Asia/Kolkata', 'Fri May 1 04:35', '2026-05-01 04:35:09 +05:30'],
    ['Europe/Berlin', 'Fri May 1 01:05', '2026-05-01 01:05:09 +02:00'],
  ];
  it.each(zones)('in %s', (zone, minute, stamp) => {
    expect(localMinute(iso, zone)).toBe(minute);
    expect(localDay(iso, zone)).toBe(minute.replace(/ \d\d:\d\d$/, ''));
    expect(localStamp(at, zone)).toBe(stamp);
    expect(localClock(at, zone)).toBe(stamp.slice(11, 19));
  });

  it('counts midnight as 00', () => {
    expect(localMinute('2026-05-01T00:00:00Z', 'UTC')).toBe('Fri May 1 00:00');
  });

  it('knows no time where there is none', () => {
    expect(localMinute('soon', 'UTC')).toBeNull();
    expect(localDay('', 'UTC')).toBeNull();
  });
});
