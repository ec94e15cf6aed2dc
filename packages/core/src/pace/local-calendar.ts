import { zoneOffset } from '../zone-offset.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Clock and calendar of one time zone over a stretch of time. */
export interface LocalCalendar {
  /** Hour of the local day, 0 up to (not including) 24. */
  hourAt(at: number): number;
  /** 0 Sunday … 6 Saturday. */
  weekdayAt(at: number): number;
  /** The moment at which the local clock next shows `hour` after `at`, ms. */
  nextHour(at: number, hour: number): number;
}

/**
 * The calendar between two moments (and a day around). Offsets are asked for once a day and, where two days differ,
 * searched to the minute, so that a change of the clocks costs nothing elsewhere.
 *
 * @param timeZone IANA name; a RangeError is thrown for an unknown one
 */
export function localCalendar(timeZone: string, from: number, to: number): LocalCalendar {
  const starts: number[] = [];
  const offsets: number[] = [];
  let before = zoneOffset(timeZone, from - DAY_MS);
  starts.push(Number.NEGATIVE_INFINITY);
  offsets.push(before);
  for (let at = from; at <= to + 2 * DAY_MS; at += DAY_MS) {
    const offset = zoneOffset(timeZone, at);
    if (offset === before) continue;
    starts.push(changeBetween(timeZone, at - DAY_MS, at));
    offsets.push(offset);
    before = offset;
  }
  const offsetAt = (at: number): number => {
    let index = starts.length - 1;
    while (index > 0 && (starts[index] ?? 0) > at) index -= 1;
    return offsets[index] ?? 0;
  };
  return {
    hourAt: (at) => modulo(at + offsetAt(at), DAY_MS) / HOUR_MS,
    // 1 January 1970 was a Thursday.
    weekdayAt: (at) => modulo(Math.floor((at + offsetAt(at)) / DAY_MS) + 4, 7),
    nextHour(at, hour) {
      const local = at + offsetAt(at);
      const wait = modulo(hour * HOUR_MS - local, DAY_MS) || DAY_MS;
      const next = at + wait;
      return next + offsetAt(at) - offsetAt(next);
    },
  };
}

function changeBetween(timeZone: string, from: number, to: number): number {
  const offset = zoneOffset(timeZone, from);
  let [low, high] = [from, to];
  while (high - low > 60_000) {
    const middle = (low + high) / 2;
    if (zoneOffset(timeZone, middle) === offset) low = middle;
    else high = middle;
  }
  return Math.round(high / 60_000) * 60_000;
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}
