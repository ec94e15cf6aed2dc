export interface AnswerWatchOptions {
  /** Longest wait for an answer, ms. */
  answerMs: number;
  /** Quiet after which a sign of life is asked for, ms. */
  heartbeatMs: number;
  clock: () => number;
  ask(): void;
  onSilence(): void;
  signal: AbortSignal;
}

export interface AnswerWatch {
  /** Something was said or heard: an answer is awaited from now on, or none is. */
  turn(waiting: boolean): void;
}

/** How much later than due a timer may come before the machine must have slept, ms. */
const SLEPT_MS = 2_000;

/**
 * Notices a host that does not answer. One timer at a time, none while nothing is due. A machine that slept while an
 * answer was awaited is no host's fault: the wait begins anew.
 */
export function createAnswerWatch(options: AnswerWatchOptions): AnswerWatch {
  const { answerMs, heartbeatMs, clock, ask, onSilence, signal } = options;
  let timer: NodeJS.Timeout | undefined;
  let waiting: boolean | null = null;

  function arm(milliseconds: number, due: () => void): void {
    clearTimeout(timer);
    if (signal.aborted) return;
    const at = clock() + milliseconds;
    timer = setTimeout(() => {
      const late = clock() - at;
      if (late > SLEPT_MS || late < -milliseconds) arm(milliseconds, due);
      else due();
    }, milliseconds);
    timer.unref();
  }

  signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  return {
    turn(now) {
      if (now === waiting && now) return;
      waiting = now;
      if (now) arm(answerMs, onSilence);
      else arm(heartbeatMs, ask);
    },
  };
}
