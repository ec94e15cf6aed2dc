import type { ExtraUsage, WindowsScript } from '../scenarios/scenario.ts';
import {
  DAY_MINUTES,
  demandCurve,
  latestOccurrence,
  WEEK_MINUTES,
  type WeekMoment,
  weekMinute,
} from './work-week.ts';

const FIVE_HOURS = 300;
const BILLING_MONTH_MINUTES = 30 * DAY_MINUTES;

/** One window at one moment. */
export interface WindowState {
  /** 0–100 and a little over (a request that is under way is let finish); not rounded. */
  percent: number;
  /** Scenario minute of the reset; `null` while the window has not been opened by a first use. */
  resetsAt: number | null;
}

export interface ExtraState extends ExtraUsage {
  /** Minor units. */
  used: number;
  /** Scenario minute at which the next billing month begins. */
  renewsAt: number;
  /** The cap is reached: nothing more is let through until the billing month renews. */
  blocked: boolean;
}

export interface WindowsState {
  fiveHour: WindowState;
  sevenDay: WindowState & { resetsAt: number };
  scoped: { model: string; percent: number; resetsAt: number }[];
  extra: ExtraState | null;
  /** Scenario minute at which the running week began. */
  weekBeganAt: number;
}

/**
 * Plays the scripted week up to a moment. The five-hour window opens with the first use after the last one
 * ended; a full window lets nothing through unless extra usage pays for it.
 *
 * @param minute whole minutes since the scenario began (>= 0).
 */
export function windowsStateAt(script: WindowsScript, beginsAt: WeekMoment, minute: number): WindowsState {
  const demandAt = demandCurve(script.work);
  const begin = weekMinute(beginsAt);
  const end = begin + Math.floor(minute);
  const weekBegan = latestOccurrence(script.weeklyReset, end);
  const tally = newTally(script);

  for (let at = historyStart(script, { begin, end, weekBegan }); at <= end; at += 1) {
    if ((at - weekBegan) % WEEK_MINUTES === 0) resetWeek(tally);
    if (script.extra && renewalAfter(script.extra, at - begin - 1) === at - begin) tally.extraUsed = 0;
    if (at < end) take(tally, { script, at, demand: demandAt(at), countsExtra: at >= begin });
  }

  const weekEnds = weekBegan + WEEK_MINUTES - begin;
  const open = tally.fiveHourEnds > end;
  return {
    fiveHour: open
      ? { percent: tally.fiveHour, resetsAt: tally.fiveHourEnds - begin }
      : { percent: 0, resetsAt: null },
    sevenDay: { percent: tally.sevenDay, resetsAt: weekEnds },
    scoped: script.scoped.map(({ model }, i) => ({
      model,
      percent: tally.scoped[i] ?? 0,
      resetsAt: weekEnds,
    })),
    extra: script.extra && extraState(script.extra, tally.extraUsed, end - begin),
    weekBeganAt: weekBegan - begin,
  };
}

/**
 * From where the week must be played for the present to be right. A full week before the running one tells
 * whether a five-hour window was still let open at its end; a scripted night outlasts such a window, so one
 * day more settles all that came before. Extra usage is counted from its own month.
 */
function historyStart(
  { extra }: WindowsScript,
  { begin, end, weekBegan }: { begin: number; end: number; weekBegan: number },
): number {
  const renewed = extra ? begin + renewalAfter(extra, end - begin) - BILLING_MONTH_MINUTES : end;
  const extraFrom = extra ? Math.max(begin, renewed) : end;
  return Math.min(weekBegan, extraFrom) - WEEK_MINUTES - DAY_MINUTES;
}

interface Tally {
  fiveHour: number;
  fiveHourEnds: number;
  sevenDay: number;
  scoped: number[];
  extraUsed: number;
}

function newTally(script: WindowsScript): Tally {
  return {
    fiveHour: 0,
    fiveHourEnds: Number.NEGATIVE_INFINITY,
    sevenDay: 0,
    scoped: script.scoped.map(() => 0),
    extraUsed: script.extra?.usedAtBeginning ?? 0,
  };
}

function resetWeek(tally: Tally): void {
  tally.sevenDay = 0;
  tally.scoped.fill(0);
}

/** Lets one minute's demand through, as far as the windows and the purse allow. */
function take(
  tally: Tally,
  {
    script,
    at,
    demand,
    countsExtra,
  }: { script: WindowsScript; at: number; demand: number; countsExtra: boolean },
): void {
  if (demand === 0) return;
  if (tally.sevenDay >= 100 || (tally.fiveHourEnds > at && tally.fiveHour >= 100)) {
    if (countsExtra && script.extra?.enabled && !isBlocked(script.extra, tally.extraUsed)) {
      tally.extraUsed += demand * script.extra.perPercent;
    }
    return;
  }
  if (tally.fiveHourEnds <= at) {
    tally.fiveHour = 0;
    tally.fiveHourEnds = at + FIVE_HOURS;
  }
  tally.fiveHour += demand;
  tally.sevenDay += demand * script.weeklyShare;
  script.scoped.forEach(({ share }, i) => {
    const before = tally.scoped[i] ?? 0;
    if (before < 100) tally.scoped[i] = before + demand * share;
  });
}

function extraState(extra: ExtraUsage, used: number, minute: number): ExtraState {
  return { ...extra, used, blocked: isBlocked(extra, used), renewsAt: renewalAfter(extra, minute) };
}

function isBlocked({ enabled, monthlyLimit }: ExtraUsage, used: number): boolean {
  return enabled && monthlyLimit !== null && used >= monthlyLimit;
}

/** The first scenario minute after `minute` at which a billing month begins. */
function renewalAfter({ renewsInDays }: ExtraUsage, minute: number): number {
  const first = renewsInDays * DAY_MINUTES;
  const months = Math.floor((minute - first) / BILLING_MONTH_MINUTES) + 1;
  return first + Math.max(0, months) * BILLING_MONTH_MINUTES;
}
