import type { WindowInfo } from '@claude-meter/wire';
import { describe, expect, it } from 'vitest';
import { chosenWeek, weeksOf } from './weeks.ts';

const at = (iso: string) => Date.parse(iso);
const NOW = at('2026-11-22T12:20:00Z');

function windowUntil(resets_at: string): WindowInfo {
  return {
    org_uuid: 'o',
    limit_id: 'seven_day',
    opened_at: at(resets_at) - 6 * 86_400_000,
    resets_at: at(resets_at),
    last_at: at(resets_at),
    last_percent: 50,
    peak: 50,
    full_at: null,
    closed_at: null,
    ended: null,
  };
}
const spans = (...resets: string[]) =>
  weeksOf(resets.map(windowUntil), NOW).map(({ from, to }) => [
    new Date(from).toISOString().slice(0, 16),
    new Date(to).toISOString().slice(0, 16),
  ]);

describe('weeksOf', () => {
  it('takes the windows of the server, newest first', () => {
    expect(spans('2026-11-19T18:00:00Z', '2026-11-26T18:00:00Z')).toEqual([
      ['2026-11-19T18:00', '2026-11-26T18:00'],
      ['2026-11-12T18:00', '2026-11-19T18:00'],
    ]);
  });

  it('takes a window once, however its reset jitters', () => {
    expect(spans('2026-11-26T18:00:00.123Z', '2026-11-26T17:59:59.870Z')).toHaveLength(1);
  });

  it('lets no moment lie in two weeks where a window began early', () => {
    expect(spans('2026-11-24T18:00:00Z', '2026-11-26T18:00:00Z')).toEqual([
      ['2026-11-19T18:00', '2026-11-26T18:00'],
      ['2026-11-17T18:00', '2026-11-19T18:00'],
    ]);
  });

  it('is the last seven days where no window is known', () => {
    expect(spans()).toEqual([['2026-11-15T13:00', '2026-11-22T13:00']]);
    expect(weeksOf([], NOW)[0]?.isWindow).toBe(false);
  });
});

describe('chosenWeek', () => {
  const weeks = weeksOf([windowUntil('2026-11-19T18:00:00Z'), windowUntil('2026-11-26T18:00:00Z')], NOW);
  it.each([
    [String(at('2026-11-12T18:00:00Z')), 1],
    [String(at('2026-11-19T18:00:00Z')), 0],
    ['tomorrow', 0],
    [undefined, 0],
  ])('%j is the week number %i', (from, index) => {
    expect(chosenWeek(weeks, from)).toBe(index);
  });
});
