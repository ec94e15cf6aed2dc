import type { Habits } from './archetypes.ts';
import type { Dice } from './seeded.ts';

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1440;

export interface Wish {
  /** What is wanted in each minute, points of the five-hour window. */
  wanted: Float32Array;
  /** 1 where the computer is on. */
  awake: Uint8Array;
  /** Minutes at which a local day begins (04:00). */
  mornings: Set<number>;
}

/** What a person wants of the service, minute by minute, before any limit stands in the way. */
export function wishOf(
  habits: Habits,
  dice: Dice,
  { since, days, timeZone }: { since: number; days: number; timeZone: string },
): Wish {
  const minutes = days * DAY_MINUTES;
  const wish: Wish = {
    wanted: new Float32Array(minutes),
    awake: new Uint8Array(minutes).fill(habits.sleeps ? 0 : 1),
    mornings: new Set(),
  };
  const vacation = Math.floor(dice.between(0.2, 0.9) * days);
  let mood = 0;
  for (let day = 0; day < days; day += 1) {
    const midnight = localMidnight(since + day * DAY_MINUTES * MINUTE_MS, timeZone);
    const begin = Math.round((midnight - since) / MINUTE_MS);
    wish.mornings.add(begin + 4 * 60);
    mood = habits.dayMemory * mood + Math.sqrt(1 - habits.dayMemory ** 2) * dice.normal();
    const away = day >= vacation && day < vacation + habits.vacationDays;
    const done = day / days;
    const strength = Math.exp(habits.daySpread * mood) * habits.drift ** done;
    const weekday = new Date(midnight + 12 * 3_600_000).getUTCDay();
    addJobs(wish, habits, { dice, begin });
    if (away || !dice.chance(habits.workdays[weekday] ?? 0)) continue;
    for (const block of habits.blocks) {
      const shift = done > 0.5 ? habits.shiftHours : 0;
      const from = begin + 60 * (block.from + shift + habits.jitter * dice.normal());
      const to = begin + 60 * (block.to + shift + habits.jitter * dice.normal());
      addBlock(wish, habits, { dice, from: Math.round(from), to: Math.round(to), strength });
    }
  }
  return wish;
}

function addBlock(
  wish: Wish,
  habits: Habits,
  { dice, from, to, strength }: { dice: Dice; from: number; to: number; strength: number },
): void {
  for (let at = Math.max(0, from - 20); at < to + 40 && at < wish.awake.length; at += 1) {
    wish.awake[at] = 1;
    if (at >= from && at < to && dice.chance(1 / 12)) {
      wish.wanted[at] = (wish.wanted[at] ?? 0) + dice.exponential(habits.chatPerHour / 5);
    }
  }
  // Busy days have more runs rather than hotter ones.
  for (let at = from + dice.exponential(habits.pauseMinutes); at < to; ) {
    const end = at + dice.about(habits.runMinutes, 0.7);
    const rate = dice.about(habits.perMinute, habits.spread) * Math.sqrt(strength);
    for (let minute = Math.max(0, Math.round(at)); minute < end && minute < wish.wanted.length; minute += 1) {
      // Tokens come in gulps: a request is counted when it ends.
      wish.wanted[minute] =
        (wish.wanted[minute] ?? 0) + (dice.chance(0.4) ? dice.exponential(rate / 0.4) : 0);
    }
    at = end + dice.about(habits.pauseMinutes, 0.8) / Math.sqrt(strength);
  }
}

function addJobs(wish: Wish, habits: Habits, { dice, begin }: { dice: Dice; begin: number }): void {
  for (const job of habits.jobs) {
    if (!dice.chance(0.9)) continue;
    const from = Math.round(begin + job.hour * 60 + dice.between(0, 3));
    const to = from + dice.about(job.minutes, 0.3);
    for (let minute = Math.max(0, from); minute < to && minute < wish.wanted.length; minute += 1) {
      wish.wanted[minute] = (wish.wanted[minute] ?? 0) + dice.exponential(job.perMinute);
    }
  }
}

/** Local midnight before a moment, ms; found by the clock itself, so that summer time is right. */
function localMidnight(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    hour: 'numeric',
    minute: 'numeric',
  }).formatToParts(at);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value ?? 0);
  return at - (part('hour') * 60 + part('minute')) * MINUTE_MS;
}
