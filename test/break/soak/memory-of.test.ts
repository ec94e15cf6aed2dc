import { describe, expect, it } from 'vitest';
import { liveHeaps, memoryOf } from './memory-of.ts';

describe('liveHeaps', () => {
  it('reads what each full collection left, and nothing of the small ones', () => {
    const told = [
      '[7:0x1] 10 ms: Scavenge 8.2 (20.1) -> 7.9 (20.1) MB, pooled: 0 MB, 0.62 / 0.00 ms',
      'claude-meter: first numbers from extension',
      '[7:0x1] 20 ms: Mark-Compact (reduce) 28.5 (43.4) -> 17.1 (38.2) MB, pooled: 3 MB, 4.1 / 0.00 ms',
      '[7:0x1] 30 ms: Mark-Compact 22.0 (38.2) -> 16.9 (38.0) MB, pooled: 3 MB, 4.0 / 0.00 ms',
    ];
    expect(liveHeaps(told.join('\n'))).toEqual([17.1e6, 16.9e6]);
  });
});

describe.runIf(process.platform === 'linux')('memoryOf', () => {
  it('counts what this process holds, and what of it the C library has', () => {
    const { resident, native } = memoryOf(process.pid);
    expect(resident / process.memoryUsage.rss()).toBeCloseTo(1, 0);
    expect(native).toBeGreaterThan(1e6);
    expect(native).toBeLessThan(resident);
  });
});
