import type { LimitKind } from './limit.ts';
import type { Forecast } from './pace/forecast.ts';
import { windowMsOf } from './pace/forecast.ts';
import { linearPace } from './pace/linear-pace.ts';
import type { LimitReading, Reading } from './reading.ts';

export interface GuardQuestion {
  /** The account; null when none is known. */
  reading: Reading | null;
  /** The limit of that account; null when it has no such one. */
  limit: LimitReading | null;
  /** What lies ahead of that limit; null when nobody said. */
  forecast: Forecast | null;
  /** Percent 0–100 that must be left. */
  minRemaining: number;
  /** For so long, ms; 0 asks about now alone. */
  forMs: number;
  /** Take the upper end of the forecast's 80 % interval instead of its median. */
  cautious: boolean;
}

/** Whether the limit lasts. `none`: nothing is known, so nothing can be promised. */
export type GuardAnswer =
  | { kind: 'none'; reason: string }
  | { kind: 'stale'; ageMs: number }
  | {
      kind: 'lasts' | 'would_not_last';
      /** Percent used, now and at `until`. */
      percent: number;
      expected: number;
      /** ms; the end of the time asked about, or the reset when that comes first. */
      until: number;
      /** The window resets before the time is over: it only has to last until then. */
      resetsFirst: boolean;
      /** What `expected` rests on: the forecast, the plain pace of the window, or nothing but what is used now. */
      basis: 'forecast' | 'pace' | 'now';
    };

/** Whether so much is left of a limit for so long. Never says yes from old numbers. */
export function guardAnswer(question: GuardQuestion, now: number): GuardAnswer {
  const { reading, limit, minRemaining, forMs } = question;
  if (reading === null) return { kind: 'none', reason: 'No account is known.' };
  if (!reading.live) return { kind: 'stale', ageMs: reading.ageMs };
  if (limit === null) return { kind: 'none', reason: 'The account has no such limit.' };
  if (limit.percent === null) return { kind: 'none', reason: 'The server gives no number for this limit.' };
  const resetsAt = Date.parse(limit.resets_at ?? '');
  const asked = now + forMs;
  const resetsFirst = !Number.isNaN(resetsAt) && resetsAt <= asked && limit.kind !== 'pool';
  const until = resetsFirst ? Math.max(now, resetsAt) : asked;
  const { expected, basis } = expectedAt(
    question,
    { percent: limit.percent, kind: limit.kind, resetsAt },
    {
      now,
      until,
    },
  );
  const lasts = 100 - Math.max(limit.percent, expected) >= minRemaining;
  const kind = lasts ? 'lasts' : 'would_not_last';
  return { kind, percent: limit.percent, expected, until, resetsFirst, basis };
}

type Expected = { expected: number; basis: 'forecast' | 'pace' | 'now' };

function expectedAt(
  { forecast, cautious }: GuardQuestion,
  window: { percent: number; kind: LimitKind; resetsAt: number },
  { now, until }: { now: number; until: number },
): Expected {
  const { percent, kind, resetsAt } = window;
  if (until <= now) return { expected: percent, basis: 'now' };
  if (forecast?.kind === 'forecast') {
    const points = [{ at: now, mid: percent, high: percent }, ...forecast.fan];
    const expected = valueAt(points, until, (point) => (cautious ? point.high : point.mid));
    return { expected: Math.max(percent, expected), basis: 'forecast' };
  }
  const windowMs = windowMsOf(kind);
  const pace =
    windowMs === null || Number.isNaN(resetsAt) ? null : linearPace({ percent, resetsAt, windowMs }, now);
  if (pace === null) return { expected: percent, basis: 'now' };
  return { expected: percent + (pace.perHour * (until - now)) / 3_600_000, basis: 'pace' };
}

/** Between two points of a fan it is a straight line; behind the last one it stays. */
function valueAt<T extends { at: number }>(
  points: readonly T[],
  at: number,
  of: (point: T) => number,
): number {
  const after = points.findIndex((point) => point.at >= at);
  const [right, left] = [points[after] ?? points.at(-1), points[after - 1]];
  if (right === undefined) return Number.NaN;
  if (left === undefined || right.at === left.at || after < 0) return of(right);
  const share = (at - left.at) / (right.at - left.at);
  return of(left) + (of(right) - of(left)) * share;
}
