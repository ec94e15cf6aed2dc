import { isWeekend } from './analogues.ts';
import { evenly, factorAt } from './chance.ts';
import { type Demand, STEP_MS, totalAt } from './demand.ts';
import type { LocalCalendar } from './local-calendar.ts';
import type { Tuning } from './tuning.ts';

const HOUR_MS = 3_600_000;
/** The rate of this moment: spending weighted by its age, e^(−age/this), ms. */
const RECENT_MS = 45 * 60_000;
/** Hours of the usual day that the prior rate stands for. */
const PRIOR_HOURS = 4;

/** How much of an hour's usual work falls on it, for somebody about whom nothing is known; the mean is about 1. */
export function usualShare(hour: number, weekday: number): number {
  const work = hour < 7 ? 0.15 : hour < 9 ? 0.8 : hour < 18 ? 1.8 : hour < 23 ? 1.2 : 0.5;
  return isWeekend(weekday) ? work * 0.6 : work;
}

/** What the plain rate model knows: points an hour now, and points an hour of usual share 1. */
export interface Rates {
  recent: number;
  usual: number;
}

/**
 * The recency-weighted rate, and the usual one with a prior worth some hours, so that a first burst is not taken for a
 * way of life.
 *
 * @param priorRate points an hour of usual share 1, for somebody unknown
 */
export function ratesOf(demand: Demand, calendar: LocalCalendar, priorRate: number): Rates {
  const { since, now } = demand;
  let [exposure, recent, reach] = [0, 0, 0];
  const last = demand.wanted.length - 1;
  for (let at = since; at < now; at += HOUR_MS) {
    const hours = Math.min(HOUR_MS, now - at) / HOUR_MS;
    exposure += usualShare(calendar.hourAt(at), calendar.weekdayAt(at)) * hours;
  }
  for (let bin = last; bin > 0; bin -= 1) {
    const age = (last - bin + 0.5) * STEP_MS;
    if (age > 5 * RECENT_MS) break;
    const weight = Math.exp(-age / RECENT_MS);
    recent += weight * ((demand.wanted[bin] ?? 0) - (demand.wanted[bin - 1] ?? 0));
    reach += weight * (STEP_MS / HOUR_MS);
  }
  const total = totalAt(demand, 'wanted', now);
  return {
    recent: reach === 0 ? 0 : recent / Math.max(reach, 0.25),
    usual: (total + PRIOR_HOURS * priorRate) / (exposure + PRIOR_HOURS),
  };
}

/**
 * Paths of a rate that begins as it is and goes back to the usual one, with a spread around both; in some of them the
 * work stops at once.
 *
 * @param times moments of the future, ms
 * @returns per path the points spent until each of them
 */
export function ratePaths(
  rates: Rates,
  calendar: LocalCalendar,
  { times, count, now, tuning }: { times: Float64Array; count: number; now: number; tuning: Tuning },
): Float64Array[] {
  const fade = tuning.rateFadeHours * HOUR_MS;
  const fromRecent = new Float64Array(times.length);
  const fromUsual = new Float64Array(times.length);
  let [before, usual] = [now, 0];
  times.forEach((at, index) => {
    const middle = (before + at) / 2;
    const back = 1 - Math.exp(-(middle - now) / fade);
    const share = usualShare(calendar.hourAt(middle), calendar.weekdayAt(middle));
    usual += (rates.usual * share * back * (at - before)) / HOUR_MS;
    fromUsual[index] = usual;
    fromRecent[index] = rates.recent * tuning.rateFadeHours * (1 - Math.exp(-(at - now) / fade));
    before = at;
  });
  return Array.from({ length: count }, (_, path) => {
    const place = evenly(path, 'first');
    const stops = place < tuning.stopShare;
    const left = (place - tuning.stopShare) / (1 - tuning.stopShare);
    const first = stops ? 0 : factorAt(left, tuning.rateSpread) / (1 - tuning.stopShare);
    const later = factorAt(evenly(path, 'second'), tuning.usualSpread);
    return fromRecent.map((points, index) => points * first + (fromUsual[index] ?? 0) * later);
  });
}
