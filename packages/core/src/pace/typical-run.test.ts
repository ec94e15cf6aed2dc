import { describe, expect, it } from 'vitest';
import type { Change } from './change.ts';
import { typicalRun } from './typical-run.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Runs of these costs, an hour apart, each spent in three steps; every sixth begins a new window. */
function runsOf(costs: readonly number[]): Change[] {
  const changes: Change[] = [{ at: 0, percent: 0 }];
  let percent = 0;
  costs.forEach((cost, index) => {
    if (percent + cost > 90) {
      percent = 0;
      changes.push({ at: (index + 0.5) * HOUR, percent });
    }
    for (const step of [1, 2, 3]) {
      percent += cost / 3;
      changes.push({ at: (index + 1) * HOUR + step * 5 * MINUTE, percent });
    }
  });
  return changes;
}

const found = (changes: Change[], gaps: [number, number][] = []) =>
  typicalRun(changes, { gaps, now: 110 * HOUR });

describe('typicalRun', () => {
  it('is the middle half of what runs have cost', () => {
    const run = found(runsOf([3, 6, 6, 9, 9, 12, 12, 15, 30]));
    expect(run?.low).toBeCloseTo(6);
    expect(run?.high).toBeCloseTo(12);
  });

  it('says nothing with fewer than five runs', () => {
    expect(found(runsOf([6, 6, 6, 6]))).toBeNull();
    expect(found(runsOf([6, 6, 6, 6, 6]))).not.toBeNull();
  });

  it('leaves out small questions, runs that nobody watched to the end, and those that a wall cut short', () => {
    expect(found(runsOf([6, 6, 6, 6, 0.6]))).toBeNull();
    expect(found(runsOf([6, 6, 6, 6, 6]), [[3 * HOUR + 6 * MINUTE, 3 * HOUR + 9 * MINUTE]])).toBeNull();
    const walled = [...runsOf([20, 20, 20, 20]), { at: 5 * HOUR + 5 * MINUTE, percent: 100 }];
    expect(found(walled)).toBeNull();
  });

  it('does not count the run that still goes on', () => {
    const changes = runsOf([6, 6, 6, 6, 6]);
    expect(typicalRun(changes, { gaps: [], now: (changes.at(-1)?.at ?? 0) + 5 * MINUTE })).toBeNull();
  });

  it('counts the newest runs only', () => {
    const run = found(
      runsOf([...Array.from({ length: 40 }, () => 30), ...Array.from({ length: 60 }, () => 3)]),
    );
    expect(run?.high).toBeCloseTo(3);
  });
});
