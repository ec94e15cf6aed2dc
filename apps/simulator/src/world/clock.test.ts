import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createClock } from './clock.ts';

describe('a simulated clock', () => {
  const started = (speed?: number) => {
    let real = 1_000_000;
    const clock = createClock(() => real, speed);
    const pass = (ms: number) => {
      real += ms;
    };
    return { clock, pass, real: () => real };
  };

  it('begins at the real time and keeps to it', () => {
    const { clock, pass } = started();
    pass(5_000);
    expect(clock.now()).toBe(1_005_000);
    expect(clock.toReader(1_065_000)).toBe(1_065_000);
  });

  it('runs faster, and tells the reader when a simulated instant will really come', () => {
    const { clock, pass } = started(60);
    pass(1_000);
    expect(clock.now()).toBe(1_060_000);
    expect(clock.toReader(1_000_000 + 5 * 3_600_000)).toBe(1_000_000 + 5 * 60_000);
  });

  it('stands still at speed 0', () => {
    const { clock, pass } = started(0);
    pass(90_000);
    expect(clock.now()).toBe(1_000_000);
    expect(clock.toReader(1_060_000)).toBe(1_060_000);
  });

  it('can be pushed forward, which brings resets nearer', () => {
    const { clock } = started();
    clock.advance(3_600_000);
    expect(clock.now()).toBe(4_600_000);
    expect(clock.toReader(4_600_000)).toBe(1_000_000);
  });

  it('never goes back, and reaches each instant exactly when it said, however it is driven', () => {
    const step = fc.oneof(
      fc.record({ pass: fc.integer({ min: 0, max: 100_000 }) }),
      fc.record({ speed: fc.constantFrom(0, 1, 7, 60) }),
      fc.record({ advance: fc.integer({ min: 0, max: 10_000_000 }) }),
    );
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const { clock, pass, real } = started();
        let last = clock.now();
        for (const taken of steps) {
          if ('pass' in taken) pass(taken.pass);
          else if ('speed' in taken) clock.setSpeed(taken.speed);
          else clock.advance(taken.advance);
          expect(clock.now()).toBeGreaterThanOrEqual(last);
          last = clock.now();
        }
        clock.setSpeed(7);
        const target = clock.now() + 70_000;
        pass(clock.toReader(target) - real());
        expect(Math.abs(clock.now() - target)).toBeLessThanOrEqual(7);
      }),
    );
  });
});
