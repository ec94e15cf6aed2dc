import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Alert, type AlertMemory, alertWords, decideAlerts } from './alerts.ts';
import type { Limit } from './limit.ts';
import { type Reading, readingOf } from './reading.ts';
import type { Snapshot } from './snapshot.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const RESET = '2026-11-22T14:00:00.158327+00:00';
const NEXT_RESET = '2026-11-22T19:00:00.201+00:00';

interface Given {
  percent: number | null;
  resetsAt?: string | null;
  stale?: boolean;
  org?: string;
  id?: string;
  /** Moment of the reading, ms. */
  at?: number;
}

function reading(given: Given): Reading {
  const limit: Limit = {
    id: given.id ?? 'five_hour',
    kind: 'session',
    label: '5-hour',
    percent: given.percent,
    resets_at: given.resetsAt === undefined ? RESET : given.resetsAt,
    is_active: true,
    used: null,
    limit: null,
    locked_reason: null,
  };
  const snapshot: Snapshot = {
    org_uuid: given.org ?? 'org-a',
    browser: 'Chrome',
    account_email: 'ada@example.com',
    fetched_at: new Date(given.at ?? NOW).toISOString(),
    usage: '{}',
    overage: null,
    subscription: null,
    errors: [],
    stale: given.stale ?? false,
    source: 'extension',
    received_at: new Date(NOW).toISOString(),
    instance: null,
    org_name: null,
    plan: null,
    limits: [limit],
    extra: null,
    billing: null,
    breakdown: [],
    problem: null,
    provenance: null,
  };
  return readingOf(snapshot, NOW);
}

/** Thresholds said for each step of a story, each step one reading of one limit. */
function said(steps: readonly Given[]): number[][] {
  let memory: AlertMemory = {};
  return steps.map((step, index) => {
    const decided = decideAlerts(
      memory,
      [reading({ at: NOW + index * 60_000, ...step })],
      NOW + index * 60_000,
    );
    memory = decided.memory;
    return decided.alerts.map((alert) => alert.threshold);
  });
}

describe('decideAlerts', () => {
  it.each<[string, Given[], number[][]]>([
    ['keeps quiet below 90', [{ percent: 0 }, { percent: 50 }, { percent: 89.99 }], [[], [], []]],
    ['speaks at 90 on the unrounded value', [{ percent: 89.6 }, { percent: 90 }], [[], [90]]],
    ['takes 99.6 for a warning though it prints as 100', [{ percent: 99.6 }], [[90]]],
    [
      'says 90 once, then 100 once',
      [90, 95, 100, 104].map((percent) => ({ percent })),
      [[90], [], [100], []],
    ],
    ['says only the higher one after a jump', [{ percent: 50 }, { percent: 101 }], [[], [100]]],
    [
      'says nothing new after a fall within the window',
      [95, 40, 96].map((percent) => ({ percent })),
      [[90], [], []],
    ],
    [
      'takes a sub-second or sub-minute jitter for the same window',
      [
        { percent: 95, resetsAt: '2026-11-22T14:00:00.158327+00:00' },
        { percent: 95, resetsAt: '2026-11-22T13:59:59.911047+00:00' },
        { percent: 95, resetsAt: '2026-11-22T14:00:30Z' },
      ],
      [[90], [], []],
    ],
    [
      'speaks again in the next window',
      [{ percent: 95 }, { percent: 2, resetsAt: NEXT_RESET }, { percent: 91, resetsAt: NEXT_RESET }],
      [[90], [], [90]],
    ],
    [
      'ignores a late reading of the window before',
      [{ percent: 95, resetsAt: NEXT_RESET }, { percent: 99 }, { percent: 95, resetsAt: NEXT_RESET }],
      [[90], [], []],
    ],
    [
      'takes a moment of zero for what it is',
      [{ percent: 95 }, { percent: 0, resetsAt: null }, { percent: 96 }],
      [[90], [], []],
    ],
    [
      'says nothing new when the server comes back to a window',
      [
        { percent: 95 },
        { percent: 0, resetsAt: null },
        { percent: 0, resetsAt: null },
        { percent: 95 },
        { percent: 95 },
      ],
      [[90], [], [], [], []],
    ],
    [
      'treats "no end" as a window of its own',
      [
        { percent: 95, resetsAt: null },
        { percent: 95, resetsAt: null },
      ],
      [[90], []],
    ],
    ['never speaks from stale data', [{ percent: 100, stale: true }, { percent: 100 }], [[], [100]]],
    ['never speaks about an unknown percentage', [{ percent: null }, { percent: 91 }], [[], [90]]],
  ])('%s', (_promise, steps, expected) => {
    expect(said(steps)).toEqual(expected);
  });

  it('keeps orgs and limits apart', () => {
    const first = decideAlerts({}, [reading({ percent: 95 }), reading({ percent: 91, org: 'org-b' })], NOW);
    expect(first.alerts.map((alert) => alert.orgUuid)).toEqual(['org-a', 'org-b']);
    const second = decideAlerts(first.memory, [reading({ percent: 95, id: 'seven_day' })], NOW);
    expect(second.alerts.map((alert) => alert.limitId)).toEqual(['seven_day']);
  });

  it('gives the notice of one window and threshold one id, whatever the jitter', () => {
    const ids = ['2026-11-22T14:00:00.158Z', '2026-11-22T13:59:59.911Z'].map(
      (resetsAt) => decideAlerts({}, [reading({ percent: 95, resetsAt })], NOW).alerts[0]?.id,
    );
    expect(ids[0]).toBe(ids[1]);
  });

  it('forgets a limit that was not read for two weeks, and not before', () => {
    const { memory } = decideAlerts({}, [reading({ percent: 95 })], NOW);
    const day = 24 * 60 * 60 * 1000;
    expect(Object.keys(decideAlerts(memory, [], NOW + 13 * day).memory)).toHaveLength(1);
    expect(Object.keys(decideAlerts(memory, [], NOW + 14 * day).memory)).toHaveLength(0);
  });

  it('says each threshold at most once per window, whatever the percentages do', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 120, noNaN: true }), { maxLength: 40 }), (percents) => {
        const thresholds = said(percents.map((percent) => ({ percent }))).flat();
        expect(new Set(thresholds).size).toBe(thresholds.length);
        expect(thresholds).toEqual([...thresholds].sort((a, b) => a - b));
        const peak = Math.max(0, ...percents);
        expect(thresholds.at(-1) ?? 0).toBe(peak >= 100 ? 100 : peak >= 90 ? 90 : 0);
      }),
    );
  });
});

describe('alertWords', () => {
  const alert: Alert = {
    id: 'x',
    orgUuid: 'org-a',
    limitId: 'five_hour',
    threshold: 90,
    percent: 91,
    account: 'ada@example.com',
    label: '5-hour',
    note: 'resets in 2h',
  };

  it.each([
    [{}, { title: '5-hour: over 90% used', body: 'ada@example.com · resets in 2h' }],
    [{ threshold: 100 }, { title: '5-hour limit reached', body: 'ada@example.com · resets in 2h' }],
    [{ note: '' }, { title: '5-hour: over 90% used', body: 'ada@example.com' }],
  ])('%j', (change, words) => {
    expect(alertWords({ ...alert, ...change })).toEqual(words);
  });
});
