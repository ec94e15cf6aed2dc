/** Simulated time: it begins at the real one and may run faster, stand still or be pushed forward. */
export interface Clock {
  /** Simulated time, ms since the epoch. */
  now(): number;
  /** Simulated ms per real ms; 0 stands still. */
  readonly speed: number;
  setSpeed(speed: number): void;
  /** Pushes simulated time forward by `ms` (>= 0). */
  advance(ms: number): void;
  /**
   * The real instant (ms) at which the simulated instant `simulated` will be reached.
   *
   * Readers compare `resets_at` with their own clock, so every instant in a body is written this way: a
   * countdown reaches zero exactly when the window resets, and the text of one window's reset stays the
   * same from answer to answer, at any speed. The price is that at speed 60 a five-hour window counts
   * down from five minutes. A clock that stands still maps as if it ran at 1.
   */
  toReader(simulated: number): number;
}

/** @param realNow ms since the epoch, the reader's clock. */
export function createClock(realNow: () => number, initialSpeed = 1): Clock {
  let speed = initialSpeed;
  const begun = realNow();
  let anchor = { real: begun, simulated: begun };

  const at = (real: number): number => anchor.simulated + (real - anchor.real) * speed;
  const settle = (ahead: number): void => {
    const real = realNow();
    anchor = { simulated: at(real) + ahead, real };
  };

  return {
    now: () => at(realNow()),
    get speed() {
      return speed;
    },
    setSpeed(next) {
      settle(0);
      speed = next;
    },
    advance: settle,
    toReader: (simulated) => Math.round(anchor.real + (simulated - anchor.simulated) / (speed || 1)),
  };
}
