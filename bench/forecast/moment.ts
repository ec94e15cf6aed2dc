import type { Change, ForecastInput, PastWindow, Span } from '@claude-meter/core';
import { dice } from './seeded.ts';
import { type LimitTrace, MINUTE_MS, type Trace, type TruthWindow } from './trace.ts';

/** One forecast to be made: what is known at a moment, and what came of it. */
export interface Moment {
  trace: Trace;
  kind: LimitTrace['kind'];
  now: number;
  percent: number;
  resetsAt: number;
  openedAt: number;
  windowMs: number;
  /** All that a meter knows by then, oldest first. */
  changes: Change[];
  gaps: Span[];
  pastWindows: PastWindow[];
  hit: boolean;
  /** When it was hit, ms. */
  hitAt: number | null;
  percentAtReset: number;
}

/** Moments of a trace, drawn evenly from the minutes in which a window was open, watched and not full. */
export function momentsOf(trace: Trace, { perLimit, seed }: { perLimit: number; seed: number }): Moment[] {
  const random = dice(seed);
  return trace.limits.flatMap((limit) => {
    const found: Moment[] = [];
    for (let tries = 0; tries < perLimit * 20 && found.length < perLimit; tries += 1) {
      const drawn = trace.since + random.next() * (trace.until - trace.since);
      const now = Math.floor(drawn / MINUTE_MS) * MINUTE_MS + 30_000;
      const moment = momentAt(trace, limit, now);
      if (moment !== null) found.push(moment);
    }
    return found.sort((a, b) => a.now - b.now);
  });
}

function momentAt(trace: Trace, limit: LimitTrace, now: number): Moment | null {
  if (trace.gaps.some(([from, to]) => now >= from && now < to)) return null;
  const window = limit.windows.find((one) => now >= one.openedAt && now < one.resetsAt);
  if (window === undefined || window.resetsAt > trace.until) return null;
  const changes = limit.changes.slice(0, firstAfter(limit.changes, now));
  const percent = changes.at(-1)?.percent;
  if (percent === undefined || percent >= 100 || otherIsFull(trace, limit, now)) return null;
  return {
    trace,
    kind: limit.kind,
    now,
    percent,
    resetsAt: window.resetsAt,
    openedAt: window.openedAt,
    windowMs: limit.windowMs,
    changes,
    gaps: trace.gaps.filter(([from]) => from < now),
    pastWindows: limit.windows.filter((one) => one.resetsAt <= now).map(seen),
    hit: window.fullAt !== null,
    hitAt: window.fullAt,
    percentAtReset: Math.min(100, window.truth.at(-1)?.percent ?? 0),
  };
}

/** Behind another wall there is nothing to foretell: nobody can spend. */
function otherIsFull(trace: Trace, limit: LimitTrace, now: number): boolean {
  const others = trace.limits.filter((other) => other !== limit);
  return others.some((other) =>
    other.windows.some((one) => one.fullAt !== null && now >= one.fullAt && now < one.resetsAt),
  );
}

function seen({ truth: _, ...window }: TruthWindow): PastWindow {
  return window;
}

/** Percent at a moment of a window, by the last change in it; 0 before the first. */
export function percentAt(changes: readonly Change[], at: number, openedAt: number): number {
  const change = changes[firstAfter(changes, at) - 1];
  return change === undefined || change.at < openedAt ? 0 : change.percent;
}

function firstAfter(changes: readonly Change[], now: number): number {
  let [low, high] = [0, changes.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((changes[middle]?.at ?? 0) <= now) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The moment as the forecast of the product takes it. */
export function inputOf(moment: Moment): ForecastInput {
  const { now, percent, resetsAt, changes, gaps, pastWindows, trace, kind } = moment;
  const id = kind === 'session' ? 'five_hour' : 'seven_day';
  return {
    now,
    limit: { id, kind, percent, resets_at: new Date(resetsAt).toISOString() },
    samples: changes.slice(-50),
    gaps,
    pastWindows,
    history: changes,
    timeZone: trace.timeZone,
    live: true,
  };
}
