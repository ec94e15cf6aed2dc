import type { LimitReadingAt } from '../src/attribution/piece.ts';
import type { Span } from '../src/pace/walk-spending.ts';
import type { Dice } from './dice.ts';
import type { AccountOptions, TrueRequest } from './simulated-account.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Midnight of the Monday on which every simulated account begins, ms. */
export const START = Date.UTC(2026, 8, 7);

/** How long a window is, ms, and how many points of the 5-hour limit are one of it. */
export const LIMITS = {
  five_hour: { windowMs: 5 * HOUR, shrink: 1 },
  seven_day: { windowMs: 7 * DAY, shrink: 8 },
};

/** What the server counts, and when, ms. */
interface Counted {
  at: number;
  points: number;
}

/** The changes of the limit, as a meter that asks once a minute sees them, and the gaps between. */
export interface Watched {
  readings: LimitReadingAt[];
  gaps: Span[];
}

/** Lets the server count what comes in, and a meter look at it once a minute. */
export function serve(options: AccountOptions, random: Dice, requests: readonly TrueRequest[]): Watched {
  const until = START + options.weeks * 7 * DAY;
  const local = requests.map(({ at, points }) => ({ at: at + random.between(0, 45_000), points }));
  const counted = [...local, ...countElsewhere(options, random)].sort((a, b) => a.at - b.at);
  const gaps = options.sleeps ? sleepsOf(options, random, until) : [];
  return { readings: watch(options, counted, { gaps, until }), gaps };
}

/** Bursts of chat in the browser and of a second machine. */
function countElsewhere(
  { weeks, elsewherePerDay, limit = 'five_hour' }: AccountOptions,
  random: Dice,
): Counted[] {
  const counted: Counted[] = [];
  for (let day = 0; day < weeks * 7; day += 1) {
    for (let left = elsewherePerDay; random.even() < left; left -= 1) {
      let at = START + day * DAY + random.between(7, 23) * HOUR;
      const end = at + random.between(5, 60) * MINUTE;
      const burst = random.between(2, 16) / LIMITS[limit].shrink;
      const step = random.between(1, 4) * MINUTE;
      const each = burst / Math.ceil((end - at) / step);
      for (; at < end; at += step) counted.push({ at, points: each });
    }
  }
  return counted;
}

function watch(
  { digits, limit = 'five_hour' }: AccountOptions,
  counted: readonly Counted[],
  { gaps, until }: { gaps: readonly Span[]; until: number },
): LimitReadingAt[] {
  const { windowMs } = LIMITS[limit];
  const scale = 10 ** digits;
  const readings: LimitReadingAt[] = [];
  let [next, level, resetsAt, gap] = [0, 0, null as number | null, 0];
  for (let at = START; at < until; at += MINUTE) {
    for (let one = counted[next]; one !== undefined && one.at <= at; one = counted[++next]) {
      if (resetsAt !== null && resetsAt <= one.at) [level, resetsAt] = [0, null];
      resetsAt ??= one.at - (one.at % (10 * MINUTE)) + windowMs;
      level += one.points;
    }
    if (resetsAt !== null && resetsAt <= at) [level, resetsAt] = [0, null];
    while ((gaps[gap]?.[1] ?? until) <= at) gap += 1;
    if ((gaps[gap]?.[0] ?? until) < at) continue;
    const percent = Math.round(level * scale) / scale;
    const last = readings.at(-1);
    if (last?.percent !== percent || last.resetsAt !== resetsAt) readings.push({ at, percent, resetsAt });
  }
  return readings;
}

function sleepsOf({ weeks }: AccountOptions, random: Dice, until: number): Span[] {
  const gaps: Span[] = [];
  for (let day = 0; day < weeks * 7; day += 1) {
    const midnight = START + day * DAY;
    gaps.push([midnight, midnight + Math.round(random.between(6, 8) * 60) * MINUTE]);
    if (random.even() < 0.4) {
      const from = midnight + Math.round(random.between(9, 20) * 60) * MINUTE;
      gaps.push([from, from + Math.round(random.between(20, 180)) * MINUTE]);
    }
  }
  return gaps.filter(([, to]) => to < until);
}
