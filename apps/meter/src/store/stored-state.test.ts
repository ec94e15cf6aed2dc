import { emptyState, merge, type State, snapshotsOf } from '@claude-meter/core';
import { observe } from '@claude-meter/sources';
import { parsePost } from '@claude-meter/wire';
import { describe, expect, it } from 'vitest';
import { readStoredState } from './stored-state.ts';

const NOW = Date.UTC(2026, 10, 22, 10);
const ORG = 'd03d2d69-0000-4000-8000-000000000001';
const OTHER = 'd03d2d69-0000-4000-8000-000000000002';

function known(): State {
  const at = new Date(NOW - 1000).toISOString();
  const usage = '{"five_hour":{"utilization":42.0,"resets_at":null}}';
  const post = [ORG, OTHER].map((org) => `{"org_uuid":"${org}","fetched_at":"${at}","usage":${usage}}`);
  const read = parsePost(`[${post.join()}]`, NOW);
  if (!read.ok) throw new Error(read.error);
  const given = { receivedAt: NOW, sha256: 'a'.repeat(64), orgOnPercent: false };
  return merge(
    emptyState(),
    read.posted.map(({ report, session }) => observe(report, { ...given, session })),
  );
}

describe('the stored state', () => {
  it('is what was stored, known only from disk', () => {
    const state = known();
    expect(readStoredState(JSON.stringify(state), NOW)).toEqual({ ...state, restoredAt: NOW });
  });

  it.each(['', 'x', 'null', '[]', '{}', '{"rows":[]}', '{"rows":{},"sessions":null}', '"\\ud800"'])(
    'is empty when %s stands there',
    (text) => {
      expect(readStoredState(text, NOW)).toEqual({ ...emptyState(), restoredAt: NOW });
    },
  );

  it.each([
    ['a time that is none', '"receivedAt":1795341600000', '"receivedAt":1e300'],
    ['a time that is no number', '"seenAt":', '"seenAt":null,"x":'],
    ['a source that is none', '"source":"extension"', '"source":"elsewhere"'],
    ['a body that is no JSON', '"text":"{', '"text":"{{'],
    ['limits that are no list', '"limits":[', '"limits":{},"x":['],
    ['an org that is no uuid', `"orgUuid":"${ORG}"`, '"orgUuid":"me"'],
  ])('keeps the other rows beside one with %s', (_, found, broken) => {
    const text = JSON.stringify(known());
    expect(text).toContain(found);
    const state = readStoredState(text.replace(found, broken), NOW);
    expect(Object.keys(state.rows)).toHaveLength(1);
    expect(snapshotsOf(state, NOW, 120_000).map((row) => row.stale)).toEqual([true]);
  });
});
