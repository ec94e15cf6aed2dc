import { describe, expect, it } from 'vitest';
import type { Change } from './change.ts';
import { between, type Demand, demandOf, STEP_MS, totalAt } from './demand.ts';
import type { Span } from './walk-spending.ts';

const MINUTE = 60_000;
const NOW = 1000 * MINUTE;

function demand(changes: [number, number][], gaps: [number, number][] = [], reachMs = NOW): Demand {
  return demandOf(
    changes.map(([at, percent]): Change => ({ at: at * MINUTE, percent })),
    {
      gaps: gaps.map(([from, to]): Span => [from * MINUTE, to * MINUTE]),
      resets: [],
      windowMs: 300 * MINUTE,
      now: NOW,
      reachMs,
    },
  );
}

const wanted = (of: Demand, from: number, to: number) => between(of, 'wanted', [from * MINUTE, to * MINUTE]);

describe('demandOf', () => {
  it('keeps every point that was spent', () => {
    const of = demand([
      [100, 0],
      [200, 7],
      [300, 20],
      [999, 31],
    ]);
    expect(totalAt(of, 'wanted', NOW)).toBeCloseTo(31);
    expect(wanted(of, 190, 210)).toBeCloseTo(7);
  });

  it('ends with now and begins with the first change', () => {
    const of = demand([
      [100, 0],
      [200, 7],
    ]);
    expect(of.now).toBe(NOW);
    expect(of.since).toBeLessThanOrEqual(100 * MINUTE);
    expect(of.since).toBeGreaterThan(100 * MINUTE - STEP_MS);
  });

  it('spreads over a gap what was spent in it, and marks the gap', () => {
    const of = demand(
      [
        [100, 0],
        [400, 40],
      ],
      [[200, 400]],
    );
    expect(wanted(of, 200, 300)).toBeCloseTo(20);
    expect(between(of, 'unseen', [100 * MINUTE, NOW])).toBeCloseTo(200 / 5);
  });

  it('reaches no farther back than asked', () => {
    const of = demand(
      [
        [100, 0],
        [200, 50],
        [950, 60],
      ],
      [],
      100 * MINUTE,
    );
    expect(of.since).toBe(900 * MINUTE);
    expect(totalAt(of, 'wanted', NOW)).toBeCloseTo(10);
  });

  it('takes work to go on for a while behind a wall, fading', () => {
    const of = demand([
      [100, 0],
      [200, 20],
      [240, 60],
      [258, 100],
      [500, 0],
    ]);
    expect(between(of, 'walled', [0, NOW])).toBeCloseTo((500 - 258) / 5);
    const [first, second] = [wanted(of, 265, 325), wanted(of, 325, 385)];
    expect(first).toBeGreaterThan(second);
    expect(second).toBeGreaterThan(0);
    expect(wanted(of, 505, 1000)).toBe(0);
  });
});
