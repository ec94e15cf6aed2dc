import { describe, expect, it } from 'vitest';
import { linearPace } from './linear-pace.ts';

const HOUR = 3_600_000;
const NOW = Date.parse('2026-11-22T12:00:00Z');
const window = (percent: number, hoursLeft: number) => ({
  percent,
  resetsAt: NOW + hoursLeft * HOUR,
  windowMs: 5 * HOUR,
});

describe('linearPace', () => {
  it.each([
    [
      'ahead of it: full before the reset',
      60,
      3,
      { expected: 40, ahead: 20, perHour: 30, hit: 4 / 3, atReset: 150 },
    ],
    ['behind it: lasts', 10, 3, { expected: 40, ahead: -30, perHour: 5, hit: null, atReset: 25 }],
    ['exactly on it: lasts', 40, 3, { expected: 40, ahead: 0, perHour: 20, hit: null, atReset: 100 }],
    ['nothing spent', 0, 3, { expected: 40, ahead: -40, perHour: 0, hit: null, atReset: 0 }],
    ['full already', 100, 3, { expected: 40, ahead: 60, perHour: 50, hit: 0, atReset: 250 }],
  ])('%s', (_, percent, hoursLeft, { hit, ...rest }) => {
    const pace = linearPace(window(percent, hoursLeft), NOW);
    expect(pace).toMatchObject({ lastsUntilReset: hit === null });
    for (const [key, value] of Object.entries(rest)) {
      expect(pace?.[key as keyof typeof rest]).toBeCloseTo(value);
    }
    if (hit === null) expect(pace?.hitAt).toBeNull();
    else expect(((pace?.hitAt ?? 0) - NOW) / HOUR).toBeCloseTo(hit);
  });

  it.each([
    ['a window that has just begun', 5, 4.86],
    ['a window that is over', 50, 0],
    ['a reset farther away than the window is long', 50, 6],
  ])('says nothing about %s', (_, percent, hoursLeft) => {
    expect(linearPace(window(percent, hoursLeft), NOW)).toBeNull();
  });
});
