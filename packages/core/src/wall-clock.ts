import { zoneOffset } from './zone-offset.ts';

/** A moment as a clock and a calendar on the wall show it. */
export interface WallClock {
  /** `14:23` */
  time: string;
  /** `14:23:05` */
  seconds: string;
  /** `Wed` */
  weekday: string;
  /** `Wed Apr 30` */
  day: string;
  /** `2026-04-30` */
  date: string;
}

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * @param at ms
 * @param timeZone IANA name, or `OWN_ZONE`
 */
export function wallClock(at: number, timeZone: string): WallClock {
  const local = new Date(at + zoneOffset(timeZone, at));
  const weekday = WEEKDAYS[local.getUTCDay()] ?? '';
  const iso = local.toISOString();
  return {
    time: iso.slice(11, 16),
    seconds: iso.slice(11, 19),
    weekday,
    day: `${weekday} ${MONTHS[local.getUTCMonth()] ?? ''} ${local.getUTCDate()}`,
    date: iso.slice(0, 10),
  };
}
