import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Stretch } from './chart-model.ts';
import { createSteering } from './steering.ts';

const stretch = (from: number): Stretch => ({ from, to: from + 10 });

describe('steering', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function steered() {
    const drawn: Stretch[] = [];
    const told: Stretch[] = [];
    const steering = createSteering(
      (one) => void drawn.push(one),
      (one) => void told.push(one),
    );
    return { drawn, told, steering };
  }

  it('draws each step at once, and asks once when the hand rests', () => {
    const { drawn, told, steering } = steered();
    for (const from of [1, 2, 3]) steering.to(stretch(from));
    expect([drawn.length, told.length, steering.stretch]).toEqual([3, 0, stretch(3)]);
    vi.runAllTimers();
    expect([told, steering.stretch]).toEqual([[stretch(3)], null]);
  });

  it('asks for nothing when something else was chosen meanwhile', () => {
    const { told, steering } = steered();
    steering.to(stretch(1));
    steering.forget();
    vi.runAllTimers();
    expect([told, steering.stretch]).toEqual([[], null]);
  });

  it('asks at once when the chart goes', () => {
    const { told, steering } = steered();
    steering.to(stretch(1));
    steering.settle();
    steering.settle();
    expect(told).toEqual([stretch(1)]);
  });
});
