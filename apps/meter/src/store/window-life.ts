import type { Sample } from './sample.ts';

/** One window of one limit, from its first sample to its end. */
export interface WindowLife {
  openedAt: number;
  resetsAt: number;
  lastAt: number;
  lastPercent: number | null;
  peak: number | null;
  /** When 100 % was first seen, ms; null when the wall was never hit. */
  fullAt: number | null;
  closedAt: number | null;
  /** `reset`: at its time. `moved`: the server began another one early. `gone`: the limit is no longer running. */
  ended: 'reset' | 'moved' | 'gone' | null;
}

/** Length of the windows of a kind, ms; used to tell a moved reset from a new window. */
const LENGTHS_MS: Readonly<Record<string, number>> = {
  session: 5 * 3_600_000,
  weekly: 7 * 86_400_000,
  scoped: 7 * 86_400_000,
};
const SHORTEST_MS = 10 * 60_000;

/**
 * What a sample makes of the window that is open: the window as it continues or ends, and the one that begins.
 * A reset time that moves by less than half a window is the same window, corrected.
 */
export function stepWindow(
  open: WindowLife | null,
  sample: Pick<Sample, 'at' | 'percent' | 'resetsAt' | 'kind'>,
): { open: WindowLife | null; begun: WindowLife | null } {
  if (open !== null && sample.at < open.lastAt) return { open, begun: null };
  if (open !== null && sample.resetsAt !== null && isSame(open, sample.resetsAt, sample.kind)) {
    return { open: continued(open, sample, sample.resetsAt), begun: null };
  }
  const ended = open === null ? null : { ...open, closedAt: sample.at, ended: endOf(open, sample) };
  const begun =
    sample.resetsAt === null || sample.kind === 'pool' ? null : beginning(sample, sample.resetsAt);
  return { open: ended, begun };
}

function isSame(open: WindowLife, resetsAt: number, kind: string): boolean {
  return Math.abs(resetsAt - open.resetsAt) < Math.max((LENGTHS_MS[kind] ?? 0) / 2, SHORTEST_MS / 2);
}

function continued(open: WindowLife, sample: Pick<Sample, 'at' | 'percent'>, resetsAt: number): WindowLife {
  return {
    ...open,
    resetsAt,
    lastAt: sample.at,
    lastPercent: sample.percent ?? open.lastPercent,
    peak: greater(open.peak, sample.percent),
    fullAt: open.fullAt ?? fullAt(sample),
  };
}

function beginning(sample: Pick<Sample, 'at' | 'percent'>, resetsAt: number): WindowLife {
  return {
    openedAt: sample.at,
    resetsAt,
    lastAt: sample.at,
    lastPercent: sample.percent,
    peak: sample.percent,
    fullAt: fullAt(sample),
    closedAt: null,
    ended: null,
  };
}

/** The server frees a window around its minute, not to the second. */
const TOLERANCE_MS = 120_000;

function endOf(open: WindowLife, sample: Pick<Sample, 'at' | 'resetsAt'>): 'reset' | 'moved' | 'gone' {
  if (sample.at >= open.resetsAt - TOLERANCE_MS) return 'reset';
  return sample.resetsAt === null ? 'gone' : 'moved';
}

function fullAt(sample: Pick<Sample, 'at' | 'percent'>): number | null {
  return sample.percent !== null && sample.percent >= 100 ? sample.at : null;
}

function greater(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.max(a, b);
}
