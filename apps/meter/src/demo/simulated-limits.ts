import { FIVE_HOUR, SEVEN_DAY } from '@claude-meter/core';
import { PriceBook } from '../prices/price-table.ts';
import type { Sample } from '../store/sample.ts';
import { seededChance } from './seeded-chance.ts';
import { priceOfSimulated, type SimulatedRequest, scaledRequest } from './simulated-request.ts';

const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];
const FIVE_HOURS = 5 * HOUR;
const WEEK = 7 * DAY;
/** Pause between two readings. */
const STEP = 5 * MINUTE;

/** Points of the 5-hour window for a dollar of list price. A token of one family weighs more than that of another. */
const SESSION_POINTS = 6;
/** Points of the week for each point of the 5-hour window. */
const WEEK_SHARE = 0.12;
const FAMILY_WEIGHTS: readonly [name: string, weight: number][] = [
  ['opus', 1.15],
  ['sonnet', 0.9],
  ['haiku', 0.8],
];

/** What the server of a simulated past knows. */
export interface PastWorld {
  org: string;
  browser: string;
  /** ms */
  from: number;
  to: number;
  seed: number;
  /** The week that runs at the end: where it stands and when it resets, ms. */
  week: { percent: number; resetsAt: number };
  /** A week of one family of models; null where the account has none. */
  scoped: { id: string; label: string; family: string } | null;
}

export interface PlayedPast {
  /** What was let through: what a full window stopped was never asked. */
  requests: SimulatedRequest[];
  /** What was read, a batch for each moment. */
  readings: { at: number; samples: Sample[] }[];
}

/** How much of the 5-hour window a request takes, in points. */
export function sessionPoints(request: SimulatedRequest, book: PriceBook): number {
  const weight = FAMILY_WEIGHTS.find(([name]) => request.model.includes(name))?.[1] ?? 1;
  return priceOfSimulated(request, book) * SESSION_POINTS * weight;
}

/**
 * Plays what a server counts while some work is done and somebody chats at claude.ai beside it. The running week is
 * made as busy as the simulated claude.ai says that it was.
 */
export function playLimits(work: readonly SimulatedRequest[], world: PastWorld): PlayedPast {
  const { from, to, seed, week } = world;
  const book = new PriceBook();
  const chance = seededChance(seed + 1);
  const weekBegan = week.resetsAt - WEEK;
  const chatAt = chatting(world, chance);
  const busy = work
    .filter(({ at }) => at >= weekBegan)
    .reduce((sum, one) => sum + sessionPoints(one, book), 0);
  const factor = busy === 0 ? 1 : Math.min(2.5, (0.8 * week.percent) / WEEK_SHARE / busy);
  const tally = new Tally(world);
  const played: PlayedPast = { requests: [], readings: [] };
  let next = 0;
  for (let at = Math.ceil(from / STEP) * STEP; at < to; at += STEP) {
    tally.reset(at);
    for (; next < work.length && (work[next] as SimulatedRequest).at <= at; next += 1) {
      const asked = work[next] as SimulatedRequest;
      const request = asked.at >= weekBegan ? scaledRequest(asked, factor) : asked;
      if (tally.isFull()) continue;
      tally.use(sessionPoints(request, book), request.at, request.model);
      played.requests.push(request);
    }
    if (!tally.isFull()) tally.use(chatAt(at) * (at >= weekBegan ? factor : 1), at, 'sonnet');
    played.readings.push({ at, samples: tally.samples(at) });
  }
  return played;
}

/** Points of the 5-hour window that chatting takes in each step: some minutes on some hours of the day. */
function chatting({ from, to }: PastWorld, chance: () => number): (at: number) => number {
  const points = new Map<number, number>();
  for (let hour = Math.floor(from / HOUR) * HOUR; hour < to; hour += HOUR) {
    const ofDay = new Date(hour).getUTCHours();
    if (ofDay < 7 || ofDay > 22 || chance() > 0.16) continue;
    for (let count = 0; count < 4; count += 1) points.set(hour + count * STEP, chance() * 2.2);
  }
  return (at) => points.get(at) ?? 0;
}

/** What the server counts. */
class Tally {
  readonly #world: PastWorld;
  #five = { points: 0, resetsAt: null as number | null };
  #week = 0;
  #scoped = 0;
  #weekEnds: number;

  constructor(world: PastWorld) {
    this.#world = world;
    const { from, week } = world;
    this.#weekEnds = week.resetsAt - Math.floor((week.resetsAt - from) / WEEK) * WEEK;
  }

  reset(at: number): void {
    if (this.#five.resetsAt !== null && at >= this.#five.resetsAt) this.#five = { points: 0, resetsAt: null };
    for (; at >= this.#weekEnds; this.#weekEnds += WEEK) [this.#week, this.#scoped] = [0, 0];
  }

  isFull(): boolean {
    return this.#five.points >= 100 || this.#week >= 100;
  }

  use(points: number, at: number, model: string): void {
    if (points <= 0) return;
    this.#five.resetsAt ??= Math.floor(at / (10 * MINUTE)) * 10 * MINUTE + FIVE_HOURS;
    this.#five.points += points;
    this.#week += points * WEEK_SHARE;
    const { scoped } = this.#world;
    if (scoped !== null && model.includes(scoped.family)) this.#scoped += points * WEEK_SHARE * 1.2;
  }

  samples(at: number): Sample[] {
    const { org: orgUuid, browser, scoped } = this.#world;
    const common = { orgUuid, at, amount: null, currency: null, exponent: null, sha256: null, browser };
    // The server tells whole percents.
    const whole = (points: number) => Math.min(100, Math.floor(points));
    const sample = (given: Pick<Sample, 'limitId' | 'kind' | 'label' | 'percent' | 'resetsAt'>): Sample => ({
      ...common,
      source: 'extension',
      ...given,
    });
    const { points, resetsAt } = this.#five;
    const weekly = { resetsAt: this.#weekEnds };
    return [
      sample({ limitId: FIVE_HOUR, kind: 'session', label: '5-hour', percent: whole(points), resetsAt }),
      sample({
        limitId: SEVEN_DAY,
        kind: 'weekly',
        label: '7-day all',
        percent: whole(this.#week),
        ...weekly,
      }),
      ...(scoped === null
        ? []
        : [
            sample({
              limitId: scoped.id,
              kind: 'scoped',
              label: scoped.label,
              percent: whole(this.#scoped),
              ...weekly,
            }),
          ]),
    ];
  }
}
