import { describe, expect, it } from 'vitest';
import { resetsFit, shownRange } from './range.ts';

const NOW = Date.parse('2026-11-22T12:00:03Z');
const DAY = 86_400_000;
const shown = (params: Record<string, string>, now = NOW) =>
  shownRange(params, { now, since: NOW - 400 * DAY });

describe('shownRange', () => {
  it.each([
    ['5h', 5 / 24],
    ['24h', 1],
    ['7d', 7],
    ['30d', 30],
    ['90d', 90],
    ['all', 400],
  ])('%s is that wide and ends now', (range, days) => {
    const { from, to, name } = shown({ range });
    expect(name).toBe(range);
    expect((to - from) / DAY).toBeCloseTo(days, 5);
    expect(to).toBeGreaterThanOrEqual(NOW);
    expect((to - NOW) / (to - from)).toBeLessThan(0.002);
  });

  it('stays the same for a while, so that nothing is asked for twice', () => {
    expect(shown({ range: '7d' }, NOW)).toEqual(shown({ range: '7d' }, NOW + 1_000));
  });

  it('is the stretch that was marked, and does not move', () => {
    const params = { range: '7d', from: '1000', to: '90000' };
    expect(shown(params)).toEqual({ from: 1000, to: 90_000, name: null });
    expect(shown(params, NOW + DAY)).toEqual(shown(params));
  });

  it.each([
    [{ range: 'ever' }],
    [{ from: '5' }],
    [{ from: '9', to: '5' }],
    [{ from: 'x', to: 'y' }],
    [{ from: '-5', to: '5' }],
    [{ from: '1', to: '1e300' }],
  ])('is a day for %j', (params) => {
    expect(shown(params as unknown as Record<string, string>).name).toBe('24h');
  });

  it('is at least a day where everything is younger', () => {
    const { from, to } = shownRange({ range: 'all' }, { now: NOW, since: NOW });
    expect(to - from).toBe(DAY);
  });
});

describe('resetsFit', () => {
  it.each([
    ['session', '7d', true],
    ['session', '30d', false],
    ['weekly', '90d', true],
    ['weekly', 'all', false],
  ])('%s windows over %s: %s', (kind, range, fits) => {
    expect(resetsFit(kind, shown({ range }))).toBe(fits);
  });
});
