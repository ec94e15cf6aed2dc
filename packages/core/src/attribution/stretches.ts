import { type LocalWork, rowsUntil } from './local-work.ts';
import type { Piece } from './piece.ts';

/** Pieces of one window that belong together: a run of work, or a time without any. What a rise is split up over. */
export interface Stretch {
  /** Ms, exclusive. */
  from: number;
  /** Ms, inclusive. */
  to: number;
  /** Millionths of a point; null: nobody saw what it was. */
  rise: number | null;
  window: number;
  /** Rows of the work that fall in: from, inclusive, to, exclusive. */
  firstRow: number;
  endRow: number;
  /** Variance of the level at both ends by rounding, points². */
  startVariance: number;
  endVariance: number;
  /** The limit was full: what was done in it was not counted. */
  isFull: boolean;
  /** Its rise says less than was used: it must not teach what tokens weigh. */
  isOdd: boolean;
}

export interface StretchOptions {
  work: LocalWork;
  /** Per row whether the limit counts it: running totals, one more than rows. */
  countedBefore: Int32Array;
  /** In points. */
  resolution: number;
}

/**
 * A run of work is cut at a change when it is this long, ms. Longer ones are better measured, but a burst from elsewhere
 * hides in them; where a step of the rounding takes longer, one step is enough.
 */
const LONG_MS = 40 * 60_000;
/** A request may show this late, ms: what rises so soon after one may be its. */
export const DELAY_MS = 60_000;

/** Joins pieces into stretches. They follow each other without a hole. */
export function joinPieces(pieces: readonly Piece[], options: StretchOptions): Stretch[] {
  const { work, countedBefore, resolution } = options;
  const rounding = resolution ** 2 / 12;
  const stretches: Stretch[] = [];
  let before: { piece: Piece; hasWork: boolean; isDone: boolean } | null = null;
  let row = 0;
  for (const piece of pieces) {
    const firstRow = row === 0 ? rowsUntil(work, piece.from) : row;
    const endRow = rowsUntil(work, piece.to);
    row = endRow;
    const since = Math.min(firstRow, rowsUntil(work, piece.from - DELAY_MS));
    const hasWork = (countedBefore[endRow] as number) > (countedBefore[since] as number);
    let stretch = stretches.at(-1);
    if (stretch !== undefined && before !== null && belongTogether(before, { piece, hasWork })) {
      stretch.to = piece.to;
      stretch.endRow = endRow;

      stretch.rise = stretch.rise === null ? null : stretch.rise + (piece.rise ?? 0);
      stretch.isOdd ||= piece.isOdd;
    } else {
      stretch = {
        from: piece.from,
        to: piece.to,
        rise: piece.rise,
        window: piece.window,
        firstRow,
        endRow,
        startVariance: piece.startsAtZero ? 0 : (stretch?.endVariance ?? rounding),
        endVariance: rounding,
        isFull: piece.isFull,
        isOdd: piece.isOdd,
      };
      stretches.push(stretch);
    }
    const isDone = piece.endsAtChange && piece.to - stretch.from >= LONG_MS;
    before = { piece, hasWork, isDone };
  }
  return stretches;
}

function belongTogether(
  before: { piece: Piece; hasWork: boolean; isDone: boolean },
  next: { piece: Piece; hasWork: boolean },
): boolean {
  const [a, b] = [before.piece, next.piece];
  return (
    a.window === b.window &&
    (a.rise === null) === (b.rise === null) &&
    a.isGap === b.isGap &&
    a.isFull === b.isFull &&
    // Gaps are no runs of work: each is a stretch of its own.
    (!a.isGap || a.rise === null) &&
    before.hasWork === next.hasWork &&
    !before.isDone
  );
}
