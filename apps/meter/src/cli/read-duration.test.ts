import { describe, expect, it } from 'vitest';
import { readDuration } from './read-duration.ts';

describe('readDuration', () => {
  const cases: [text: string, ms: number | null][] = [
    ['20s', 20_000],
    ['5m', 300_000],
    ['1.5h', 5_400_000],
    ['250ms', 250],
    [' 3s ', 3000],
    ['0s', null],
    ['-1s', null],
    ['20', null],
    ['s', null],
    ['1d', null],
    ['1000h', null],
    ['', null],
  ];
  it.each(cases)('%j is %s ms', (text, ms) => {
    expect(readDuration(text)).toBe(ms);
  });
});
