import { emptyState, type Limit, merge, type Observation, type Session } from '@claude-meter/core';
import { describe, expect, it } from 'vitest';
import { timelineOf } from './timeline.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const SECOND = 1000;
const EXTENSION: Session = { source: 'extension', browser: 'Chrome', instance: 'e', cadenceMs: 60_000 };
const DISK: Session = { source: 'cookies', browser: 'Chrome', instance: 'c', cadenceMs: 60_000 };
const LINE: Session = { source: 'statusline', browser: 'Claude Code', instance: null, cadenceMs: 60_000 };

type Told = [session: Session, seconds: number, fiveHour: number | null, problem?: 'network'];

function observation([session, seconds, percent, problem]: Told): Observation {
  const at = NOW + seconds * SECOND;
  const limit: Limit = {
    id: 'five_hour',
    kind: 'session',
    label: '5-hour',
    percent,
    resets_at: null,
    is_active: false,
    used: null,
    limit: null,
    locked_reason: null,
  };
  const meaning = { limits: [limit], extra: null, percentEvident: true, breakdown: [] };
  return {
    orgUuid: 'org',
    session,
    fetchedAt: new Date(at).toISOString(),
    receivedAt: at,
    account: null,
    usage: problem === undefined ? { text: '{}', meaning, sha256: '', endpoint: null, status: 200 } : null,
    overage: null,
    subscription: null,
    problem: problem === undefined ? null : { kind: problem, status: null, retry_at: null },
    errors: [],
  };
}

/** What is told after each of some reports. */
function story(...reports: Told[]): string[] {
  let state = emptyState();
  return reports.flatMap((told) => {
    const seen = observation(told);
    const after = merge(state, [seen]);
    const events = timelineOf(state, after, [seen]);
    state = after;
    return events.map(({ kind, source, detail }) => `${source} ${kind}: ${detail}`);
  });
}

const FIRST = 'extension delivering: first reading';

describe('the timeline', () => {
  it.each<[string, Told[], string[]]>([
    ['tells of the first reading', [[EXTENSION, 0, 42]], [FIRST]],
    [
      'tells of a handoff and of the way back',
      [
        [EXTENSION, 0, 42],
        [DISK, 130, 42],
        [DISK, 190, 42],
        [EXTENSION, 250, 42],
      ],
      [
        FIRST,
        'cookies delivering: instead of extension in Chrome',
        'extension delivering: instead of cookies in Chrome',
      ],
    ],
    [
      'tells of a failure once, and of its end',
      [
        [EXTENSION, 0, 42],
        [EXTENSION, 60, 42, 'network'],
        [EXTENSION, 120, 42, 'network'],
        [EXTENSION, 180, 42],
      ],
      [FIRST, 'extension problem: network', 'extension recovered: after network'],
    ],
    [
      'tells of two sessions that disagree within a minute',
      [
        [EXTENSION, 0, 42],
        [DISK, 30, 43],
      ],
      [
        FIRST,
        'cookies delivering: instead of extension in Chrome',
        'cookies divergence: five_hour: 43 here, 42 by extension in Chrome within a minute',
      ],
    ],
    [
      'not of numbers a minute apart',
      [
        [EXTENSION, 0, 42],
        [DISK, 60, 43],
      ],
      [FIRST, 'cookies delivering: instead of extension in Chrome'],
    ],
    [
      'does not take the status line for a handoff, nor its rounding for a disagreement',
      [
        [EXTENSION, 0, 42],
        [LINE, 1, 42.6],
        [EXTENSION, 20, 42],
        [LINE, 21, 42.6],
      ],
      [FIRST],
    ],
    [
      'says once that the status line disagrees, and again when a number has changed',
      [
        [EXTENSION, 0, 42],
        [LINE, 1, 50],
        [LINE, 2, 50],
        [LINE, 3, 50],
        [LINE, 4, 51],
      ],
      [
        FIRST,
        'statusline divergence: five_hour: 50 here, 42 by extension in Chrome within a minute',
        'statusline divergence: five_hour: 51 here, 42 by extension in Chrome within a minute',
      ],
    ],
    [
      'tells that one knows what the other does not',
      [
        [EXTENSION, 0, 42],
        [LINE, 1, null],
      ],
      [FIRST, 'statusline divergence: five_hour: null here, 42 by extension in Chrome within a minute'],
    ],
  ])('%s', (_name, reports, events) => {
    expect(story(...reports)).toEqual(events);
  });
});
