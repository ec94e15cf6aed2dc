import { describe, expect, it } from 'vitest';
import { cpuSeconds } from './cpu-watch.ts';

describe('cpuSeconds', () => {
  it.each([
    ['  0:01.25\n', 1.25],
    ['1:02.50', 62.5],
    ['00:01:02', 62],
    ['2-03:00:01', 183_601],
    ['', null],
    ['TIME', null],
  ])('%j is %j', (printed, seconds) => {
    expect(cpuSeconds(printed)).toBe(seconds);
  });
});
