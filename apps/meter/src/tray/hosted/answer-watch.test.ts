import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createAnswerWatch } from './answer-watch.ts';

const CLOCKS = { toFake: ['setTimeout', 'clearTimeout', 'Date'] } as const;
beforeEach(() => vi.useFakeTimers({ toFake: [...CLOCKS.toFake] }));
afterEach(() => vi.useRealTimers());

function watched(clock: () => number = Date.now) {
  const heard: string[] = [];
  const ending = new AbortController();
  const watch = createAnswerWatch({
    answerMs: 10_000,
    heartbeatMs: 60_000,
    clock,
    ask: () => void heard.push('ask'),
    onSilence: () => void heard.push('silence'),
    signal: ending.signal,
  });
  return { heard, watch, ending };
}

describe('createAnswerWatch', () => {
  it('asks for a sign of life after a quiet minute', () => {
    const { heard, watch } = watched();
    watch.turn(false);
    vi.advanceTimersByTime(59_999);
    expect(heard).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(heard).toEqual(['ask']);
  });

  it('notices silence, however much is said into it', () => {
    const { heard, watch } = watched();
    watch.turn(true);
    vi.advanceTimersByTime(6_000);
    watch.turn(true);
    vi.advanceTimersByTime(4_000);
    expect(heard).toEqual(['silence']);
  });

  it('is content with an answer', () => {
    const { heard, watch } = watched();
    watch.turn(true);
    vi.advanceTimersByTime(9_000);
    watch.turn(false);
    vi.advanceTimersByTime(9_000);
    expect(heard).toEqual([]);
  });

  it('begins anew when the machine slept in between', () => {
    let asleep = 0;
    const { heard, watch } = watched(() => Date.now() + asleep);
    watch.turn(true);
    asleep = 3_600_000;
    vi.advanceTimersByTime(10_000);
    expect(heard).toEqual([]);
    vi.advanceTimersByTime(10_000);
    expect(heard).toEqual(['silence']);
  });

  it('is silent after the end', () => {
    const { heard, watch, ending } = watched();
    watch.turn(true);
    ending.abort();
    vi.advanceTimersByTime(100_000);
    watch.turn(false);
    vi.advanceTimersByTime(100_000);
    expect(heard).toEqual([]);
  });
});
