import { describe, expect, it } from 'vitest';
import { limit, NOW, snapshot } from '../test/tray-readings.ts';
import { readingOf } from './reading.ts';
import { type WaitGoal, type WaitState, waitStart, waitState } from './wait-until.ts';

const FIRST = '2026-11-22T16:23:05Z';
const JITTERED = '2026-11-22T16:23:05.912Z';
const NEXT = '2026-11-22T21:24:00Z';

function at(percent: number | null, resets_at: string | null, stale = false) {
  const reading = readingOf(snapshot({ limits: [limit('five_hour', percent, { resets_at })], stale }), NOW);
  return { reading, limit: reading.fiveHour };
}
const START = { resetsAt: FIRST, percent: 91 };
const RESET: WaitGoal = { kind: 'reset' };
const BELOW: WaitGoal = { kind: 'below', percent: 80 };

describe('waitState', () => {
  it.each<[string, WaitGoal, ReturnType<typeof at>, WaitState]>([
    ['the same window', RESET, at(95, FIRST), 'waiting'],
    ['the same window, its time jittering', RESET, at(95, JITTERED), 'waiting'],
    ['a lower number in the same window is no reset', RESET, at(0, FIRST), 'waiting'],
    ['the next window', RESET, at(1, NEXT), 'reached'],
    ['no window runs any more', RESET, at(0, null), 'reached'],
    ['the next window, but the reading is old', RESET, at(1, NEXT, true), 'none'],
    ['above', BELOW, at(80, FIRST), 'waiting'],
    ['below', BELOW, at(79.9, FIRST), 'reached'],
    ['below, but the reading is old', BELOW, at(10, FIRST, true), 'none'],
    ['not known', BELOW, at(null, FIRST), 'none'],
    ['nothing known at all', RESET, { reading: at(1, NEXT).reading, limit: null }, 'none'],
  ])('%s', (_name, goal, seen, state) => {
    expect(waitState(goal, START, seen)).toBe(state);
  });

  it('begins with a fresh reading only', () => {
    const fresh = at(91, FIRST);
    const old = at(91, FIRST, true);
    expect(waitStart(fresh.reading, fresh.limit)).toEqual({ resetsAt: FIRST, percent: 91 });
    expect(waitStart(old.reading, old.limit)).toBeNull();
    expect(waitStart(null, null)).toBeNull();
  });

  it('waits for a window that does not run yet by not waiting', () => {
    const idle = at(0, null);
    expect(waitState(RESET, { resetsAt: null, percent: 0 }, idle)).toBe('reached');
  });
});
