import type { Snapshot } from '@claude-meter/core';
import { describe, expect, it } from 'vitest';
import { coverageOf, patienceFor } from './coverage.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');

function delivered(ago: number, given: Partial<Snapshot> = {}): Snapshot {
  return {
    org_uuid: 'org',
    source: 'extension',
    stale: false,
    usage: '{}',
    fetched_at: new Date(NOW - ago).toISOString(),
    ...given,
  } as Snapshot;
}

function cover(others: Snapshot[], given: { ownAgo?: number; cadenceMs?: number } = {}): string {
  const readAt = new Map(given.ownAgo === undefined ? [] : [['org', NOW - given.ownAgo]]);
  const { covered, expected } = coverageOf({
    others,
    readAt,
    cadenceMs: given.cadenceMs ?? 60_000,
    now: NOW,
  });
  return covered.has('org') ? 'covered' : expected.has('org') ? 'expected' : 'open';
}

describe('coverageOf', () => {
  it.each<[string, Snapshot[], { ownAgo?: number; cadenceMs?: number }, string]>([
    ['nobody', [], {}, 'open'],
    ['another install just now', [delivered(0)], {}, 'covered'],
    ['another install 49.9 s ago', [delivered(49_900)], {}, 'covered'],
    ['another install 50 s ago', [delivered(50_000)], {}, 'expected'],
    ['another install 55 s ago, before us', [delivered(55_000)], { ownAgo: 54_000 }, 'open'],
    ['another install 55 s ago, after us', [delivered(55_000)], { ownAgo: 56_000 }, 'expected'],
    ['another install whose clock is ahead', [delivered(-10_000)], {}, 'covered'],
    ['another install, stale', [delivered(0, { stale: true })], {}, 'open'],
    ['another install, without a body', [delivered(0, { usage: null })], {}, 'open'],
    ['another install, other org', [delivered(0, { org_uuid: 'other' })], {}, 'open'],
    ['the own path of the meter 49.9 s ago', [delivered(49_900, { source: 'cookies' })], {}, 'covered'],
    ['the own path of the meter 50 s ago', [delivered(50_000, { source: 'cookies' })], {}, 'open'],
    ['the status line of Claude Code', [delivered(0, { source: 'statusline' })], {}, 'open'],
    ['two installs, one of them recent', [delivered(55_000), delivered(20_000)], {}, 'covered'],
    ['a slow install, just now', [delivered(49_000)], { cadenceMs: 300_000 }, 'covered'],
    ['a test build at 3 s, 2.4 s ago', [delivered(2_400)], { cadenceMs: 3_000 }, 'covered'],
    ['a test build at 3 s, 2.5 s ago', [delivered(2_500)], { cadenceMs: 3_000 }, 'expected'],
  ])('%s', (_who, others, given, expected) => {
    expect(cover(others, given)).toBe(expected);
  });
});

it('waits five seconds at the usual cadence', () => {
  expect(patienceFor(60_000)).toBe(5_000);
});
