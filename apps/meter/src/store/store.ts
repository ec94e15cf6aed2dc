import type { Observation, Source, State } from '@claude-meter/core';
import type { HistoryRecord } from './history-record.ts';
import type { ImportCount } from './import-history.ts';
import type { HistoryQueries } from './query-history.ts';

/** What happened to the store that a person should know. */
export type StoreTrouble =
  /** The file was broken, or it was no history: it stands under another name now. */
  | { kind: 'damaged' | 'unknown_form'; message: string; putAside: string }
  /** Somebody else took the file away, or put another one there, while the meter ran. */
  | { kind: 'replaced'; message: string }
  | { kind: 'write_failed'; message: string };

/** Something that happened to the sources, for the person who asks why a number looks as it does. */
export interface TimelineEvent {
  /** ms */
  at: number;
  /**
   * `delivering`: this session is now the one that delivers the org (a handoff when another did before).
   * `problem`: asking failed in a new way. `recovered`: it works again. `divergence`: two sessions disagree.
   * `imported`: history from elsewhere was taken in.
   */
  kind: 'delivering' | 'problem' | 'recovered' | 'divergence' | 'imported';
  org_uuid: string;
  source: Source;
  browser: string;
  /** What exactly, in words without names of people. */
  detail: string;
}

/** Where the latest state and the history are kept. */
export interface Store {
  /** The state as of the last post, all of it marked as coming from disk. */
  restore(now: number): State;
  /**
   * Records the new state and each changed limit in one transaction; both survive a kill at any moment after the
   * call. A store that cannot write says so in `trouble` and the meter goes on.
   */
  record(state: State, observations: readonly Observation[], events: readonly TimelineEvent[]): void;
  /** The newest events, newest first. */
  timeline(most: number): TimelineEvent[];
  /** Reads the history; ask for it each time, for a damaged history is replaced by a new one. */
  queries(): HistoryQueries;
  /** The whole history as of a moment (ms), page by page. Whoever reads it may take his time. */
  export(exportedAt: number): Generator<HistoryRecord[]>;
  /**
   * Takes exported records in, all of them or none.
   *
   * @throws when the store cannot be written
   */
  import(records: readonly HistoryRecord[]): ImportCount;
  /** Size of the history, bytes. */
  bytes(): number;
  /** The newest trouble, null while all is well. */
  trouble(): StoreTrouble | null;
  close(): void;
}
