import { type Demand, STEP_MS } from './demand.ts';
import type { LocalCalendar } from './local-calendar.ts';
import type { Tuning } from './tuning.ts';

const HALF_HOUR = (30 * 60_000) / STEP_MS;
const DAY = 48 * HALF_HOUR;
/** A moment every quarter of an hour is looked at, bins. */
const STRIDE = HALF_HOUR / 2;
/** What lies before a moment must be known for so long, bins. */
const HISTORY_BINS = 4 * HALF_HOUR;

/** Moments of the past that were like now, each with the weight its future has. */
export interface Analogues {
  /** ms */
  moments: number[];
  /** Running totals of the weights. */
  totals: number[];
  /** To how many independent days the weights amount. */
  effectiveDays: number;
}

/**
 * Weighs every quarter of an hour of the past by its likeness to now: what was spent in the half hour, two hours and
 * day before it, hour of day, workday or weekend, and age. Only moments whose next `lengthMs` are past count.
 */
export function analoguesOf(
  demand: Demand,
  calendar: LocalCalendar,
  { lengthMs, tuning }: { lengthMs: number; tuning: Tuning },
): Analogues {
  const last = demand.wanted.length - 1;
  const length = Math.max(STRIDE, Math.ceil(lengthMs / STEP_MS));
  const stateAt = statesOf(demand, calendar);
  const here = stateAt(last);
  const moments: number[] = [];
  const totals: number[] = [];
  const days = new Float64Array(Math.ceil(last / DAY) + 1);
  let total = 0;
  for (let edge = last - length; edge >= HISTORY_BINS; edge -= STRIDE) {
    // Nobody stands at a wall who asks when the wall comes.
    if (change(demand.walled, edge - 1, edge) > 0.5) continue;
    const likeness = likenessOf(here, stateAt(edge), tuning);
    if (likeness < 1e-6) continue;
    const seen = 1 - (0.7 * change(demand.unseen, edge, edge + length)) / length;
    const age = (last - edge) / DAY;
    const weight = likeness * seen * Math.exp(-age / tuning.fadeDays);
    total += weight;
    moments.push(demand.since + edge * STEP_MS);
    totals.push(total);
    days[Math.floor(age)] = (days[Math.floor(age)] ?? 0) + weight;
  }
  const squares = days.reduce((sum, weight) => sum + weight * weight, 0);
  return { moments, totals, effectiveDays: squares === 0 ? 0 : (total * total) / squares };
}

/** `count` moments, each as often as its weight asks for. */
export function draw({ moments, totals }: Analogues, count: number): number[] {
  const total = totals.at(-1) ?? 0;
  let index = 0;
  return Array.from({ length: count }, (_, n) => {
    const wanted = ((n + 0.5) / count) * total;
    while (index < totals.length - 1 && (totals[index] ?? 0) < wanted) index += 1;
    return moments[index] ?? 0;
  });
}

interface MomentState {
  last30: number;
  last120: number;
  lastDay: number;
  hour: number;
  weekday: number;
}

/** What was felt at an edge of the bins: spending on a log scale, in half hours of ordinary work. */
function statesOf(demand: Demand, calendar: LocalCalendar): (edge: number) => MomentState {
  const { wanted, since } = demand;
  const scale = typicalHalfHour(wanted);
  const felt = (edge: number, bins: number, halfHours: number): number => {
    const points = change(wanted, Math.max(0, edge - bins), edge);
    return points <= 0 ? 0 : Math.log1p(points / halfHours / scale);
  };
  return (edge) => {
    const at = since + edge * STEP_MS;
    return {
      last30: felt(edge, HALF_HOUR, 1),
      last120: felt(edge, 4 * HALF_HOUR, 4),
      // A working day rather than a day's average.
      lastDay: felt(edge, DAY, 8),
      hour: calendar.hourAt(at),
      weekday: calendar.weekdayAt(at),
    };
  };
}

function change(totals: Float64Array, from: number, to: number): number {
  return (totals[to] ?? 0) - (totals[from] ?? 0);
}

function likenessOf(a: MomentState, b: MomentState, tuning: Tuning): number {
  const apart = Math.abs(a.hour - b.hour);
  const distance =
    ((a.last30 - b.last30) / tuning.width30) ** 2 +
    ((a.last120 - b.last120) / tuning.width120) ** 2 +
    ((a.lastDay - b.lastDay) / tuning.widthDay) ** 2 +
    (Math.min(apart, 24 - apart) / tuning.widthHours) ** 2;
  return Math.exp(-distance / 2) * dayLikeness(a.weekday, b.weekday, tuning);
}

/** How much a day of one weekday says about a day of another. */
export function dayLikeness(a: number, b: number, tuning: Tuning): number {
  if (a === b) return 1;
  return isWeekend(a) === isWeekend(b) ? tuning.otherWeekday : tuning.otherClass;
}

export function isWeekend(weekday: number): boolean {
  return weekday === 0 || weekday === 6;
}

/** What half an hour with work in it costs, points; 1 when there was none. */
function typicalHalfHour(wanted: Float64Array): number {
  let [points, worked] = [0, 0];
  for (let edge = HALF_HOUR; edge < wanted.length; edge += HALF_HOUR) {
    const spent = change(wanted, edge - HALF_HOUR, edge);
    if (spent <= 0.05) continue;
    points += spent;
    worked += 1;
  }
  return worked === 0 ? 1 : points / worked;
}
