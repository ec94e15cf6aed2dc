import type { Change, PastWindow, Span } from '@claude-meter/core';
import { drawHabits, type Habits } from './archetypes.ts';
import { type Wish, wishOf } from './demand-of-person.ts';
import { type Dice, dice } from './seeded.ts';

export const MINUTE_MS = 60_000;
const FIVE_HOURS = 300;
const WEEK = 7 * 1440;
const TIME_ZONES = [
  'Europe/Berlin',
  'America/Los_Angeles',
  'America/New_York',
  'Asia/Kolkata',
  'Asia/Tokyo',
  'Australia/Sydney',
  'UTC',
];

/** A window with all that became of it. */
export interface TruthWindow extends PastWindow {
  /** When each reading was first true, percent; also while nobody watched. */
  truth: Change[];
}

/** One limit as a meter saw it, and as it was. */
export interface LimitTrace {
  kind: 'session' | 'weekly';
  windowMs: number;
  changes: Change[];
  windows: TruthWindow[];
}

export interface Trace {
  name: string;
  timeZone: string;
  since: number;
  until: number;
  limits: LimitTrace[];
  /** Stretches nobody watched. */
  gaps: Span[];
}

/** One simulated account. The same seed gives the same trace. */
export function simulatedTrace(seed: number, days: number): Trace {
  const random = dice(seed * 7919 + 17);
  const habits = drawHabits(random, seed);
  const timeZone = random.pick(TIME_ZONES);
  // From midwinter to autumn: both changes of the clocks fall into some traces.
  const since = Date.UTC(2026, 0, 5) + Math.floor(random.between(0, 280)) * 86_400_000;
  const wish = wishOf(habits, random, { since, days, timeZone });
  const watched = watchedMinutes(wish, random);
  const name = `${habits.archetype} ${seed}`;
  return {
    name,
    timeZone,
    since,
    until: since + days * 1440 * MINUTE_MS,
    ...serve(wish, watched, { habits, random, since }),
  };
}

function watchedMinutes({ awake }: Wish, random: Dice): Uint8Array {
  const watched = awake.slice();
  // Besides sleep the meter is sometimes off for reasons of its own.
  for (let at = random.exponential(4 * 1440); at < watched.length; at += random.exponential(4 * 1440)) {
    watched.fill(0, Math.round(at), Math.round(at + random.about(60, 1)));
  }
  return watched;
}

/** Plays the service: windows that open with the first use, walls, rounding, requests that are let finish. */
function serve(
  wish: Wish,
  watched: Uint8Array,
  { habits, random, since }: { habits: Habits; random: Dice; since: number },
): Pick<Trace, 'limits' | 'gaps'> {
  const share = random.between(0.07, 0.17);
  const round = random.chance(0.8)
    ? (percent: number) => Math.round(percent)
    : (percent: number) => Math.round(percent * 100) / 100;
  const at = (minute: number) => since + minute * MINUTE_MS;
  const session = recorder('session', FIVE_HOURS, round);
  const weekly = recorder('weekly', WEEK, round);
  let weekEnds = Math.floor(random.between(0, WEEK));
  weekly.open(at(weekEnds - WEEK), at(weekEnds));
  let [sessionEnds, backlog, quitUntilMorning] = [-1, 0, false];
  // Some servers show a number that is a little too low for a while; some weeks are forgiven midway.
  const wavers = random.chance(0.1);
  let wavering = { until: 0, by: 0 };
  const forgivenAt = random.chance(0.06) ? Math.floor(random.next() * wish.wanted.length) : -1;
  const gaps: [number, number][] = [];
  for (let minute = 0; minute < wish.wanted.length; minute += 1) {
    if (minute === weekEnds) {
      weekEnds += WEEK;
      weekly.open(at(minute), at(weekEnds));
    }
    if (minute === sessionEnds) session.close();
    if (minute === forgivenAt) weekly.forgive(at(minute));
    if (wavers && random.chance(1 / 2000)) {
      wavering = { until: minute + random.exponential(8), by: random.between(1, 4) };
    }
    if (wish.mornings.has(minute)) [backlog, quitUntilMorning] = [0, false];
    const isOpen = minute < sessionEnds;
    const blocked = weekly.used() >= 100 || (isOpen && session.used() >= 100);
    let wanted = quitUntilMorning ? 0 : (wish.wanted[minute] ?? 0);
    if (blocked && wanted > 0) {
      backlog = Math.min(60, backlog + wanted * habits.catchUp);
      if (random.chance(habits.giveUp / 30)) quitUntilMorning = true;
    }
    if (!blocked && !quitUntilMorning && backlog > 0 && (wish.awake[minute] ?? 0) === 1) {
      const made = Math.min(backlog, random.exponential(0.5));
      backlog -= made;
      wanted += made;
    }
    if (!blocked && wanted > 0) {
      if (!isOpen) {
        sessionEnds = minute + FIVE_HOURS;
        session.open(at(minute), at(sessionEnds));
      }
      const pace = Math.max(session.used(), weekly.used()) > 85 ? habits.caution : 1;
      session.spend(wanted * pace, at(minute));
      weekly.spend(wanted * pace * share, at(minute));
    }
    const last = gaps.at(-1);
    if ((watched[minute] ?? 0) === 1) {
      const by = minute < wavering.until ? wavering.by : 0;
      session.read(at(minute), by);
      weekly.read(at(minute), by);
    } else if (last?.[1] === at(minute)) last[1] = at(minute + 1);
    else gaps.push([at(minute), at(minute + 1)]);
  }
  return { limits: [session.trace, weekly.trace], gaps };
}

function recorder(kind: 'session' | 'weekly', windowMinutes: number, round: (percent: number) => number) {
  const trace: LimitTrace = { kind, windowMs: windowMinutes * MINUTE_MS, changes: [], windows: [] };
  let used = 0;
  return {
    trace,
    used: () => used,
    open(openedAt: number, resetsAt: number): void {
      used = 0;
      trace.windows.push({
        openedAt,
        resetsAt,
        peak: 0,
        lastPercent: 0,
        fullAt: null,
        truth: [{ at: openedAt, percent: 0 }],
      });
    },
    close(): void {
      used = 0;
    },
    spend(points: number, at: number): void {
      used += points;
      const window = trace.windows.at(-1);
      const percent = round(used);
      if (window === undefined || window.truth.at(-1)?.percent === percent) return;
      window.truth.push({ at, percent });
      window.peak = percent;
      window.lastPercent = percent;
      if (percent >= 100) window.fullAt ??= at;
    },
    /** Everything is given back, the window stays. */
    forgive(at: number): void {
      used = 0;
      trace.windows.at(-1)?.truth.push({ at, percent: 0 });
    },
    /** What a meter that watches writes down; the server may show `by` points too little. */
    read(at: number, by: number): void {
      const percent = round(Math.max(0, used - by));
      if (trace.changes.at(-1)?.percent !== percent) trace.changes.push({ at, percent });
    },
  };
}
