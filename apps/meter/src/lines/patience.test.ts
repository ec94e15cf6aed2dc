import { describe, expect, it } from 'vitest';
import { patience } from './patience.ts';

describe('patience', () => {
  it.each([
    ['at once', 0, 30],
    ['after an ordinary start', 18, 12],
    ['after a slow one', 60, 24],
    ['on a machine that hardly moves', 3_000, 200],
  ])('%s (%d ms) waits %d ms', (_name, uptime, limit) => {
    expect(patience(uptime)).toBe(limit);
  });
});
