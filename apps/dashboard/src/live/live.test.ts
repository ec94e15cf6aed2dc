import type { Snapshot } from '@claude-meter/core';
import { describe, expect, it } from 'vitest';
import { believed } from './live.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const row = (ageMs: number, stale = false) =>
  ({ fetched_at: new Date(NOW - ageMs).toISOString(), stale }) as Snapshot;

describe('believed', () => {
  it('leaves everything as the meter says while it can be reached', () => {
    const rows = [row(0), row(600_000)];
    expect(believed(rows, true, NOW)).toBe(rows);
  });

  it('lets numbers grow stale by age while it is away', () => {
    expect(believed([row(119_000), row(120_000)], false, NOW).map((one) => one.stale)).toEqual([false, true]);
  });

  it('keeps the last state, however old', () => {
    expect(believed([row(30 * 86_400_000, true)], false, NOW)).toHaveLength(1);
  });
});
