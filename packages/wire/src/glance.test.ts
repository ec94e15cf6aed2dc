import { describe, expect, it } from 'vitest';
import { parseGlances } from './glance.ts';
import { parseSnapshots } from './snapshots.ts';

const LIMIT = {
  id: 'five_hour',
  kind: 'session',
  label: '5-hour',
  percent: 42,
  resets_at: null,
  is_active: true,
  used: null,
  limit: null,
  locked_reason: null,
};
const SNAPSHOT = {
  org_uuid: 'a',
  browser: 'Chrome',
  account_email: null,
  fetched_at: '2026-11-22T12:00:00Z',
  usage: { five_hour: { utilization: 42 } },
  overage: null,
  subscription: null,
  errors: [],
  stale: false,
  source: 'extension',
  received_at: '2026-11-22T12:00:00Z',
  instance: 'x',
  org_name: null,
  plan: null,
  limits: [LIMIT],
  extra: null,
  billing: null,
  breakdown: [],
  problem: null,
  provenance: null,
};
const answer = (change: object) => JSON.stringify([{ ...SNAPSHOT, ...change }]);

describe('parseGlances', () => {
  it('reads what parseSnapshots reads, but for the text of the bodies', () => {
    const glances = parseGlances(answer({}));
    const snapshots = parseSnapshots(answer({}));
    expect(glances.ok && glances.array[0]).toMatchObject({ org_uuid: 'a', limits: [LIMIT], stale: false });
    expect(
      glances.ok && snapshots.ok && { ...glances.array[0], usage: '{"five_hour":{"utilization":42}}' },
    ).toEqual(snapshots.ok && snapshots.snapshots[0]);
  });

  it.each([
    ['HTML', '<html>'],
    ['an object', '{}'],
    ['no org', answer({ org_uuid: null })],
    ['no limits', answer({ limits: null })],
    ['a percentage that is text', answer({ limits: [{ ...LIMIT, percent: '42' }] })],
    ['an amount that is none', answer({ limits: [{ ...LIMIT, used: 5 }] })],
    ['an error that is no sentence', answer({ errors: [{}] })],
    ['a source of no name', answer({ source: 'hearsay' })],
    ['a problem without a kind', answer({ problem: {} })],
  ])('refuses %s, as parseSnapshots does', (_what, body) => {
    expect(parseGlances(body)).toMatchObject({
      ok: false,
      error: expect.stringContaining('The answer is n'),
    });
    expect(parseSnapshots(body).ok).toBe(false);
  });

  it.each([
    ['extra usage', { extra: 7 }],
    ['a kind of limit', { limits: [{ ...LIMIT, kind: 'monthly' }] }],
  ])('does not mind %s that it does not know, for it does not look at it', (_what, change) => {
    expect(parseGlances(answer(change)).ok).toBe(true);
  });
});
