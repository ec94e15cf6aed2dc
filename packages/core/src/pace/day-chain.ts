import { dayLikeness, isWeekend } from './analogues.ts';
import { between, type Demand } from './demand.ts';
import type { LocalCalendar } from './local-calendar.ts';
import type { Tuning } from './tuning.ts';

const DAY_MS = 86_400_000;
/** Days begin where the nights of most people end. */
export const DAY_BEGINS = 4;
/** A day behind a wall for longer than this share says little about what its person wants. */
const WALLED_SHARE = 0.2;
/** The days whose intensity is taken for the present one. */
const LATELY_DAYS = 4;

/** A whole day of the past. */
export interface PastDay {
  start: number;
  weekday: number;
  /** By age and by how much of it was seen; 0 when a wall stood in the way. */
  weight: number;
  points: number;
}

export function pastDays(demand: Demand, calendar: LocalCalendar, tuning: Tuning): PastDay[] {
  const days: PastDay[] = [];
  const { since, now } = demand;
  for (let start = calendar.nextHour(since, DAY_BEGINS); ; ) {
    const end = calendar.nextHour(start, DAY_BEGINS);
    if (end > now) return days;
    const share = (row: 'unseen' | 'walled') =>
      (between(demand, row, [start, end]) * (demand.now - demand.since)) /
      (demand.wanted.length - 1) /
      (end - start);
    const age = (now - end) / DAY_MS;
    const seen = 1 - 0.7 * Math.min(1, share('unseen'));
    days.push({
      start,
      weekday: calendar.weekdayAt(start),
      weight: share('walled') > WALLED_SHARE ? 0 : seen * Math.exp(-age / tuning.fadeDays),
      points: between(demand, 'wanted', [start, end]),
    });
    start = end;
  }
}

/** The days of the past that one day of the future may be like. */
export interface DayPool {
  days: PastDay[];
  /** Running totals of the weights. */
  totals: number[];
  effectiveDays: number;
}

export function dayPool(days: readonly PastDay[], weekday: number, tuning: Tuning): DayPool {
  const pool: DayPool = { days: [], totals: [], effectiveDays: 0 };
  let [total, squares] = [0, 0];
  for (const day of days) {
    const weight = day.weight * dayLikeness(day.weekday, weekday, tuning);
    if (weight <= 0) continue;
    total += weight;
    squares += weight * weight;
    pool.days.push(day);
    pool.totals.push(total);
  }
  pool.effectiveDays = squares === 0 ? 0 : (total * total) / squares;
  return pool;
}

/** The day at a share (0–1) of a pool's weight. */
export function dayAt(pool: DayPool, share: number): PastDay | undefined {
  const wanted = share * (pool.totals.at(-1) ?? 0);
  const index = pool.totals.findIndex((total) => total > wanted);
  return pool.days[index === -1 ? pool.days.length - 1 : index];
}

/**
 * Busy and quiet stretches last: how much more than usual was spent lately, shrunk towards 1 because the next days need
 * not be like it.
 */
export function intensityOf(days: readonly PastDay[], tuning: Tuning): number {
  const usable = days.filter((day) => day.weight > 0);
  const lately = usable.slice(-LATELY_DAYS);
  let [spent, expected, everyDay] = [0, 0, 0];
  for (const day of usable) everyDay += day.points / usable.length;
  for (const day of lately) {
    spent += day.points;
    expected += meanOf(usable, isWeekend(day.weekday));
  }
  if (everyDay <= 0) return 1;
  return ((spent + 2 * everyDay) / (expected + 2 * everyDay)) ** tuning.momentum;
}

function meanOf(days: readonly PastDay[], weekend: boolean): number {
  let [points, weight] = [0, 0];
  for (const day of days) {
    if (isWeekend(day.weekday) !== weekend) continue;
    points += day.points * day.weight;
    weight += day.weight;
  }
  return weight === 0 ? 0 : points / weight;
}
