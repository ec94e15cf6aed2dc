import * as fc from 'fast-check';
import type { Limit } from '../src/limit.ts';
import { merge } from '../src/merge.ts';
import type { Account, Observation, Session } from '../src/observation.ts';
import { emptyState, type State } from '../src/state.ts';
import type { Usage } from '../src/usage.ts';

/** Observations as a test of the state needs them: named by what differs, everything else in order. */
export const T0 = Date.parse('2026-11-22T12:00:00Z');
export const SECOND = 1000;
export const MINUTE = 60 * SECOND;

export const ORG_A = 'aaaaaaaa-0000-4000-8000-000000000001';
export const ORG_B = 'bbbbbbbb-0000-4000-8000-000000000002';

export const CHROME: Session = {
  source: 'extension',
  browser: 'Chrome',
  instance: null,
  cadenceMs: MINUTE,
};
export const FIREFOX: Session = { ...CHROME, browser: 'Firefox' };
export const COOKIES: Session = { ...CHROME, source: 'cookies' };

export function limitOf(id: string, percent: number | null, given: Partial<Limit> = {}): Limit {
  return {
    id,
    kind: 'session',
    label: id,
    percent,
    resets_at: null,
    is_active: false,
    used: null,
    limit: null,
    locked_reason: null,
    ...given,
  };
}

export function usageOf(fiveHour: number, given: Partial<Usage> = {}): Usage {
  return {
    limits: [limitOf('five_hour', fiveHour)],
    extra: null,
    percentEvident: false,
    breakdown: [],
    ...given,
  };
}

export interface Seen {
  org?: string;
  session?: Session;
  /** Fetch time, ms after T0. */
  at?: number;
  /** Arrival, ms after T0; as fetched where not given. */
  receivedAt?: number;
  /** The 5-hour percentage; null: no usage body. */
  fiveHour?: number | null;
  problem?: Observation['problem'];
  given?: Partial<Observation>;
}

export function observation(seen: Seen = {}): Observation {
  const at = seen.at ?? 0;
  const fiveHour = seen.fiveHour === undefined ? 42 : seen.fiveHour;
  const text = `{"five_hour":${fiveHour}}`;
  return {
    orgUuid: seen.org ?? ORG_A,
    session: seen.session ?? CHROME,
    fetchedAt: new Date(T0 + at).toISOString(),
    receivedAt: T0 + (seen.receivedAt ?? at),
    account: { email: 'you@example.com', org_name: null, plan: null },
    usage:
      fiveHour === null
        ? null
        : { text, meaning: usageOf(fiveHour), sha256: String(fiveHour), endpoint: null, status: 200 },
    overage: null,
    subscription: null,
    problem: seen.problem ?? null,
    errors: [],
    ...seen.given,
  };
}

/** The state after posts, one batch each. */
export function stateOf(...batches: Observation[][]): State {
  return batches.reduce(merge, emptyState());
}

const body = <T>(meaning: fc.Arbitrary<T>) =>
  fc.option(meaning.map((value) => ({ text: JSON.stringify(value), meaning: value })));

/** Few values everywhere, so that sessions, orgs and moments collide often. */
export const anyObservation: fc.Arbitrary<Observation> = fc
  .record({
    org: fc.constantFrom(ORG_A, ORG_B),
    session: fc.constantFrom(
      CHROME,
      FIREFOX,
      COOKIES,
      { ...CHROME, instance: 'one' },
      { ...CHROME, instance: 'two' },
      { ...CHROME, browser: 'CHROME', cadenceMs: 5 * MINUTE },
    ),
    at: fc.integer({ min: 0, max: 4 }).map((step) => step * 50 * SECOND),
    delay: fc.constantFrom(-30 * SECOND, 0, 0, SECOND),
    fiveHour: fc.constantFrom(null, 0, 12, 99.6),
    evident: fc.boolean(),
    problem: fc.constantFrom(null, null, { kind: 'server' as const, status: 500, retry_at: null }),
    account: fc.constantFrom<Account | null>(null, { email: 'you@example.com', org_name: null, plan: 'Pro' }),
    overage: body(fc.constant(null)),
    subscription: body(fc.constant(null)),
    errors: fc.constantFrom<string[]>([], ['one']),
  })
  .map(({ org, session, at, delay, fiveHour, evident, problem, ...given }) => {
    const seen = observation({ org, session, at, receivedAt: at + delay, fiveHour, problem, given });
    const usage = seen.usage;
    if (usage === null) return seen;
    return { ...seen, usage: { ...usage, meaning: { ...usage.meaning, percentEvident: evident } } };
  });

export const anyBatch: fc.Arbitrary<Observation[]> = fc.array(anyObservation, { maxLength: 3 });
