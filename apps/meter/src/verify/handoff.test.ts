import type { Snapshot } from '@claude-meter/core';
import { describe, expect, it } from 'vitest';
import { sampleSnapshot } from '../../test/sample-snapshots.ts';
import { advanceHandoff, beginHandoff, type Handoff, handoffVerdict, phaseOf } from './handoff.ts';

const ORG = 'd03d2d69-4c1f-4f0e-9d0a-3f6d1c2b7a90';
const START = Date.parse('2026-11-22T10:00:00Z');
const at = (seconds: number) => new Date(START + seconds * 1000).toISOString();

const row = (source: Snapshot['source'], seconds: number, more: Partial<Snapshot> = {}) =>
  sampleSnapshot({ org_uuid: ORG, source, fetched_at: at(seconds), ...more });
const extension = (seconds: number) => row('extension', seconds);
const stale = (seconds: number) => row('extension', seconds, { stale: true });
const own = (seconds: number) => row('cookies', seconds, { browser: 'Chromium' });

/** Plays states of the bridge, each with the second at which it is seen. */
function play(states: [second: number, snapshots: Snapshot[]][], orgUuid: string | null = null): Handoff {
  return states.reduce(
    (handoff, [second, snapshots]) => advanceHandoff(handoff, snapshots, START + second * 1000),
    beginHandoff(orgUuid),
  );
}

const phases = ({ events }: Handoff) => events.map((event) => event.phase);

describe('the handoff', () => {
  it('is delivery, silence, takeover, return, each with its time', () => {
    const handoff = play([
      [1, [extension(0)]],
      [60, [extension(60)]],
      [180, [stale(60)]],
      [185, [own(184)]],
      [245, [own(244)]],
      [250, [extension(249)]],
      [310, [stale(249)]],
    ]);
    expect(handoff.orgUuid).toBe(ORG);
    expect(handoff.events).toEqual([
      {
        phase: 'delivering',
        at: START + 60_000,
        browser: 'Chrome',
        source: 'extension',
        fetchedAt: START + 60_000,
      },
      {
        phase: 'stale',
        at: START + 180_000,
        browser: 'Chrome',
        source: 'extension',
        fetchedAt: START + 60_000,
      },
      {
        phase: 'taken_over',
        at: START + 185_000,
        browser: 'Chromium',
        source: 'cookies',
        fetchedAt: START + 184_000,
      },
      {
        phase: 'handed_back',
        at: START + 250_000,
        browser: 'Chrome',
        source: 'extension',
        fetchedAt: START + 249_000,
      },
    ]);
    expect(handoffVerdict(handoff)).toBe('handoff_seen');
  });

  it.each<[what: string, states: [number, Snapshot[]][], phases: string[], verdict: string]>([
    ['nothing at all', [], [], 'handoff_no_extension'],
    ['an own path alone', [[1, [own(0)]]], [], 'handoff_no_extension'],
    ['a stale extension', [[1, [stale(0)]]], [], 'handoff_no_extension'],
    [
      'an extension without numbers',
      [[1, [row('extension', 0, { usage: null })]]],
      [],
      'handoff_no_extension',
    ],
    [
      'an extension that goes on',
      [
        [1, [extension(0)]],
        [61, [extension(60)]],
      ],
      ['delivering'],
      'handoff_not_silent',
    ],
    [
      'silence that nobody fills',
      [
        [1, [extension(0)]],
        [121, [stale(0)]],
      ],
      ['delivering', 'stale'],
      'handoff_no_takeover',
    ],
    [
      'an extension that comes back before the takeover',
      [
        [1, [extension(0)]],
        [121, [stale(0)]],
        [122, [extension(121)]],
      ],
      ['delivering'],
      'handoff_not_silent',
    ],
    [
      'a takeover without a return',
      [
        [1, [extension(0)]],
        [121, [stale(0)]],
        [122, [own(122)]],
      ],
      ['delivering', 'stale', 'taken_over'],
      'handoff_not_returned',
    ],
    [
      'a takeover before the stale row was seen',
      [
        [1, [extension(0)]],
        [122, [own(121)]],
        [180, [own(121), extension(179)]],
      ],
      ['delivering', 'taken_over', 'handed_back'],
      'handoff_seen',
    ],
    [
      'an older reading of the own path, which is no takeover',
      [
        [1, [own(-5), extension(0)]],
        [121, [own(-5), stale(0)]],
      ],
      ['delivering', 'stale'],
      'handoff_no_takeover',
    ],
    [
      'the old post of the extension, which is no return',
      [
        [1, [extension(0)]],
        [121, [stale(0)]],
        [122, [own(122)]],
        [123, [own(122), extension(100)]],
      ],
      ['delivering', 'stale', 'taken_over'],
      'handoff_not_returned',
    ],
  ])('of %s is told as what it is', (_what, states, expected, verdict) => {
    const handoff = play(states);
    expect(phases(handoff)).toEqual(expected);
    expect(phaseOf(handoff)).toBe(expected.at(-1) ?? null);
    expect(handoffVerdict(handoff)).toBe(verdict);
  });

  it('watches the org that was asked for and no other', () => {
    const other = row('extension', 0, { org_uuid: 'other' });
    expect(phases(play([[1, [other]]], ORG))).toEqual([]);
    expect(play([[1, [other, extension(0)]]], ORG).orgUuid).toBe(ORG);
    const mixed = play([
      [1, [extension(0)]],
      [121, [stale(0), row('cookies', 120, { org_uuid: 'other' })]],
    ]);
    expect(phases(mixed)).toEqual(['delivering', 'stale']);
  });
});
