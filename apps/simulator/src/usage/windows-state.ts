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

  // A scripted night lasts over five hours, so a day before the week (or before the scenario, where extra
  // usage is counted from) is enough history for every window that can still be open.
  for (let at = Math.min(weekBegan, begin) - DAY_MINUTES; at < end; at += 1) {
    if (latestOccurrence(script.weeklyReset, at) === at) resetWeek(tally);
    take(tally, { script, at, demand: demandAt(at), countsExtra: at >= begin });
  }
  if (weekBegan === end) resetWeek(tally);

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
    extra: script.extra && extraState(script.extra, tally.extraUsed),
    weekBeganAt: weekBegan - begin,
  };
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
    if (
      countsExtra &&
      script.extra &&
      !extraState(script.extra, tally.extraUsed).blocked &&
      script.extra.enabled
    ) {
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

function extraState(extra: ExtraUsage, used: number): ExtraState {
  return {
    ...extra,
    used,
    blocked: extra.enabled && extra.monthlyLimit !== null && used >= extra.monthlyLimit,
  };
}
