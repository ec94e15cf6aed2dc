import { emptyState, merge, type Observation, type State } from '@claude-meter/core';
import { describe, expect, it } from 'vitest';
import { type PollSituation, planPoll } from './plan-poll.ts';

const NOW = 1_800_000_000_000;
const SECOND = 1000;

function reported(org: string, ageMs: number, over: Partial<Observation['session']> = {}): Observation {
  return {
    orgUuid: org,
    session: { source: 'extension', browser: 'Chrome', instance: 'x', cadenceMs: 60_000, ...over },
    fetchedAt: new Date(NOW - ageMs).toISOString(),
    receivedAt: NOW - ageMs,
    account: null,
    usage: {
      text: '{}',
      sha256: '',
      endpoint: null,
      status: 200,
      meaning: { limits: [], extra: null, percentEvident: true, breakdown: [] },
    },
    overage: null,
    subscription: null,
    problem: null,
    errors: [],
  };
}

const state = (...observations: Observation[]): State =>
  observations.reduce((all, one) => merge(all, [one]), emptyState());

const running: PollSituation = {
  state: emptyState(),
  now: NOW,
  startedAt: NOW - 3600 * SECOND,
  lastPollAt: null,
  intervalMs: 60 * SECOND,
  freshnessMs: 120 * SECOND,
  hadExtension: false,
  ownOrgs: [],
  reconnected: false,
};
const launched = { ...running, startedAt: NOW - SECOND };
const SIGNED_OUT = { kind: 'signed_out', status: 401, retry_at: null } as const;
const read = (org: string, ageMs: number) => reported(org, ageMs, { source: 'cookies' });
const named = (org: string, ageMs: number) => ({ ...reported(org, ageMs), usage: null });
const restored = (one: State): State => ({ ...one, restoredAt: NOW });

const cases: [string, PollSituation, string][] = [
  ['nothing known, never an extension', launched, 'poll'],
  [
    'launched where an extension used to report',
    { ...launched, hadExtension: true },
    'waiting_for_extension',
  ],
  [
    'the extension did not come within two minutes',
    { ...running, startedAt: NOW - 120 * SECOND, hadExtension: true },
    'poll',
  ],
  ['the extension covers all', { ...running, state: state(reported('a', 0)) }, 'covered'],
  ['covered until 120 s', { ...running, state: state(reported('a', 119_999)) }, 'covered'],
  ['no longer covered from 120 s', { ...running, state: state(reported('a', 120_000)) }, 'poll'],
  [
    'freshness is per org: another org is not covered',
    { ...running, state: state(reported('a', 0)), ownOrgs: ['b'] },
    'poll',
  ],
  ['the same org is', { ...running, state: state(reported('a', 0)), ownOrgs: ['a'] }, 'covered'],
  [
    'own readings cover nothing',
    { ...running, state: state(reported('a', 0, { source: 'cookies' })) },
    'poll',
  ],
  [
    'a post without a usage body covers nothing',
    { ...running, state: state({ ...reported('a', 0), usage: null }) },
    'poll',
  ],
  ['what comes from disk covers nothing', { ...running, state: restored(state(reported('a', 0))) }, 'poll'],
  [
    'polled half a minute ago without finding a way, and the network changed',
    { ...running, lastPollAt: NOW - 30 * SECOND, reconnected: true },
    'poll',
  ],
  [
    'the network changed, but an extension covers all',
    { ...running, state: state(reported('a', 0)), lastPollAt: NOW - 30 * SECOND, reconnected: true },
    'covered',
  ],
  [
    'an extension has come back and named what was read here a minute ago',
    { ...running, state: state(read('a', 60_000), named('a', 40_000)), lastPollAt: NOW - 60 * SECOND },
    'extension_returning',
  ],
  [
    'it named the org and was not heard of again',
    { ...running, state: state(read('a', 100_000), named('a', 90_000)), lastPollAt: NOW - 100 * SECOND },
    'poll',
  ],
  [
    'it names the org minute by minute, but does not read it: not for ever',
    { ...running, state: state(read('a', 120_000), named('a', 1000)), lastPollAt: NOW - 120 * SECOND },
    'poll',
  ],
  [
    'it came back without being able to read the org',
    {
      ...running,
      state: state(read('a', 60_000), { ...named('a', 40_000), problem: SIGNED_OUT }),
      lastPollAt: NOW - 60 * SECOND,
    },
    'poll',
  ],
  [
    'it came back for another org',
    { ...running, state: state(read('a', 60_000), named('b', 0)), lastPollAt: NOW - 60 * SECOND },
    'poll',
  ],
  ['polled half a minute ago', { ...running, lastPollAt: NOW - 30 * SECOND }, 'not_due'],
  ['polled a minute ago', { ...running, lastPollAt: NOW - 60 * SECOND }, 'poll'],
  ['the clock went back a day', { ...running, lastPollAt: NOW + 86_400 * SECOND }, 'poll'],
  [
    'a row that nobody reports any more is no reason',
    { ...running, state: state(reported('a', 7_200_000), reported('b', 0)) },
    'covered',
  ],
];

describe('the own fetch path', () => {
  it.each(cases)('%s', (_name, situation, expected) => {
    const plan = planPoll(situation);
    expect(plan.poll ? 'poll' : plan.why).toBe(expected);
  });
});
