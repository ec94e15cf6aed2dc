/** Where a scenario stands, and how its minutes look on the reader's clock. */
export interface Moment {
  /** Minutes since the scenario began, with fraction. */
  minute: number;
  /** The instant (ms since the epoch, reader's clock) at which a scenario minute is reached. */
  instantOf(minute: number): number;
}

/** The plain moment: the reader's clock and simulated time are the same. */
export function momentAt(startedAt: number, time: number): Moment {
  return {
    minute: (time - startedAt) / 60_000,
    instantOf: (minute) => startedAt + minute * 60_000,
  };
}
