/** Readings of one window may name its end a little differently; farther apart than this is another window. */
const SAME_WINDOW_MS = 60_000;
/** A fall of at least so many points within one window is a reset by hand, once a second reading confirms it. */
const FALL_POINTS = 20;
/** Windows remembered besides the current one. */
const PAST_WINDOWS = 3;

/** What has already been said about one limit. Plain data: it is stored between readings. */
export interface Alerted {
  /** End of the window it was said about, ms; null while the window has none. */
  resetsAt: number | null;
  /** Highest threshold said, 0 for none. */
  threshold: number;
  /** When this limit was last read, ms. */
  seenAt: number;
  /** Counts windows without an end, which nothing else tells apart. */
  round?: number;
  /** Another window, or a fall within this one, that one reading has shown; the next one confirms or refutes it. */
  doubt?: { resetsAt: number | null; fetchedAt: string; fell: boolean };
  /** Said about windows before, should the server come back to one. */
  past?: readonly { resetsAt: number | null; threshold: number }[];
}

/** One reading of one limit. */
export interface Sighting {
  /** Percent 0–100 and beyond, unrounded. */
  percent: number;
  resetsAt: number | null;
  /** Tells readings apart. */
  fetchedAt: string;
  now: number;
}

export interface Watched {
  alerted: Alerted;
  /** The threshold that is to be said now; 0 for none. */
  crossed: number;
  /** A window about which something was said is over, or was emptied. */
  reset: boolean;
}

/**
 * Takes one reading of a limit. Each threshold is said once per window. Another window, or a fall, counts only when a
 * second reading confirms it: servers answer `0 %, no reset` for a moment now and then. A reading of a window that is
 * over comes late and says nothing (null).
 *
 * @param thresholds percents 0–100 and beyond
 */
export function watchLimit(
  known: Alerted | undefined,
  sighting: Sighting,
  thresholds: readonly number[],
): Watched | null {
  const { percent, resetsAt, now } = sighting;
  const reached = Math.max(0, ...thresholds.filter((threshold) => percent >= threshold));
  if (known === undefined) {
    return { alerted: { resetsAt, threshold: reached, seenAt: now }, crossed: reached, reset: false };
  }
  if (!isSameWindow(known.resetsAt, resetsAt)) {
    if (isEarlier(resetsAt, known.resetsAt) && resetsAt !== null && resetsAt <= now) return null;
    if (!confirms(known, sighting, false)) return doubted(known, sighting, false);
    return inNextWindow(known, sighting, reached);
  }
  if (hasFallen(known, percent, thresholds)) {
    if (!confirms(known, sighting, true)) return doubted(known, sighting, true);
    return emptied(known, sighting, reached);
  }
  const { doubt: _, ...rest } = known;
  // The first reading's end stays, so that jitter cannot creep into another window.
  const alerted = { ...rest, threshold: Math.max(known.threshold, reached), seenAt: now };
  return { alerted, crossed: reached > known.threshold ? reached : 0, reset: false };
}

/** Names the window for good: the same for every reading of it, another one for every other. */
export function windowName({ resetsAt, round = 0 }: Alerted): string {
  if (resetsAt !== null) return String(Math.round(resetsAt / SAME_WINDOW_MS));
  return round === 0 ? 'open' : `open-${round}`;
}

function inNextWindow(known: Alerted, { resetsAt, now }: Sighting, reached: number): Watched {
  const past = withCurrent(known);
  const said = past.find((window) => window.resetsAt !== null && isSameWindow(window.resetsAt, resetsAt));
  const before = said?.threshold ?? 0;
  const alerted: Alerted = {
    resetsAt,
    threshold: Math.max(before, reached),
    seenAt: now,
    past: past.slice(0, PAST_WINDOWS),
    round: (known.round ?? 0) + 1,
  };
  return {
    alerted,
    crossed: reached > before ? reached : 0,
    reset: known.threshold > 0 && said === undefined && reached === 0 && !isEarlier(resetsAt, known.resetsAt),
  };
}

/** The same window, much emptier. A window with an end keeps what was said; one without an end begins anew. */
function emptied(known: Alerted, { now }: Sighting, reached: number): Watched {
  const { doubt: _, ...rest } = known;
  if (known.resetsAt === null) {
    const alerted = { ...rest, threshold: reached, seenAt: now, round: (known.round ?? 0) + 1 };
    return { alerted, crossed: 0, reset: true };
  }
  const already = known.past?.some((window) => window.resetsAt === known.resetsAt) === true;
  const past = already ? known.past : withCurrent(known).slice(0, PAST_WINDOWS);
  const alerted = { ...rest, seenAt: now, past: past ?? [] };
  return { alerted, crossed: 0, reset: !already };
}

/** The windows that something was said about, the current one first. */
function withCurrent({ resetsAt, threshold, past = [] }: Alerted): NonNullable<Alerted['past']> {
  return [{ resetsAt, threshold }, ...past];
}

function doubted(known: Alerted, { resetsAt, fetchedAt, now }: Sighting, fell: boolean): Watched {
  return {
    alerted: { ...known, seenAt: now, doubt: { resetsAt, fetchedAt, fell } },
    crossed: 0,
    reset: false,
  };
}

function confirms({ doubt }: Alerted, { resetsAt, fetchedAt }: Sighting, fell: boolean): boolean {
  return (
    doubt !== undefined &&
    doubt.fell === fell &&
    doubt.fetchedAt !== fetchedAt &&
    isSameWindow(doubt.resetsAt, resetsAt)
  );
}

function hasFallen(known: Alerted, percent: number, thresholds: readonly number[]): boolean {
  const lowest = Math.min(...thresholds);
  return known.threshold > 0 && percent < lowest && known.threshold - percent >= FALL_POINTS;
}

function isSameWindow(a: number | null, b: number | null): boolean {
  if (a === null || b === null) return a === b;
  return Math.abs(a - b) < SAME_WINDOW_MS;
}

function isEarlier(resetsAt: number | null, known: number | null): boolean {
  return resetsAt !== null && known !== null && resetsAt < known;
}
