import type { AttributionAnswer, LimitAttribution, WindowAttribution } from '@claude-meter/wire';
import { describe, expect, it } from 'vitest';
import { distanceWords, fullWindows, highestPeak, weekPeak } from './week-words.ts';

const HOUR = 3_600_000;
const declined = { kind: 'declined', why: 'thin', reason: 'Too little was seen.' } as const;

function windowOf(given: Partial<WindowAttribution>): WindowAttribution {
  return {
    start: 0,
    end: 5 * HOUR,
    is_anchored: true,
    rise: 0,
    local: 0,
    elsewhere: 0,
    peak: 0,
    usd: null,
    ...given,
  };
}

function limit(given: Partial<LimitAttribution>): LimitAttribution {
  return {
    limit_id: 'seven_day',
    kind: 'weekly',
    label: '7-day all',
    rise: 47,
    local: { points: 43.36, interval: [41.2, 45.52] },
    elsewhere: { points: 3.64, interval: [1.48, 5.8] },
    unmeasured: { requests: 0, tokens: 0, usd: 0 },
    resolution: 1,
    counted_families: null,
    windows: [],
    models: [],
    sessions: [],
    projects: [],
    branches: [],
    pull_requests: null,
    declined: null,
    weights: declined,
    ordinary_session: declined,
    what_if: [],
    drift: declined,
    ...given,
  };
}

function answer(
  limits: LimitAttribution[],
  local: Partial<AttributionAnswer['local']> = {},
): AttributionAnswer {
  return {
    org_uuid: 'o',
    from: 0,
    to: 168 * HOUR,
    generated_at: 0,
    interval_level: 0.8,
    local: { requests: 689, tokens: 76_800_000, usd: 54.4, ...local },
    limits,
  };
}

const session = (count: number) =>
  limit({
    limit_id: 'five_hour',
    kind: 'session',
    label: '5-hour',
    rise: 392,
    windows: Array.from({ length: count }, (_, index) => windowOf({ start: index, peak: index * 50 })),
  });

describe('distanceWords', () => {
  it.each<[string, AttributionAnswer, string]>([
    [
      'both here and elsewhere',
      answer([session(10), limit({})]),
      'The $54.40 at list price of Claude Code on this machine took 43.4 of the 47.0 points by which the week rose; the other 3.64 (1.48 to 5.80) were taken elsewhere: at claude.ai, on other machines. Meanwhile 10 5-hour windows rose by 392.0 points in all: each begins at 0 again, and is smaller than the week.',
    ],
    [
      'all of it here',
      answer([
        limit({ elsewhere: { points: 0, interval: [0, 0] }, local: { points: 47, interval: [46, 47] } }),
      ]),
      'The $54.40 at list price of Claude Code on this machine took 47.0 of the 47.0 points by which the week rose: all of them.',
    ],
    [
      'nothing of it here',
      answer([limit({})], { requests: 0, tokens: 0, usd: null }),
      'Claude Code made no request on this machine: all 47.0 points of the week were taken elsewhere, at claude.ai or on other machines.',
    ],
    [
      'work without a price',
      answer([limit({})], { usd: null }),
      'The 689 requests of Claude Code on this machine took 43.4 of the 47.0 points by which the week rose; the other 3.64 (1.48 to 5.80) were taken elsewhere: at claude.ai, on other machines.',
    ],
    [
      'too little to tell',
      answer([limit({ declined })]),
      "The week rose by 47.0 points. How many of them are Claude Code's on this machine is not said: Too little was seen.",
    ],
    [
      'no rise at all',
      answer([limit({ rise: 0 }), session(1)]),
      'The server showed no rise of the week in this time, so that there is nothing to compare the work here with.',
    ],
    [
      'one window',
      answer([limit({}), session(1)]),
      'Meanwhile one 5-hour window rose by 392.0 points: it is smaller than the week.',
    ],
  ])('tells of %s', (_, given, words) => {
    expect(distanceWords(given, 'en-US')).toContain(words);
  });
});

describe('the windows of a limit', () => {
  it('are counted when they were full, and the highest is named', () => {
    expect(fullWindows(session(4))).toBe(2);
    expect(highestPeak(session(2))).toBe(50);
    expect(highestPeak(session(0))).toBeNull();
  });

  it('name the week that most of the time lies in, not the one that ended as it began', () => {
    const windows = [
      windowOf({ start: -167 * HOUR, end: HOUR, peak: 99 }),
      windowOf({ start: HOUR, end: 169 * HOUR, peak: 47 }),
    ];
    expect(weekPeak(limit({ windows }), { from: 0, to: 168 * HOUR })).toBe(47);
    expect(weekPeak(limit({}), { from: 0, to: 1 })).toBeNull();
  });
});
