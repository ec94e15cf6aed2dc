import type { LocalWork, TokenRates, WorkModel } from '../src/attribution/local-work.ts';
import type { LimitReadingAt } from '../src/attribution/piece.ts';
import type { Span } from '../src/pace/walk-spending.ts';

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

export interface SimulatedAccount {
  work: LocalWork;
  /** In the order of `work`. */
  requests: TrueRequest[];
  /** The changes of the limit, as a meter that asks once a minute sees them, and the gaps between. */
  readings: LimitReadingAt[];
  gaps: Span[];
  until: number;
  /** Length of a window, ms. */
  windowMs: number;
  /** Points for one dollar of list price, by family, of all its tokens, before a step. */
  pointsPerUsd: Map<string, number>;
  sessionOf(context: number): number;
}

const HOUR = 3_600_000;
const MINUTE = 60_000;
const DAY = 24 * HOUR;
const WINDOWS = { five_hour: 5 * HOUR, seven_day: 7 * DAY };
/** Points of the 5-hour limit in one of the week. */
const WEEK_RATIO = 8;
const START = Date.UTC(2026, 8, 7);

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

/** Numbers that look like chance, the same for the same seed. */
export function dice(seed: number) {
  let state = (seed * 2_654_435_761) >>> 0;
  const even = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - even())) * Math.cos(2 * Math.PI * even());
  const between = (low: number, high: number): number => low + (high - low) * even();
  return { even, normal, between };
}

interface Event {
  /** When the server counts it, ms. */
  at: number;
  points: number;
  /** Its place among the local requests, −1 for what comes from elsewhere. */
  request: number;
}

interface Drafted {
  at: number;
  model: number;
  session: number;
  tokens: [input: number, output: number, write: number, read: number];
}

/** An account whose server counts by weights of its own, of which the list price knows only the rough shape. */
export function simulatedAccount(options: AccountOptions): SimulatedAccount {
  const random = dice(options.seed);
  const familyFactors = [0.25, 0.25, 0.25].map((spread) => Math.exp(spread * random.normal()));
  const kindFactors = [0, 0.2, 0.2, 0.45].map((spread) => Math.exp(spread * random.normal()));
  const drafted = draftRequests(options, random);
  const prices = drafted.map(({ model: place, tokens }) => {
    const { input, output, cacheWrite5m, cacheRead } = (
      SIMULATED_MODELS[place] as (typeof SIMULATED_MODELS)[0]
    ).rates;
    return [input, output, cacheWrite5m, cacheRead].map(
      (rate, kind) => ((tokens[kind] as number) * rate) / 1e6,
    );
  });
  const weighed = prices.map((price, place) => {
    const family = familyFactors[(drafted[place] as Drafted).model] as number;
    return family * price.reduce((sum, usd, kind) => sum + usd * (kindFactors[kind] as number), 0);
  });
  // What the server counts beside tokens and models, nobody knows: each request and each session is off by something.
  const moods = new Map<number, number>();
  const misfits = drafted.map(({ session }) => {
    const mood = moods.get(session) ?? Math.exp(0.06 * random.normal() - 0.06 ** 2 / 2);
    moods.set(session, mood);
    return mood * Math.exp(0.15 * random.normal() - 0.15 ** 2 / 2);
  });
  // A busy 5 hours take some 60 points.
  const mean = weighed.reduce((a, b) => a + b, 0) / (options.weeks * 7);
  const week = options.limit === 'seven_day' ? WEEK_RATIO : 1;
  const scale = random.between(35, 90) / mean / week;
  const stepAt = options.step === undefined ? Number.POSITIVE_INFINITY : START + options.step.day * DAY;
  const points = weighed.map(
    (weight, place) =>
      weight *
      scale *
      (misfits[place] as number) *
      ((drafted[place] as Drafted).at >= stepAt ? (options.step?.factor ?? 1) : 1),
  );
  const requests = drafted.map((draft, place) => ({ ...draft, points: points[place] as number }));
  const { readings, gaps } = serve(options, random, requests);
  const pointsPerUsd = new Map<string, number>();
  ['opus', 'sonnet', 'haiku'].forEach((family, place) => {
    let [usd, spent] = [0, 0];
    requests.forEach((request, row) => {
      if (request.model !== place) return;
      usd += (prices[row] as number[]).reduce((a, b) => a + b, 0);
      spent += (weighed[row] as number) * scale;
    });
    if (usd > 0) pointsPerUsd.set(family, spent / usd);
  });
  return {
    work: columnsOf(requests),
    requests,
    readings,
    gaps,
    until: START + options.weeks * 7 * DAY,
    windowMs: WINDOWS[options.limit ?? 'five_hour'],
    pointsPerUsd,
    sessionOf: (context) => context,
  };
}

function draftRequests({ weeks }: AccountOptions, random: ReturnType<typeof dice>): Drafted[] {
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

/** Lets the server count what comes in, and a meter look at it once a minute. */
function serve(
  options: AccountOptions,
  random: ReturnType<typeof dice>,
  requests: readonly TrueRequest[],
): { readings: LimitReadingAt[]; gaps: Span[] } {
  const until = START + options.weeks * 7 * DAY;
  const events: Event[] = requests.map(({ at, points }, request) => ({
    at: at + random.between(0, 45_000),
    points,
    request,
  }));
  for (let day = 0; day < options.weeks * 7; day += 1) {
    for (let left = options.elsewherePerDay; random.even() < left; left -= 1) {
      let at = START + day * DAY + random.between(7, 23) * HOUR;
      const end = at + random.between(5, 60) * MINUTE;
      const burst = random.between(2, 16) / (options.limit === 'seven_day' ? WEEK_RATIO : 1);
      const step = random.between(1, 4) * MINUTE;
      const each = burst / Math.ceil((end - at) / step);
      for (; at < end; at += step) events.push({ at, points: each, request: -1 });
    }
  }
  events.sort((a, b) => a.at - b.at);
  const window = WINDOWS[options.limit ?? 'five_hour'];
  const gaps = options.sleeps ? sleepsOf(options, random, until) : [];
  const scale = 10 ** options.digits;
  const readings: LimitReadingAt[] = [];
  let [next, level, resetsAt, gap] = [0, 0, null as number | null, 0];
  for (let at = START; at < until; at += MINUTE) {
    for (let event = events[next]; event !== undefined && event.at <= at; event = events[++next]) {
      if (resetsAt !== null && resetsAt <= event.at) [level, resetsAt] = [0, null];
      resetsAt ??= event.at - (event.at % (10 * MINUTE)) + window;
      level += event.points;
    }
    if (resetsAt !== null && resetsAt <= at) [level, resetsAt] = [0, null];
    while ((gaps[gap]?.[1] ?? until) <= at) gap += 1;
    if ((gaps[gap]?.[0] ?? until) < at) continue;
    const percent = Math.round(level * scale) / scale;
    const last = readings.at(-1);
    if (last?.percent !== percent || last.resetsAt !== resetsAt) readings.push({ at, percent, resetsAt });
  }
  return { readings, gaps };
}

function sleepsOf({ weeks }: AccountOptions, random: ReturnType<typeof dice>, until: number): Span[] {
  const gaps: Span[] = [];
  for (let day = 0; day < weeks * 7; day += 1) {
    const midnight = START + day * DAY;
    gaps.push([midnight, midnight + Math.round(random.between(6, 8) * 60) * MINUTE]);
    if (random.even() < 0.4) {
      const from = midnight + Math.round(random.between(9, 20) * 60) * MINUTE;
      gaps.push([from, from + Math.round(random.between(20, 180)) * MINUTE]);
    }
  }
  return gaps.filter(([, to]) => to < until);
}

function columnsOf(requests: readonly (TrueRequest & { tokens?: readonly number[] })[]): LocalWork {
  const column = (kind: number) => Int32Array.from(requests, ({ tokens }) => tokens?.[kind] ?? 0);
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
