import type { LocalWork, TokenRates, WorkModel } from '../src/attribution/local-work.ts';
import { type Dice, dice } from './dice.ts';
import { LIMITS, START, serve, type Watched } from './simulated-server.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How an account is simulated. Everything else follows from the seed. */
export interface AccountOptions {
  seed: number;
  weeks: number;
  /** Digits of the server's percents behind the point: 0, 1, 2, 10. */
  digits: number;
  /** Bursts of chat in the browser and of a second machine, on average per day. */
  elsewherePerDay: number;
  /** Whether the machine sleeps at night and now and then at day, and nobody watches. */
  sleeps: boolean;
  /** The limit that is watched. @default five_hour */
  limit?: 'five_hour' | 'seven_day';
  /** Day from which on each token weighs so much more. */
  step?: { day: number; factor: number };
}

export interface TrueRequest {
  at: number;
  model: number;
  session: number;
  /** What it took of each limit, points. */
  points: number;
}

export interface SimulatedAccount extends Watched {
  work: LocalWork;
  /** In the order of `work`. */
  requests: TrueRequest[];
  until: number;
  /** Length of a window, ms. */
  windowMs: number;
  /** Points for one dollar of list price, by family, of all its tokens, before a step. */
  pointsPerUsd: Map<string, number>;
  sessionOf(context: number): number;
}

export const SIMULATED_MODELS: readonly (WorkModel & { name: string; rates: TokenRates })[] = [
  model('claude-opus-5', 5),
  model('claude-sonnet-5', 3),
  model('claude-haiku-4-5-20251001', 1),
];

function model(name: string, input: number) {
  const rates = {
    input,
    output: 5 * input,
    cacheWrite5m: 1.25 * input,
    cacheWrite1h: 2 * input,
    cacheRead: 0.1 * input,
  };
  return { name, rates };
}

interface Drafted {
  at: number;
  model: number;
  session: number;
  tokens: [input: number, output: number, write: number, read: number];
}

/** What a request costs by the list, and what the server counts it for. */
interface Weighed extends Drafted {
  usd: number;
  /** By family and kind of token. Points, up to a scale. */
  weight: number;
}

/** An account whose server counts by weights of its own, of which the list price knows only the rough shape. */
export function simulatedAccount(options: AccountOptions): SimulatedAccount {
  const random = dice(options.seed);
  const { windowMs, shrink } = LIMITS[options.limit ?? 'five_hour'];
  const weighed = weigh(options, random);
  const misfits = misfitsOf(weighed, random);
  // A busy 5 hours take some 60 points.
  const mean = weighed.reduce((sum, { weight }) => sum + weight, 0) / (options.weeks * 7);
  const scale = random.between(35, 90) / mean / shrink;
  const { day, factor } = options.step ?? { day: Number.POSITIVE_INFINITY, factor: 1 };
  const requests = weighed.map((request, place) => {
    const points = request.weight * scale * (misfits[place] as number);
    return { ...request, points: request.at >= START + day * DAY ? points * factor : points };
  });
  return {
    work: columnsOf(requests),
    requests,
    ...serve(options, random, requests),
    until: START + options.weeks * 7 * DAY,
    windowMs,
    pointsPerUsd: pointsPerUsdOf(weighed, scale),
    sessionOf: (context) => context,
  };
}

function weigh(options: AccountOptions, random: Dice): Weighed[] {
  const familyFactors = [0.25, 0.25, 0.25].map((spread) => Math.exp(spread * random.normal()));
  const kindFactors = [0, 0.2, 0.2, 0.45].map((spread) => Math.exp(spread * random.normal()));
  return draftRequests(options, random).map((draft) => {
    const { rates } = SIMULATED_MODELS[draft.model] as (typeof SIMULATED_MODELS)[number];
    const prices = [rates.input, rates.output, rates.cacheWrite5m, rates.cacheRead].map(
      (rate, kind) => ((draft.tokens[kind] as number) * rate) / 1e6,
    );
    const shaped = prices.reduce((sum, usd, kind) => sum + usd * (kindFactors[kind] as number), 0);
    return {
      ...draft,
      usd: prices.reduce((sum, price) => sum + price, 0),
      weight: (familyFactors[draft.model] as number) * shaped,
    };
  });
}

/** What the server counts beside tokens and models, nobody knows: each request and each session is off by something. */
function misfitsOf(requests: readonly Drafted[], random: Dice): number[] {
  const moods = new Map<number, number>();
  return requests.map(({ session }) => {
    const mood = moods.get(session) ?? Math.exp(0.06 * random.normal() - 0.06 ** 2 / 2);
    moods.set(session, mood);
    return mood * Math.exp(0.15 * random.normal() - 0.15 ** 2 / 2);
  });
}

function pointsPerUsdOf(requests: readonly Weighed[], scale: number): Map<string, number> {
  const pointsPerUsd = new Map<string, number>();
  ['opus', 'sonnet', 'haiku'].forEach((family, place) => {
    let [usd, points] = [0, 0];
    for (const request of requests) {
      if (request.model !== place) continue;
      usd += request.usd;
      points += request.weight * scale;
    }
    if (usd > 0) pointsPerUsd.set(family, points / usd);
  });
  return pointsPerUsd;
}

function draftRequests({ weeks }: AccountOptions, random: Dice): Drafted[] {
  const drafted: Drafted[] = [];
  let session = 0;
  for (let day = 0; day < weeks * 7; day += 1) {
    const sessions = day % 7 >= 5 ? Math.floor(random.between(0, 2)) : Math.floor(random.between(1, 4.5));
    for (let count = 0; count < sessions; count += 1) {
      let at = START + day * DAY + random.between(8, 19) * HOUR;
      const end = at + random.between(15, 130) * MINUTE;
      const main = random.even() < 0.6 ? 0 : 1;
      let context = random.between(15_000, 40_000);
      while (at < end) {
        const written = random.between(300, 6000);
        context = Math.min(180_000, context + written);
        const place = random.even() < 0.12 ? 2 : main;
        const output = Math.round(500 * Math.exp(0.9 * random.normal()));
        drafted.push({
          at: Math.round(at),
          model: place,
          session,
          tokens: [Math.round(random.between(3, 300)), output, Math.round(written), Math.round(context)],
        });
        at += random.between(8, 70) * 1000;
      }
      session += 1;
    }
  }
  return drafted.sort((a, b) => a.at - b.at).filter(({ at }, place, all) => at !== all[place - 1]?.at);
}

function columnsOf(requests: readonly Drafted[]): LocalWork {
  const column = (kind: number) => Int32Array.from(requests, ({ tokens }) => tokens[kind] ?? 0);
  return {
    length: requests.length,
    at: Float64Array.from(requests, ({ at }) => at),
    model: Int32Array.from(requests, (request) => request.model),
    context: Int32Array.from(requests, ({ session }) => session),
    input: column(0),
    output: column(1),
    cacheWrite5m: column(2),
    cacheWrite1h: new Int32Array(requests.length),
    cacheRead: column(3),
    models: SIMULATED_MODELS,
  };
}
