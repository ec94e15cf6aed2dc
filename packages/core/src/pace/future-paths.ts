import { type Analogues, analoguesOf, draw } from './analogues.ts';
import { chanceOf, evenly, factorAt } from './chance.ts';
import { DAY_BEGINS, type DayPool, dayAt, dayPool, intensityOf, pastDays } from './day-chain.ts';
import { type Demand, totalAt } from './demand.ts';
import type { LocalCalendar } from './local-calendar.ts';
import { ratePaths, ratesOf } from './rate-model.ts';
import type { Tuning } from './tuning.ts';

const HOUR_MS = 3_600_000;
/** Up to here the future is one piece of the past, beyond it pieces of days are put together, ms. */
const ONE_PIECE_MS = 12 * HOUR_MS;
const PATHS = 256;

export interface PathOptions {
  /** Moments of the future, the last one being the reset, ms. */
  times: Float64Array;
  /** Points an hour for somebody unknown. */
  priorRate: number;
  seed: number;
  tuning: Tuning;
}

/** What may be spent from now on. */
export interface FuturePaths {
  /** Equally likely; per path the points spent until each time. */
  paths: Float64Array[];
  /** To how many independent days of the past they amount. */
  effectiveDays: number;
  /** Share of the paths that come from the past (0–1); the others follow the plain rate. */
  trust: number;
}

/**
 * Possible futures: mostly the futures that moments like this one had in the past, and the fewer of those there are,
 * the more of a plain rate model.
 */
export function futurePaths(demand: Demand, calendar: LocalCalendar, options: PathOptions): FuturePaths {
  const { times, tuning, priorRate } = options;
  const { now } = demand;
  const until = times.at(-1) ?? now;
  const pieces = until - now <= ONE_PIECE_MS ? [] : dayPieces(demand, calendar, { until, tuning });
  const firstEnds = pieces[0]?.start ?? until;
  const analogues = analoguesOf(demand, calendar, { lengthMs: firstEnds - now, tuning });
  const effectiveDays = Math.min(analogues.effectiveDays, ...pieces.map(({ pool }) => pool.effectiveDays));
  const trust = effectiveDays / (effectiveDays + tuning.halfTrust);
  const count = Math.round(PATHS * trust);
  const rates = ratesOf(demand, calendar, priorRate);
  return {
    paths: [
      ...replayedPaths(demand, { analogues, pieces, count }, options),
      ...ratePaths(rates, calendar, { times, count: PATHS - count, now, tuning }),
    ],
    effectiveDays,
    trust,
  };
}

/** A day (or the last part of one) to come, and the days it may be like. */
interface Piece {
  start: number;
  pool: DayPool;
  intensity: number;
}

function dayPieces(
  demand: Demand,
  calendar: LocalCalendar,
  { until, tuning }: { until: number; tuning: Tuning },
): Piece[] {
  const days = pastDays(demand, calendar, tuning);
  const intensity = intensityOf(days, tuning);
  const pools = new Map<number, DayPool>();
  const pieces: Piece[] = [];
  for (let start = calendar.nextHour(demand.now, DAY_BEGINS); start < until; ) {
    const weekday = calendar.weekdayAt(start);
    const pool = pools.get(weekday) ?? dayPool(days, weekday, tuning);
    pools.set(weekday, pool);
    pieces.push({ start, pool, intensity });
    start = calendar.nextHour(start, DAY_BEGINS);
  }
  return pieces;
}

function replayedPaths(
  demand: Demand,
  past: { analogues: Analogues; pieces: readonly Piece[]; count: number },
  { times, seed, tuning }: PathOptions,
): Float64Array[] {
  const { pieces } = past;
  return draw(past.analogues, past.count).map((moment, path) => {
    const factor = factorAt(evenly(path, 'first'), tuning.replaySpread);
    const chosen = pieces.map(({ pool, intensity }, index) => ({
      like: dayAt(pool, chanceOf(seed, path, index))?.start ?? 0,
      factor: factor * intensity,
    }));
    const spent = new Float64Array(times.length);
    let piece = -1;
    // Points until the piece began; where it begins, there and in the past; how strongly it is played.
    let [base, begins, like, strength] = [0, demand.now, moment, factor];
    let before = totalAt(demand, 'wanted', like);
    const pointsAt = (at: number) =>
      base + strength * (totalAt(demand, 'wanted', like + at - begins) - before);
    for (let index = 0; index < times.length; index += 1) {
      const at = times[index] ?? 0;
      for (let next = pieces[piece + 1]; next !== undefined && at > next.start; next = pieces[piece + 1]) {
        base = pointsAt(next.start);
        piece += 1;
        begins = next.start;
        like = chosen[piece]?.like ?? 0;
        strength = chosen[piece]?.factor ?? 1;
        before = totalAt(demand, 'wanted', like);
      }
      spent[index] = pointsAt(at);
    }
    return spent;
  });
}
