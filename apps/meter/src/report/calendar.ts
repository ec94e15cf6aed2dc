const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** Clocks are changed at whole quarters of an hour everywhere, so one offset per quarter is exact. */
const QUARTER = 15 * MINUTE;

/** Days, weeks and months as the clocks of one time zone show them. Days are numbered from 1970-01-01 = 0. */
export interface Calendar {
  zone: string;
  dayOf(at: number): number;
  /** The day of a moment, and since when and before when (ms) it is known to be it: a part of that day. */
  daySpan(at: number): { day: number; from: number; to: number };
  /** Ms at which a day begins there. */
  startOf(day: number): number;
}

export type CalendarResult = { ok: true; calendar: Calendar } | { ok: false; error: string };

/**
 * The calendar of an IANA time zone. `own` says that it is the zone of this process: then `Date` knows its clock, and
 * ten milliseconds for `Intl` are saved.
 */
export function calendarOf(zone: string, own = false): CalendarResult {
  const offsetAt = own && zone !== 'UTC' ? perQuarter(ownOffset) : offsets(zone);
  if (offsetAt === null) {
    const error = `${JSON.stringify(zone)} is no time zone; name one like "Europe/Berlin" or "UTC".`;
    return { ok: false, error };
  }
  const dayOf = (at: number): number => Math.floor((at + offsetAt(at)) / DAY);
  const steady = zone === 'UTC' ? DAY : QUARTER;
  const daySpan = (at: number) => {
    const offset = offsetAt(at);
    const day = Math.floor((at + offset) / DAY);
    const since = Math.floor(at / steady) * steady;
    return {
      day,
      from: Math.max(since, day * DAY - offset),
      to: Math.min(since + steady, (day + 1) * DAY - offset),
    };
  };
  const startOf = (day: number): number => {
    // The offset before the wall clock's midnight may differ from the one after it.
    const guess = day * DAY - offsetAt(day * DAY);
    const exact = day * DAY - offsetAt(guess);
    return dayOf(exact) === day && dayOf(exact - 1) < day ? exact : firstMomentOf(day, guess, dayOf);
  };
  return { ok: true, calendar: { zone, dayOf, daySpan, startOf } };
}

/** Where midnight is skipped or comes twice: the first quarter of an hour of that day. */
function firstMomentOf(day: number, guess: number, dayOf: (at: number) => number): number {
  let at = Math.floor(guess / QUARTER) * QUARTER - DAY / 8;
  while (dayOf(at) < day) at += QUARTER;
  return at;
}

function ownOffset(at: number): number {
  return -new Date(at).getTimezoneOffset() * MINUTE;
}

/** Ms to add to UTC for the wall clock of a zone, null when there is no such zone. */
function offsets(zone: string): ((at: number) => number) | null {
  if (zone === 'UTC') return () => 0;
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    return null;
  }
  return perQuarter((at) => wallClock(format, at) - at);
}

/** Asks once for each quarter of an hour: there are hundreds of thousands of moments. */
function perQuarter(offsetAt: (at: number) => number): (at: number) => number {
  const known = new Map<number, number>();
  return (at) => {
    const quarter = Math.floor(at / QUARTER);
    let offset = known.get(quarter);
    if (offset === undefined) {
      offset = offsetAt(quarter * QUARTER);
      known.set(quarter, offset);
    }
    return offset;
  };
}

function wallClock(format: Intl.DateTimeFormat, at: number): number {
  const parts: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(at)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** `2026-11-22` */
export function dayText(day: number): string {
  return new Date(day * DAY).toISOString().slice(0, 10);
}

/** The day of `2026-11-22` or `20261122`; null when it is none. */
export function parseDay(text: string): number | null {
  const match = /^(\d{4})-?(\d{2})-?(\d{2})$/.exec(text);
  if (match === null) return null;
  const day = Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3])) / DAY;
  return dayText(day) === `${match[1]}-${match[2]}-${match[3]}` ? day : null;
}

/** The Monday of the week of a day. */
export function weekStart(day: number): number {
  // 1970-01-01 was a Thursday.
  return day - ((((day + 3) % 7) + 7) % 7);
}

/** First day of the month of a day, and of the month after. */
export function monthSpan(day: number): [first: number, next: number] {
  const date = new Date(day * DAY);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  return [Date.UTC(year, month, 1) / DAY, Date.UTC(year, month + 1, 1) / DAY];
}
