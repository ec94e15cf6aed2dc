import type { Money } from '@claude-meter/core';
import type { SpendSeries } from '@claude-meter/wire';

/** One cycle of extra usage: it ends when the amount starts over. Amounts in minor units. */
export interface SpendCycle {
  from: number;
  /** ms; the newest reading for the one that runs. */
  to: number;
  running: boolean;
  amount: number;
  /** Highest share of the cap, percent; null when there was none. */
  percent: number | null;
}

type Amounts = Pick<SpendSeries, 'at' | 'amount' | 'high'>;

/**
 * Cuts amounts into cycles. A fall to less than half is a new cycle; a smaller one is a correction, for the server
 * counts parts of a cent and takes some back.
 */
export function cyclesOf({ at, amount, high }: Amounts): SpendCycle[] {
  const cycles: SpendCycle[] = [];
  let last = 0;
  at.forEach((moment, index) => {
    const now = amount[index];
    if (now == null) return;
    const running = cycles.at(-1);
    const percent = high[index] ?? null;
    if (running === undefined || now < last / 2) {
      if (running !== undefined) running.running = false;
      cycles.push({ from: moment, to: moment, running: true, amount: now, percent });
    } else {
      running.to = moment;
      running.amount = Math.max(running.amount, now);
      running.percent = percent === null ? running.percent : Math.max(percent, running.percent ?? 0);
    }
    last = now;
  });
  return cycles;
}

/** The least time that a rate can be told from, ms. */
const LEAST_MS = 6 * 3_600_000;

export interface CapProjection {
  /** Minor units per day, over the cycle so far. */
  perDay: number;
  /** Minor units of the cap. */
  cap: number;
  /** When the cap is reached at that rate, ms; null when it never is. */
  at: number | null;
}

/**
 * When the cap of the running cycle is reached if it goes on like this. Null without a cap, and while the cycle is too
 * young to tell.
 *
 * @param now ms
 * @param served the cap as claude.ai says it, minor units; without it, it is told from its share, which is rounded
 */
export function projectCap(
  cycle: SpendCycle | undefined,
  now: number,
  served: number | null = null,
): CapProjection | null {
  if (cycle === undefined || !cycle.running || cycle.percent === null || cycle.percent <= 0) return null;
  const elapsed = now - cycle.from;
  if (elapsed < LEAST_MS) return null;
  const cap = served ?? (cycle.amount * 100) / cycle.percent;
  const rate = cycle.amount / elapsed;
  const left = Math.max(0, cap - cycle.amount);
  return { perDay: rate * 86_400_000, cap, at: rate === 0 ? null : now + left / rate };
}

/** A cap as it is served, in minor units of the series; null when there is none, or it is in another currency. */
export function capOf(
  limit: Money | null | undefined,
  { currency, exponent }: Pick<SpendSeries, 'currency' | 'exponent'>,
): number | null {
  if (limit == null || limit.currency !== currency || limit.minor <= 0) return null;
  return limit.minor * 10 ** (exponent - limit.exponent);
}

/** What was spent on each day of a person's calendar, oldest first. */
export function dailySpend({ at, amount }: Amounts, timeZone: string): { day: string; amount: number }[] {
  const dayOf = new Intl.DateTimeFormat('en-CA', { dateStyle: 'short', timeZone });
  const days = new Map<string, number>();
  let last: number | null = null;
  at.forEach((moment, index) => {
    const now = amount[index];
    if (now == null) return;
    const spent = last === null ? 0 : now < last / 2 ? now : Math.max(0, now - last);
    last = now;
    const day = dayOf.format(moment);
    days.set(day, (days.get(day) ?? 0) + spent);
  });
  return [...days].map(([day, spent]) => ({ day, amount: spent }));
}
