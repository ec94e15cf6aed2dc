import { describe, expect, it } from 'vitest';
import { GLANCE_BANDS, LOOK_BANDS, severityOf } from './severity.ts';

describe('severityOf', () => {
  it.each([
    [null, 'calm', 'calm'],
    [0, 'calm', 'calm'],
    [79.9, 'calm', 'calm'],
    [80, 'calm', 'warning'],
    [89.9, 'calm', 'warning'],
    [90, 'warning', 'warning'],
    [99.6, 'warning', 'warning'],
    [100, 'full', 'full'],
    [104, 'full', 'full'],
  ])('%s: %s at a glance, %s for a look', (percent, glance, look) => {
    expect(severityOf(percent, GLANCE_BANDS)).toBe(glance);
    expect(severityOf(percent, LOOK_BANDS)).toBe(look);
  });
});
