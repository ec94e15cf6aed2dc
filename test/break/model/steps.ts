import { type Dice, diceOf } from '../budget.ts';

/** Who posts: a browser with one profile, one without an install id as the first ClaudeMeter's, a slower one. */
export const SESSIONS = [
  { browser: 'Chrome', instance: 'one', cadence_ms: 60_000 },
  { browser: 'Firefox', instance: 'two', cadence_ms: 60_000 },
  { browser: 'Edge', instance: null, cadence_ms: 60_000 },
  { browser: 'Arc', instance: 'three', cadence_ms: 300_000 },
] as const;

export const ORGS = [1, 2, 3].map((n) => `d03d2d69-0000-4000-8000-00000000000${n}`);

export interface Entry {
  org: number;
  /** How long ago it was fetched, ms; negative: the poster's clock is ahead. */
  age: number;
  /** The text of the five-hour percentage; null: named, not asked. */
  percent: string | null;
  problem: 'signed_out' | 'rate_limited' | null;
}

/** One thing that happens to a meter. Plain data, so that a list of them can be shortened and shown. */
export type Step =
  | { do: 'post'; session: number; entries: readonly Entry[] }
  | { do: 'bad'; which: number }
  | { do: 'wait'; ms: number }
  | { do: 'forget'; org: number }
  | { do: 'restart'; how: 'SIGTERM' | 'SIGKILL' }
  /** Killed while a post is under way: it was accepted or not. */
  | { do: 'crash'; session: number; entry: Entry; afterMs: number }
  | { do: 'damage'; how: 'head' | 'middle' | 'cut' | 'gone' }
  | { do: 'disk'; full: boolean }
  | { do: 'poll'; percent: string }
  | { do: 'read'; what: number };

const WAITS = [
  1, 7, 1_000, 30_000, 59_999, 61_000, 119_999, 120_001, 600_000, 3_600_000, 7_200_000, 90_000_000,
];
const PERCENTS = [
  '42.0',
  '42',
  '85.70003930000001',
  '99.9999999999999999',
  '1.5e1',
  '100',
  '104.25',
  '7.0',
  '2.0',
];

/** The steps of a seed. */
export function stepsOf(seed: number, count: number): Step[] {
  const dice = diceOf(seed);
  return Array.from({ length: count }, () => stepOf(dice));
}

function stepOf(dice: Dice): Step {
  const roll = dice.below(1000);
  if (roll < 560) {
    return { do: 'post', session: dice.below(SESSIONS.length), entries: entriesOf(dice) };
  }
  if (roll < 760) return { do: 'wait', ms: dice.pick(WAITS) * (dice.chance(0.08) ? -1 : 1) };
  if (roll < 860) return { do: 'read', what: dice.below(READS.length) };
  if (roll < 930) return { do: 'bad', which: dice.below(BAD_POSTS.length) };
  if (roll < 950) return { do: 'forget', org: dice.below(ORGS.length) };
  if (roll < 962) return { do: 'poll', percent: dice.pick(PERCENTS) };
  if (roll < 975) return { do: 'disk', full: dice.chance(0.4) };
  if (roll < 984) return { do: 'restart', how: dice.chance(0.5) ? 'SIGTERM' : 'SIGKILL' };
  if (roll < 996) {
    return {
      do: 'crash',
      session: dice.below(3),
      entry: entryOf(dice, dice.below(ORGS.length)),
      afterMs: dice.below(6),
    };
  }
  return { do: 'damage', how: dice.pick(['head', 'middle', 'cut', 'gone'] as const) };
}

function entriesOf(dice: Dice): Entry[] {
  const orgs = ORGS.map((_, index) => index).filter(() => dice.chance(0.5));
  return orgs.map((org) => entryOf(dice, org));
}

function entryOf(dice: Dice, org: number): Entry {
  const age = dice.chance(0.7)
    ? dice.below(2_000)
    : dice.pick([-119_000, 0, 45_000, 119_000, 400_000, 7_100_000]);
  if (dice.chance(0.12)) {
    return { org, age, percent: null, problem: dice.pick(['signed_out', 'rate_limited', null] as const) };
  }
  const percent = dice.chance(0.5) ? dice.pick(PERCENTS) : (2 + dice.below(9_800) / 100).toFixed(2);
  return { org, age, percent, problem: null };
}

export interface BadPost {
  headers: Record<string, string>;
  body: string;
  /** The answer it must get. */
  status: number;
}

const JSON_TYPE = { 'content-type': 'application/json' };

/** Posts that must be refused, and must change nothing. */
export const BAD_POSTS: readonly BadPost[] = [
  { headers: JSON_TYPE, body: '{', status: 400 },
  { headers: JSON_TYPE, body: '{}', status: 400 },
  { headers: JSON_TYPE, body: '[{"org_uuid":"x"}]', status: 400 },
  {
    headers: JSON_TYPE,
    body: `[{"org_uuid":"${ORGS[0]}","fetched_at":"2020-01-01T00:00:00Z"}]`,
    status: 400,
  },
  { headers: JSON_TYPE, body: `[${'['.repeat(50_000)}]`, status: 400 },
  { headers: JSON_TYPE, body: `[${' '.repeat(1_100_000)}]`, status: 413 },
  { headers: { 'content-type': 'text/plain' }, body: '[]', status: 415 },
  { headers: { ...JSON_TYPE, origin: 'https://evil.example' }, body: '[]', status: 403 },
  { headers: { ...JSON_TYPE, origin: 'null' }, body: '[]', status: 403 },
  { headers: { ...JSON_TYPE, 'sec-fetch-site': 'cross-site' }, body: '[]', status: 403 },
];

/** Readings that must be answered, whatever has happened. */
export const READS: readonly string[] = [
  '/healthz',
  '/metrics',
  '/line',
  '/api/timeline',
  '/api/series',
  '/api/settings',
  '/api/sources',
  `/api/history?org=${ORGS[0]}&limit=five_hour`,
  `/api/windows?org=${ORGS[0]}&limit=five_hour`,
  `/api/spend?org=${ORGS[0]}`,
  `/api/forecast?org=${ORGS[0]}`,
  '/api/export?format=jsonl',
];
