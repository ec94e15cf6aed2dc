import type { Observation, State } from '@claude-meter/core';

/** What happened to the store that a person should know. */
export type StoreTrouble =
  | { kind: 'damaged'; message: string; putAside: string }
  | { kind: 'write_failed'; message: string };

/** Where the latest state and the history are kept. */
export interface Store {
  /** The state as of the last post, all of it marked as coming from disk. */
  restore(now: number): State;
  /**
   * Records the new state and each changed limit in one transaction; both survive a kill at any moment after the
   * call. A store that cannot write says so in `trouble` and the meter goes on.
   */
  record(state: State, observations: readonly Observation[]): void;
  /** The newest trouble, null while all is well. */
  trouble(): StoreTrouble | null;
  close(): void;
}
