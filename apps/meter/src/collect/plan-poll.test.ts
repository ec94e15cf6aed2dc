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
};
const launched = { ...running, startedAt: NOW - SECOND };
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
