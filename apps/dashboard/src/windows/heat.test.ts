import type { WindowInfo } from '@claude-meter/wire';
import { describe, expect, it } from 'vitest';
import { heatOf, sumWindows } from './heat.ts';

const at = (iso: string) => Date.parse(iso);
const HOUR = 3_600_000;

function window(given: Partial<WindowInfo>): WindowInfo {
  const opened = given.opened_at ?? at('2026-11-23T09:00:00Z');
  return {
    org_uuid: 'o',
    limit_id: 'five_hour',
    opened_at: opened,
    resets_at: opened + 5 * HOUR,
    last_at: opened,
    last_percent: 50,
    peak: 50,
    full_at: null,
    closed_at: opened + 5 * HOUR,
    ended: 'reset',
    ...given,
  };
}

describe('heatOf', () => {
  it.each([
    ['UTC', '2026-11-23T23:30:00Z', [0, 23]],
    ['Europe/Berlin', '2026-11-23T23:30:00Z', [1, 0]],
    ['America/Los_Angeles', '2026-11-23T07:59:00Z', [6, 23]],
    ['Asia/Kolkata', '2026-11-22T18:30:00Z', [0, 0]],
    // The hour that is there twice when summer time ends.
    ['Europe/Berlin', '2026-10-25T00:30:00Z', [6, 2]],
    ['Europe/Berlin', '2026-10-25T01:30:00Z', [6, 2]],
    // The hour that is missing when it begins: 1:59 is followed by 3:00.
    ['Europe/Berlin', '2026-03-29T00:59:00Z', [6, 1]],
    ['Europe/Berlin', '2026-03-29T01:00:00Z', [6, 3]],
  ])('in %s a wall at %s counts for day and hour %j', (timeZone, moment, [day, hour]) => {
    const cells = heatOf([window({ full_at: at(moment) })], 'walls', timeZone);
    expect(cells).toHaveLength(168);
    expect(cells.filter((cell) => cell.count > 0)).toEqual([{ day, hour, value: 1, count: 1 }]);
  });

  it('means what was left over by the hour of the reset, and leaves out what is still open', () => {
    const windows = [window({ peak: 40 }), window({ peak: 104 }), window({ peak: 10, ended: null })];
    const cells = heatOf(windows, 'left', 'UTC').filter((cell) => cell.value !== null);
    expect(cells).toEqual([{ day: 0, hour: 14, value: 30, count: 2 }]);
  });

  it('says nothing about hours without windows, and zero walls where none was hit', () => {
    expect(heatOf([], 'left', 'UTC').every((cell) => cell.value === null)).toBe(true);
    expect(heatOf([], 'walls', 'UTC').every((cell) => cell.value === 0)).toBe(true);
  });
});

describe('sumWindows', () => {
  it.each([
    [[], null],
    [[10], 90],
    [[10, 50], 70],
    [[0, 10, 104], 90],
  ])('of peaks %j the median left over is %s', (peaks, median) => {
    expect(sumWindows(peaks.map((peak) => window({ peak }))).medianLeft).toBe(median);
  });

  it('counts walls, also of the window that is still open, and how long it took', () => {
    const open = at('2026-11-23T09:00:00Z');
    const walls = [window({ full_at: open + HOUR }), window({ full_at: open + 3 * HOUR, ended: null })];
    expect(sumWindows([...walls, window({})])).toMatchObject({ ended: 2, walls: 2, toWallMs: 2 * HOUR });
  });
});
