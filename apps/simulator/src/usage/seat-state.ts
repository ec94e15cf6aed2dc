import type { SeatScript } from '../scenarios/scenario.ts';
import { DAY_MINUTES, demandCurve, type WeekMoment, weekMinute } from './work-week.ts';

/** A seat's budget at one moment. Dollars are major units. */
export interface SeatState {
  limitDollars: number;
  usedDollars: number;
  /** Scenario minute. */
  expiresAt: number;
}

/** @param minute whole minutes since the scenario began (>= 0). */
export function seatStateAt(script: SeatScript, beginsAt: WeekMoment, minute: number): SeatState {
  const demandAt = demandCurve(script.work);
  const begin = weekMinute(beginsAt);
  let used = script.usedAtBeginning;
  for (let at = begin; at < begin + Math.floor(minute) && used < script.limitDollars; at += 1) {
    used += demandAt(at);
  }
  return {
    limitDollars: script.limitDollars,
    usedDollars: Math.min(used, script.limitDollars),
    expiresAt: script.expiresInDays * DAY_MINUTES,
  };
}
