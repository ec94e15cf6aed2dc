import { linearPace } from '@claude-meter/core';
import type { Said } from './methods.ts';
import { type Moment, percentAt } from './moment.ts';
import { MINUTE_MS, type TruthWindow } from './trace.ts';

const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const GRID = 168;

/** As it went, so it goes on; certain of itself. */
export function linear(moment: Moment): Said | null {
  const pace = linearPace(moment, moment.now);
  return pace === null ? null : certain(!pace.lastsUntilReset);
}

function certain(hits: boolean): Said {
  return { probability: hits ? 1 : 0, atReset: null, hitAt: null };
}

/**
 * The five-hour window by linear pace; the week by working days, and from three complete weeks on by the curves of the
 * past ones: weighted by e^(−age / 3 weeks), blended with the linear curve by their effective number, shifted to where
 * this week stands; a probability from five weeks on.
 */
export function historicalPace(moment: Moment): Said | null {
  if (moment.kind === 'session') return linear(moment);
  const weeks = moment.pastWindows.filter((one) => one.openedAt >= (moment.changes[0]?.at ?? 0));
  return weeks.length < 3 ? workdayPace(moment) : byPastWeeks(moment, weeks as TruthWindow[]);
}

function workdayPace(moment: Moment): Said | null {
  const { openedAt, now, resetsAt, percent, windowMs } = moment;
  if (now - openedAt < 0.03 * windowMs) return null;
  const elapsed = workTime(moment, openedAt, now);
  const left = workTime(moment, now, resetsAt);
  if (elapsed <= 0) return certain(false);
  return certain((percent / elapsed) * left >= 100 - percent);
}

/** Time that falls on Monday to Friday of the local clock, ms. */
function workTime({ trace }: Moment, from: number, to: number): number {
  let time = 0;
  for (let at = from; at < to; at += HOUR_MS) {
    if (isWorkday(at, trace.timeZone)) time += Math.min(HOUR_MS, to - at);
  }
  return time;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function isWorkday(at: number, timeZone: string): boolean {
  let formatter = formatters.get(timeZone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat('en-US', { timeZone, weekday: 'short' });
    formatters.set(timeZone, formatter);
  }
  return !formatter.format(at).startsWith('S');
}

function byPastWeeks(moment: Moment, weeks: readonly TruthWindow[]): Said {
  const { now, openedAt, percent, windowMs, changes } = moment;
  const curves = weeks.map((week) => ({
    weight: Math.exp(-(now - week.resetsAt) / (21 * DAY_MS)),
    curve: Array.from({ length: GRID + 1 }, (_, hour) => {
      const at = week.openedAt + (hour / GRID) * windowMs;
      return percentAt(changes, at, week.openedAt);
    }),
  }));
  const total = curves.reduce((sum, { weight }) => sum + weight, 0);
  const effective = total ** 2 / curves.reduce((sum, { weight }) => sum + weight ** 2, 0);
  const blend = Math.min(1, Math.max(0, (effective - 2) / 6));
  const here = Math.floor(((now - openedAt) / windowMs) * GRID);
  const crosses = ({ curve }: { curve: number[] }) =>
    Math.max(...curve.slice(here)) + percent - (curve[here] ?? 0) >= 100;
  const mass = curves.filter(crosses).reduce((sum, { weight }) => sum + weight, 0);
  if (weeks.length >= 5) return { probability: (mass + 0.5) / (total + 1), atReset: null, hitAt: null };
  // Fewer weeks: the curve expected at the end, shifted to where this week stands.
  const middle = (hour: number) => {
    const linearly = (hour / GRID) * 100;
    return blend * Math.min(linearly, weightedMedian(curves, hour)) + (1 - blend) * linearly;
  };
  return certain(percent + middle(GRID) - middle(here) >= 100);
}

function weightedMedian(curves: readonly { weight: number; curve: number[] }[], hour: number): number {
  const sorted = curves
    .map(({ weight, curve }) => ({ weight, value: curve[hour] ?? 0 }))
    .sort((a, b) => a.value - b.value);
  const half = sorted.reduce((sum, { weight }) => sum + weight, 0) / 2;
  let reached = 0;
  for (const { weight, value } of sorted) {
    reached += weight;
    if (reached >= half) return value;
  }
  return 0;
}
