import type { Span } from '../pace/walk-spending.ts';

/** What the server said of a limit when it changed. */
export interface LimitReadingAt {
  /** ms */
  at: number;
  /** 0–100 and beyond; null when the server had no number. */
  percent: number | null;
  /** ms; null while the window does not run, or where nothing is known of it. */
  resetsAt: number | null;
}

/** A window of the server. */
export interface SeenWindow {
  /** Ms of its start, as the server says or as it was first seen. */
  start: number;
  /** Ms of its reset, null where the server named none. */
  resetsAt: number | null;
  /** Highest millionth of a point that was seen. */
  peak: number;
}

/** From one moment at which the level is known to the next. */
export interface Piece {
  /** Ms, exclusive. */
  from: number;
  /** Ms, inclusive. */
  to: number;
  /** Millionths of a point; null: nobody saw what it was. */
  rise: number | null;
  /** Place in the list of windows. */
  window: number;
  /** Begins at the level 0 of a new window: exactly known. */
  startsAtZero: boolean;
  /** Ends where the number just changed. */
  endsAtChange: boolean;
  /** Nobody watched in it. */
  isGap: boolean;
  /** The limit was full when it began: whoever went on, did so outside of it. */
  isFull: boolean;
  /** The server took something back in it, or the limit became full: its rise says less than was used. */
  isOdd: boolean;
}

export interface RiseContext {
  /** Stretches nobody watched, ms, in order. */
  gaps: readonly Span[];
  /** Length of a window, ms; null where it is not known. */
  windowMs: number | null;
  /** Moments at which a piece has to end where somebody watched, ms, in order. */
  cuts: readonly number[];
  /** Ms: the last piece ends here. */
  until: number;
}

/** Millionths of a point in a point. */
export const MICRO = 1_000_000;
