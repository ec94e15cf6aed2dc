import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  anyBatch,
  CHROME,
  COOKIES,
  FIREFOX,
  MINUTE,
  ORG_A,
  ORG_B,
  observation,
  SECOND,
  type Seen,
  stateOf,
  T0,
} from '../test/observations.ts';
import { FRESHNESS_MS } from './freshness.ts';
import type { Account, Session } from './observation.ts';
import { snapshotsOf } from './snapshot.ts';
import type { State } from './state.ts';

const at = (state: State, ms: number) => snapshotsOf(state, T0 + ms, FRESHNESS_MS);
const profile = (instance: string): Session => ({ ...CHROME, instance });
const SERVER = { kind: 'server', status: 500, retry_at: null } as const;

describe('snapshotsOf', () => {
  it('is the record that crosses processes', () => {
    const seen = observation({
      at: 0,
      receivedAt: 250,
      given: {
        account: { email: 'you@example.com', org_name: 'Private', plan: 'Pro' },
        overage: { text: '{"is_enabled":true}', meaning: null },
        subscription: { text: '{"status":"active"}', meaning: null },
        errors: ['one'],
      },
    });
    expect(at(stateOf([seen]), SECOND)).toEqual([
      {
        org_uuid: ORG_A,
        browser: 'Chrome',
        account_email: 'you@example.com',
        fetched_at: '2026-11-22T12:00:00.000Z',
        usage: '{"five_hour":42}',
        overage: '{"is_enabled":true}',
        subscription: '{"status":"active"}',
        errors: ['one'],
        stale: false,
        source: 'extension',
        received_at: '2026-11-22T12:00:00.250Z',
        instance: null,
        org_name: 'Private',
        plan: 'Pro',
        limits: [expect.objectContaining({ id: 'five_hour', percent: 42 })],
        extra: null,
        billing: null,
        breakdown: [],
        problem: null,
        provenance: { endpoint: null, status: 200, sha256: '42' },
      },
    ]);
  });

  it.each([
    [29, '{"out_of_credits":true}'],
    [30, null],
  ])('an overage body that came no more for %i minutes is %s', (minutes, overage) => {
    const blocked = { overage: { text: '{"out_of_credits":true}', meaning: null } };
    const state = stateOf([observation({ given: blocked }), observation({ at: minutes * MINUTE })]);
    expect(at(state, minutes * MINUTE)[0]?.overage).toBe(overage);
  });

  it('shows the last good numbers with the time of their fetch, stale, while asking fails', () => {
    const failed = observation({ at: MINUTE, fiveHour: null, problem: SERVER, given: { errors: ['down'] } });
    const [snapshot] = at(stateOf([observation()], [failed]), MINUTE);
    expect(snapshot).toMatchObject({
      fetched_at: '2026-11-22T12:00:00.000Z',
      usage: '{"five_hour":42}',
      stale: true,
      problem: SERVER,
      errors: ['down'],
    });
  });

  it('shows an org that has only ever failed, but none that was only named', () => {
    expect(at(stateOf([observation({ fiveHour: null, problem: SERVER })]), 0)).toEqual([
      expect.objectContaining({ usage: null, limits: [], stale: true, problem: SERVER, provenance: null }),
    ]);
    expect(at(stateOf([observation({ fiveHour: null })]), 0)).toEqual([]);
  });

  it('is empty only when nothing was seen or all is over two hours old', () => {
    expect(at(stateOf(), 0)).toEqual([]);
    expect(at(stateOf([observation()]), 119 * MINUTE)).toHaveLength(1);
    expect(at(stateOf([observation()]), 120 * MINUTE)).toEqual([]);
  });

  it('shows one entry per browser and org', () => {
    const state = stateOf(
      [observation(), observation({ org: ORG_B })],
      [observation({ session: FIREFOX })],
      [observation({ session: { ...CHROME, browser: 'chrome', instance: 'x' }, at: SECOND })],
    );
    expect(at(state, SECOND).map(({ org_uuid, browser }) => [org_uuid, browser])).toEqual([
      [ORG_A, 'Firefox'],
      [ORG_A, 'chrome'],
      [ORG_B, 'Chrome'],
    ]);
  });

  it.each<[string, Seen[], number, string | null]>([
    [
      'the fresh one before a newer stale one',
      [
        { session: profile('a'), at: 0, fiveHour: 10 },
        { session: profile('b'), at: SECOND, fiveHour: 20 },
        { session: profile('b'), at: 2 * SECOND, fiveHour: null, problem: SERVER },
      ],
      2 * SECOND,
      'a',
    ],
    [
      'the newer of two fresh ones',
      [
        { session: profile('a'), at: SECOND, fiveHour: 10 },
        { session: profile('b'), at: 0, fiveHour: 20 },
      ],
      SECOND,
      'a',
    ],
    [
      'the newer of two stale ones',
      [
        { session: profile('a'), at: 0, fiveHour: 10 },
        { session: profile('b'), at: SECOND, fiveHour: 20 },
      ],
      10 * MINUTE,
      'b',
    ],
    [
      'old numbers before none',
      [
        { session: profile('a'), at: 0, fiveHour: 10 },
        { session: profile('b'), at: 9 * MINUTE, fiveHour: null, problem: SERVER },
      ],
      9 * MINUTE,
      'a',
    ],
  ])('of several profiles it shows %s', (_, seen, now, instance) => {
    const state = stateOf(...seen.map((one) => [observation(one)]));
    expect(at(state, now).map((snapshot) => snapshot.instance)).toEqual([instance]);
  });

  it('tells the source of the session that is shown', () => {
    const state = stateOf([observation()], [observation({ session: COOKIES, at: 3 * MINUTE })]);
    expect(at(state, 3 * MINUTE)).toMatchObject([{ source: 'cookies', stale: false }]);
  });

  it('orders by address, org and browser; unknown addresses last', () => {
    const account = (email: string | null): { account: Account } => ({
      account: { email, org_name: null, plan: null },
    });
    const state = stateOf(
      [observation({ org: 'aa unknown', given: account(null) })],
      [observation({ session: FIREFOX, given: account('b@example.com') })],
      [
        observation({ given: account('b@example.com') }),
        observation({ org: ORG_B, given: account('a@example.com') }),
      ],
    );
    expect(
      at(state, 0).map(({ account_email, org_uuid, browser }) => [account_email, org_uuid, browser]),
    ).toEqual([
      ['a@example.com', ORG_B, 'Chrome'],
      ['b@example.com', ORG_A, 'Chrome'],
      ['b@example.com', ORG_A, 'Firefox'],
      [null, 'aa unknown', 'Chrome'],
    ]);
  });

  it('gives the same answer whatever the order in which the rows came', () => {
    fc.assert(
      fc.property(fc.array(anyBatch, { maxLength: 5 }), fc.nat({ max: 300 }), (batches, seconds) => {
        const state = stateOf(...batches);
        const turned = { ...state, rows: Object.fromEntries(Object.entries(state.rows).reverse()) };
        expect(at(turned, seconds * SECOND)).toEqual(at(state, seconds * SECOND));
      }),
      { numRuns: 500 },
    );
  });

  it('shows each browser and org once, for any posts', () => {
    fc.assert(
      fc.property(fc.array(anyBatch, { maxLength: 5 }), (batches) => {
        const keys = at(stateOf(...batches), MINUTE).map(
          ({ org_uuid, browser }) => org_uuid + browser.toLowerCase(),
        );
        expect(new Set(keys).size).toBe(keys.length);
      }),
    );
  });
});
