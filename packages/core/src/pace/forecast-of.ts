import { type Change, joinChanges } from './change.ts';
import { type Demand, demandOf } from './demand.ts';
import type { Confidence, Forecast, ForecastInput, KnownForecast } from './forecast.ts';
import { windowMsOf } from './forecast.ts';
import { forecastWords } from './forecast-words.ts';
import { futurePaths } from './future-paths.ts';
import { type LinearPace, linearPace } from './linear-pace.ts';
import { localCalendar } from './local-calendar.ts';
import { outcomesOf } from './outcomes.ts';
import { DAYS_TUNING, HOURS_TUNING, type Tuning } from './tuning.ts';
import { typicalRun } from './typical-run.ts';
import type { Span } from './walk-spending.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Habits older than this are no longer habits. */
const REACH_MS = 56 * DAY_MS;
/** Beyond this nothing is foretold (pools may live for a year). */
const FARTHEST_MS = 45 * DAY_MS;
/** Watched for less, and without a finished window, there is nothing to go by. */
const FIRST_LOOK_MS = 20 * MINUTE_MS;
/** Somebody unknown fills this share of a window, percent. */
const PRIOR_PERCENT = 35;

/**
 * Whether, when and how far a limit fills before it resets.
 *
 * Method. An analogue ensemble (the analogue method of weather forecasting, Lorenz 1969; for the days to come a block
 * bootstrap, Künsch 1989): the account's own history is cut into what was wanted per five minutes; moments of the past
 * that were like this one (spending of the last half hour, two hours and day, hour of day, workday or weekend, age) are
 * weighed, and what followed them is played again from here. Beyond twelve hours whole days of the same kind (weekday,
 * workday or weekend, recent rather than old) follow each other. With few like days (Kish's effective sample size) the
 * ensemble is filled up by a recency-weighted rate that goes back to the usual one, with a spread around both. What a
 * wall has cut off is estimated, so that hitting walls does not look like stopping. The chance is the share of paths
 * that reach 100 %, the intervals are the shortest that hold 80 % of the paths. How good that is, beside plain pace and
 * a Bayesian rate model, is measured on people who played no part in choosing its numbers: `docs/forecast.md`.
 *
 * All else equal, a higher percent never lowers the chance; the same input gives the same answer.
 *
 * @throws RangeError for an unknown time zone
 */
export function forecastOf(input: ForecastInput, tuned?: Tuning): Forecast {
  const { limit, now } = input;
  const declined = (reason: string, pace: LinearPace | null = null): Forecast => {
    return { kind: 'declined', limitId: limit.id, reason, pace };
  };
  if (!input.live) return declined('The numbers are stale: no forecast is made from old numbers.');
  if (limit.percent === null) return declined('The server gives no number for this limit.');
  if (limit.resets_at === null) return declined('The window has not begun: it starts on first use.');
  const resetsAt = Date.parse(limit.resets_at);
  if (Number.isNaN(resetsAt)) {
    return declined(`The reset time ${JSON.stringify(limit.resets_at)} cannot be read.`);
  }
  if (resetsAt <= now) return declined('The window is about to reset.');
  if (resetsAt - now > FARTHEST_MS) return declined('The reset is too far away: more than 45 days.');
  if (limit.percent >= 100) return wallReached(input, { percent: limit.percent, resetsAt });
  const changes = joinChanges(input.history, input.samples, { since: now - REACH_MS, now });
  const watched = now - (changes[0]?.at ?? now);
  if (watched < FIRST_LOOK_MS && input.pastWindows.length === 0) {
    const reason = 'Too little is known yet: it takes 20 minutes of readings or one finished window.';
    return declined(reason, paceOf(input, { percent: limit.percent, resetsAt }));
  }
  return foretell(input, { percent: limit.percent, resetsAt, changes, tuned });
}

interface Known {
  percent: number;
  resetsAt: number;
  changes: Change[];
  tuned: Tuning | undefined;
}

function foretell(input: ForecastInput, known: Known): KnownForecast {
  const { now, timeZone, limit, seed = 1 } = input;
  const { percent, resetsAt } = known;
  const left = resetsAt - now;
  const windowMs = windowMsOf(limit.kind) ?? Math.max(left, 7 * DAY_MS);
  const demand = demandFrom(input, known, windowMs);
  const calendar = localCalendar(timeZone, demand.since, resetsAt);
  const steps = Math.min(Math.max(Math.ceil(left / (10 * MINUTE_MS)), 12), 96);
  const times = Float64Array.from({ length: steps }, (_, index) => now + (left * (index + 1)) / steps);
  const { paths, effectiveDays, trust } = futurePaths(demand, calendar, {
    times,
    priorRate: priorRate(input, windowMs),
    seed,
    tuning: known.tuned ?? (windowMs <= DAY_MS ? HOURS_TUNING : DAYS_TUNING),
  });
  const { hitProbability, hitAt, fan } = outcomesOf(paths, { now, percent, times });
  const last = fan.at(-1) ?? { low: percent, mid: percent, high: percent };
  const percentAtReset = { low: last.low, mid: last.mid, high: last.high };
  const ordinarySession = typicalRun(known.changes, { gaps: input.gaps, now });
  const watchedDays = Math.floor((now - demand.since) / DAY_MS);
  return {
    kind: 'forecast',
    limitId: limit.id,
    hitProbability,
    hitAt,
    lastsUntilReset: hitProbability < 0.5,
    percentAtReset,
    fan,
    confidence: confidenceOf(trust, watchedDays),
    basis: basisOf(effectiveDays, watchedDays),
    ordinarySession,
    pace: paceOf(input, known),
    words: forecastWords(
      { percent, hitProbability, hitAt, percentAtReset, ordinarySession },
      { now, timeZone },
    ),
  };
}

/**
 * What was wanted so far. A window that was half over when it was first seen began at nothing; what was spent before
 * counts as spent evenly.
 */
function demandFrom(input: ForecastInput, { changes, resetsAt }: Known, windowMs: number): Demand {
  const { now, pastWindows, limit } = input;
  const opened = resetsAt - windowMs;
  const resets = [...pastWindows.map((window) => window.resetsAt), opened]
    .filter((at) => at <= now)
    .sort((a, b) => a - b);
  const first = changes[0] ?? { at: now, percent: limit.percent ?? 0 };
  const unseen = windowMsOf(limit.kind) !== null && first.at > opened && first.percent > 0;
  const gaps: Span[] = unseen ? [[opened, first.at], ...input.gaps] : [...input.gaps];
  const known = changes.length === 0 ? [first] : changes;
  const all = unseen ? [{ at: opened, percent: 0 }, ...known] : known;
  return demandOf(all, { gaps, resets, windowMs, now, reachMs: REACH_MS });
}

/** Points an hour of usual share 1 before anything was seen: by finished windows, else by what people usually take. */
function priorRate({ pastWindows }: ForecastInput, windowMs: number): number {
  const known = pastWindows.slice(-10).flatMap(({ peak }) => (peak === null ? [] : [peak]));
  const mean = known.reduce((sum, peak) => sum + peak, PRIOR_PERCENT) / (known.length + 1);
  return mean / (windowMs / HOUR_MS);
}

function paceOf(
  { limit, now }: ForecastInput,
  { percent, resetsAt }: { percent: number; resetsAt: number },
): LinearPace | null {
  const windowMs = windowMsOf(limit.kind);
  return windowMs === null ? null : linearPace({ percent, resetsAt, windowMs }, now);
}

function wallReached(
  input: ForecastInput,
  { percent, resetsAt }: { percent: number; resetsAt: number },
): KnownForecast {
  const { now, timeZone, limit, history, gaps } = input;
  const range = { low: percent, mid: percent, high: percent };
  const hitAt = { low: now, mid: now, high: now };
  const ordinarySession = typicalRun(history, { gaps, now });
  return {
    kind: 'forecast',
    limitId: limit.id,
    hitProbability: 1,
    hitAt,
    lastsUntilReset: false,
    percentAtReset: range,
    fan: [
      { at: now, ...range },
      { at: resetsAt, ...range },
    ],
    confidence: 'high',
    basis: 'the limit is full',
    ordinarySession,
    pace: paceOf(input, { percent, resetsAt }),
    words: forecastWords(
      { percent, hitProbability: 1, hitAt, percentAtReset: range, ordinarySession },
      { now, timeZone },
    ),
  };
}

function confidenceOf(trust: number, watchedDays: number): Confidence {
  if (trust >= 0.7 && watchedDays >= 14) return 'high';
  return trust >= 0.4 && watchedDays >= 3 ? 'medium' : 'low';
}

function basisOf(effectiveDays: number, watchedDays: number): string {
  if (watchedDays < 1) return 'less than a day of readings';
  const days = (count: number) => `${count} ${count === 1 ? 'day' : 'days'}`;
  return `${days(Math.round(effectiveDays))} like this one, of ${days(watchedDays)} watched`;
}
