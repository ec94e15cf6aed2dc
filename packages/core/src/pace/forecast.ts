import type { LimitKind } from '../limit.ts';
import type { Change } from './change.ts';
import type { LinearPace } from './linear-pace.ts';
import type { Range } from './outcomes.ts';
import type { TypicalRun } from './typical-run.ts';
import type { Span } from './walk-spending.ts';

/** One finished window of the limit. */
export interface PastWindow {
  /** ms */
  openedAt: number;
  /** ms */
  resetsAt: number;
  /** Highest and last percent, 0–100 and beyond; null when never known. */
  peak: number | null;
  lastPercent: number | null;
  /** When 100 % was first seen, ms; null when the wall was not hit. */
  fullAt: number | null;
}

/** All that a forecast rests on. */
export interface ForecastInput {
  /** ms */
  now: number;
  limit: {
    id: string;
    kind: LimitKind;
    /** Percent 0–100 and beyond. */
    percent: number | null;
    /** ISO-8601 as served. */
    resets_at: string | null;
  };
  /** The recent changes of this limit, oldest first, the newest one the reading of now. */
  samples: readonly Change[];
  /** Stretches in which nobody watched, ms, in order. */
  gaps: readonly Span[];
  /** Finished windows of this limit, oldest first. */
  pastWindows: readonly PastWindow[];
  /** Weeks of changes of this limit, oldest first; may hold `samples` too. The last eight weeks are used. */
  history: readonly Change[];
  /** IANA name: habits follow the local clock. */
  timeZone: string;
  /** The reading is fresh. Nothing is foretold from old numbers. */
  live: boolean;
  /** Another seed, another throw of the dice. @default 1 */
  seed?: number;
}

export type Confidence = 'low' | 'medium' | 'high';

export interface KnownForecast {
  kind: 'forecast';
  limitId: string;
  /** That the limit is full before it resets, 0–1. */
  hitProbability: number;
  /** When, if it is: median and 80 % interval, ms. Null when that is so rare that no time can be told. */
  hitAt: Range | null;
  /** More likely than not. */
  lastsUntilReset: boolean;
  /** Percent at the reset: median and 80 % interval, 100 at most unless it is more already. */
  percentAtReset: Range;
  /** The way there: from now to the reset, percent, 80 % interval at each time (ms). */
  fan: ({ at: number } & Range)[];
  confidence: Confidence;
  /** What the confidence rests on: `24 like days of 52 watched`. */
  basis: string;
  /** What a run of work costs, percentage points; null when too few are known. */
  ordinarySession: TypicalRun | null;
  /** As it went, so it goes on: the plain pace, to be shown beside. Null where nothing can be said. */
  pace: LinearPace | null;
  /** All of it in a sentence or two. */
  words: string;
}

export interface DeclinedForecast {
  kind: 'declined';
  limitId: string;
  /** A sentence. */
  reason: string;
  /** The plain pace is there from 3 % of a fresh window on, however little else is known. */
  pace: LinearPace | null;
}

export type Forecast = KnownForecast | DeclinedForecast;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Length of the windows of a kind, ms; null where it is not known. */
export function windowMsOf(kind: LimitKind): number | null {
  if (kind === 'session') return 5 * HOUR_MS;
  return kind === 'weekly' || kind === 'scoped' ? 7 * DAY_MS : null;
}
