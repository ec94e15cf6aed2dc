const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

type Weekday = (typeof WEEKDAYS)[number];

/** A moment of the scripted week, such as `{ day: 'thu', time: '10:40' }`. */
export interface WeekMoment {
  day: Weekday;
  /** `HH:MM`, 24 hours. */
  time: string;
}

/** A stretch of work that repeats on its days. */
export interface WorkBlock {
  days: readonly Weekday[];
  from: string;
  to: string;
  /** How much an hour of it takes, in the script's own unit (percent of the five-hour window, or dollars). */
  perHour: number;
}

export const DAY_MINUTES = 1_440;
export const WEEK_MINUTES = 7 * DAY_MINUTES;

/** Minutes from Monday 00:00. */
export function weekMinute({ day, time }: WeekMoment): number {
  return WEEKDAYS.indexOf(day) * DAY_MINUTES + minuteOfDay(time);
}

/**
 * What one minute of the scripted week takes, as a function of any whole minute (negative and beyond a
 * week too): the blocks' pace, made uneven so that a curve looks like somebody at work.
 */
export function demandCurve(work: readonly WorkBlock[]): (minute: number) => number {
  const perMinute = new Float64Array(WEEK_MINUTES);
  for (const { days, from, to, perHour } of work) {
    for (const day of days) {
      const start = weekMinute({ day, time: from });
      perMinute.fill(perHour / 60, start, start + minuteOfDay(to) - minuteOfDay(from));
    }
  }
  return (minute) => (perMinute[mod(minute, WEEK_MINUTES)] ?? 0) * unevenness(minute);
}

/** The latest minute not after `minute` at which the weekly `moment` comes round. */
export function latestOccurrence(moment: WeekMoment, minute: number): number {
  return minute - mod(minute - weekMinute(moment), WEEK_MINUTES);
}

function minuteOfDay(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

/** Between 0.4 and 1.6, 1 on average, the same for every run; changes each six minutes. */
function unevenness(minute: number): number {
  const mixed = Math.imul(Math.floor(minute / 6) ^ 0x9e3779b9, 0x85ebca6b) >>> 0;
  return 0.4 + (1.2 * ((mixed ^ (mixed >>> 15)) >>> 0)) / 0x1_0000_0000;
}

function mod(value: number, by: number): number {
  return ((value % by) + by) % by;
}
