import { type LimitReadingAt, MICRO, type Piece, type RiseContext, type SeenWindow } from './piece.ts';

const FULL = 100 * MICRO;
/** A reset is seen around its minute, ms. */
const TOLERANCE_MS = 120_000;
/** A reading this soon after a gap belongs to it, ms. */
const WAKING_MS = 3 * 60_000;
/** A fall that is taken back within this time was none, ms; it may lack this share of the fall. */
const GLITCH_MS = 30 * 60_000;
const TAKEN_BACK = 0.1;
/** The coarsest number that a source rounds to. */
const COARSEST = 1 * MICRO;
/** What can have been spent between an early reset and the reading that first shows it. */
const FRESH = 5 * MICRO;

/**
 * Reads the rises of one limit out of its changes, oldest first. A fall is a reset (then the new number was used since)
 * or a correction by the server (then nothing was), never negative use. The pieces follow each other without a hole from
 * the start of the first window, as the server names it, until `until`.
 */
export function walkRises(
  readings: readonly LimitReadingAt[],
  context: RiseContext,
): { pieces: Piece[]; windows: SeenWindow[] } {
  const walk = new Walk(context);
  for (const { at, percent, resetsAt } of readings) {
    if (percent === null || !Number.isFinite(percent) || at > context.until) continue;
    walk.read(at, Math.round(percent * MICRO), resetsAt);
  }
  walk.end();
  return { pieces: walk.pieces, windows: walk.windows };
}

class Walk {
  readonly pieces: Piece[] = [];
  readonly windows: SeenWindow[] = [];
  readonly #context: RiseContext;
  readonly #looks: readonly Look[];
  #nextLook = 0;
  /** Up to here everything is told, and the level was this. */
  #reached = 0;
  #level = -1;
  #resetsAt: number | null = null;
  #fallen: { at: number; level: number } | null = null;
  #startsAtZero = false;
  #inGap = false;

  constructor(context: RiseContext) {
    this.#context = context;
    this.#looks = looksOf(context);
  }

  read(at: number, served: number, resetsAt: number | null): void {
    const before = this.#level;
    const level = this.#isRounded(served, resetsAt) ? before : served;
    if (before === -1) this.#begin(at, resetsAt);
    else this.#lookUntil(at);
    if (before === -1 && this.#level === -1) this.#level = level;
    else {
      const what = this.#meaning(at, level, resetsAt);
      if (what === 'reset') this.#reset(at, resetsAt);
      this.#emit(at, {
        rise: this.#riseTo(level, at, what),
        endsAtChange: level !== before,
        isOdd: what === 'correction',
      });
      if (what === 'correction') this.#fallen = { at, level: before };
      else if (what === 'reset' || level > (this.#fallen?.level ?? 0)) this.#fallen = null;
    }
    this.#level = level;
    this.#resetsAt = resetsAt ?? (level === 0 ? null : this.#resetsAt);
    this.#inGap = false;
    const window = this.windows.at(-1);
    if (window !== undefined) {
      window.peak = Math.max(window.peak, level);
      window.resetsAt = this.#resetsAt ?? window.resetsAt;
    }
  }

  /** Nothing changed until the last look; what came after it nobody knows. */
  end(): void {
    const { until } = this.#context;
    if (this.#level === -1) return;
    this.#lookUntil(until);
    if (until > this.#reached) this.#emit(until, { rise: this.#inGap ? null : 0, endsAtChange: false });
  }

  #begin(at: number, resetsAt: number | null): void {
    const { windowMs } = this.#context;
    const start = resetsAt === null || windowMs === null ? at : Math.min(at, resetsAt - windowMs);
    this.#reached = start;
    while ((this.#looks[this.#nextLook]?.at ?? Number.POSITIVE_INFINITY) < at) this.#nextLook += 1;
    this.#open(start, resetsAt);
    if (start === at) return;
    this.#level = 0;
    this.#resetsAt = resetsAt;
    this.#startsAtZero = true;
    // Nobody of this meter watched: its first look tells what the server had counted by then.
    this.#inGap = true;
  }

  #open(start: number, resetsAt: number | null): void {
    this.windows.push({ start, resetsAt, peak: 0 });
  }

  /** Tells the looks before a moment: each found the level as it was. */
  #lookUntil(at: number): void {
    for (;;) {
      const look = this.#looks[this.#nextLook];
      // The last reading before a gap belongs before it, and the first one after it is its end.
      if (look === undefined || look.at >= (look.is === 'gap ends' ? at - WAKING_MS : at)) return;
      this.#nextLook += 1;
      if (look.at > this.#reached) this.#emit(look.at, { rise: 0, endsAtChange: false });
      this.#inGap = look.is === 'gap begins';
    }
  }

  /** Sources round differently: what one of them says after another is no fall, as long as it is the same window. */
  #isRounded(level: number, resetsAt: number | null): boolean {
    const fall = this.#level - level;
    return fall > 0 && fall <= COARSEST && this.#isSameWindow(resetsAt);
  }

  #isSameWindow(resetsAt: number | null): boolean {
    const old = this.#resetsAt;
    return old !== null && resetsAt !== null && Math.abs(old - resetsAt) <= TOLERANCE_MS;
  }

  #meaning(at: number, level: number, resetsAt: number | null): 'goes on' | 'reset' | 'correction' {
    const old = this.#resetsAt;
    const isSame = this.#isSameWindow(resetsAt);
    const hasEnded = old !== null && old <= at + TOLERANCE_MS;
    const falls = level < this.#level;
    if (old === null && resetsAt !== null && this.#level === 0) return 'reset';
    if (hasEnded && !isSame && (falls || resetsAt !== null)) return 'reset';
    if (!falls) return 'goes on';
    if (isSame) return 'correction';
    const isLow = level <= FRESH || (this.#inGap && level <= this.#level / 2);
    return isLow ? 'reset' : 'correction';
  }

  /** Ends the window where it ended, and begins the next one. */
  #reset(at: number, resetsAt: number | null): void {
    const { windowMs } = this.#context;
    const old = this.#resetsAt;
    const starts = [
      ...(old !== null && old <= at + TOLERANCE_MS ? [old] : []),
      ...(resetsAt !== null && windowMs !== null ? [resetsAt - windowMs] : []),
    ];
    const isKnown = starts.length > 0;
    const edge = Math.min(at, Math.max(this.#reached, ...starts));
    const wasRunning = old !== null || this.#level > 0;
    if (edge > this.#reached) {
      const rise = this.#inGap && wasRunning ? null : 0;
      this.#emit(edge, { rise, endsAtChange: false });
    }
    this.#level = 0;
    this.#startsAtZero = isKnown;
    this.#open(edge, resetsAt);
  }

  #riseTo(level: number, at: number, what: 'goes on' | 'reset' | 'correction'): number {
    if (what === 'correction') return 0;
    const fallen = what === 'reset' ? null : this.#fallen;
    const isTakenBack =
      fallen !== null &&
      at - fallen.at <= GLITCH_MS &&
      level >= fallen.level - TAKEN_BACK * (fallen.level - this.#level);
    return Math.max(0, level - (isTakenBack ? fallen.level : this.#level));
  }

  #emit(to: number, told: { rise: number | null; endsAtChange: boolean; isOdd?: boolean }): void {
    const { rise, endsAtChange, isOdd = false } = told;
    const becomesFull = this.#level + (rise ?? 0) >= FULL;
    this.pieces.push({
      from: this.#reached,
      to,
      rise,
      window: this.windows.length - 1,
      startsAtZero: this.#startsAtZero,
      endsAtChange,
      isGap: this.#inGap,
      isFull: this.#level >= FULL,
      isOdd: isOdd || becomesFull,
    });
    this.#reached = to;
    this.#startsAtZero = false;
  }
}

/** A moment at which the level is known without a change. */
interface Look {
  at: number;
  is: 'gap begins' | 'gap ends' | 'cut';
}

/** Edges of gaps, and cuts where somebody watched, in order. */
function looksOf({ gaps, cuts }: RiseContext): Look[] {
  const edges = gaps.flatMap(([from, to]): Look[] => [
    { at: from, is: 'gap begins' },
    { at: to, is: 'gap ends' },
  ]);
  const watched = cuts.filter((cut) => !gaps.some(([from, to]) => cut >= from && cut <= to));
  return [...edges, ...watched.map((at): Look => ({ at, is: 'cut' }))].sort((a, b) => a.at - b.at);
}
