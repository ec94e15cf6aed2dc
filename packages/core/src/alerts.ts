import { accountLabel } from './account-label.ts';
import type { LimitReading, Reading } from './reading.ts';

/** Percentages at which a person is told, once per window each. */
export const ALERT_THRESHOLDS = [90, 100] as const;

/** Readings of one window may name its end a little differently; farther apart than this is another window. */
const SAME_WINDOW_MS = 60_000;
/** A limit that nobody has reported for this long is forgotten: longer than the longest window. */
const FORGET_MS = 14 * 24 * 60 * 60 * 1000;

/** What has already been said about one limit. Plain data: it is stored between readings. */
export interface Alerted {
  /** End of the window it was said about, ms; null while the window has none. */
  resetsAt: number | null;
  /** Highest threshold said, 0 for none. */
  threshold: number;
  /** When this limit was last read, ms. */
  seenAt: number;
}

/** By org and limit id. */
export type AlertMemory = Readonly<Record<string, Alerted>>;

/** One notice that is due. */
export interface Alert {
  /** The same for the same org, limit, window and threshold, so that a notice cannot stand there twice. */
  id: string;
  orgUuid: string;
  limitId: string;
  threshold: number;
  /** Unrounded percent. */
  percent: number;
  /** Whose limit, and which one. */
  account: string;
  label: string;
  /** When it is over: `resets in 2h`, or ''. */
  note: string;
}

/**
 * Which notices are due: one per (org, limit, window) when 90 is crossed and one when 100 is, only from live readings.
 * A jump over both says only the higher one; a percentage that falls and rises again within a window says nothing
 * new. A reading of an earlier window than the one known comes late and is ignored.
 *
 * @param previous what the last call returned as `memory`; `{}` at first
 * @param readings one per org (`accountsOf`)
 */
export function decideAlerts(
  previous: AlertMemory,
  readings: readonly Reading[],
  now: number,
): { memory: AlertMemory; alerts: Alert[] } {
  const kept = Object.entries(previous).filter(([, alerted]) => now - alerted.seenAt < FORGET_MS);
  const memory: Record<string, Alerted> = Object.fromEntries(kept);
  const alerts: Alert[] = [];
  const snapshots = readings.map((reading) => reading.snapshot);
  for (const reading of readings) {
    if (!reading.live) continue;
    for (const limit of reading.limits) {
      if (limit.percent === null) continue;
      const key = `${reading.snapshot.org_uuid}|${limit.id}`;
      const next = nextAlerted(memory[key], limit, now);
      if (next === null) continue;
      memory[key] = next.alerted;
      if (!next.crossed) continue;
      const about = { limit, percent: limit.percent, alerted: next.alerted };
      alerts.push(alertOf(reading, accountLabel(reading.snapshot, snapshots), about));
    }
  }
  return { memory, alerts };
}

/** A notice in words. */
export function alertWords(alert: Alert): { title: string; body: string } {
  const title =
    alert.threshold >= 100 ? `${alert.label} limit reached` : `${alert.label}: over ${alert.threshold}% used`;
  return { title, body: [alert.account, alert.note].filter((part) => part !== '').join(' · ') };
}

function nextAlerted(
  known: Alerted | undefined,
  limit: LimitReading,
  now: number,
): { alerted: Alerted; crossed: boolean } | null {
  const resetsAt = limit.resets_at === null ? null : Date.parse(limit.resets_at);
  const same = known !== undefined && isSameWindow(known.resetsAt, resetsAt);
  if (known !== undefined && !same && isEarlier(resetsAt, known.resetsAt)) return null;
  const said = same ? known.threshold : 0;
  const reached = Math.max(0, ...ALERT_THRESHOLDS.filter((threshold) => (limit.percent ?? 0) >= threshold));
  return {
    // The first reading's end stays, so that jitter cannot creep into another window.
    alerted: { resetsAt: same ? known.resetsAt : resetsAt, threshold: Math.max(said, reached), seenAt: now },
    crossed: reached > said,
  };
}

function isSameWindow(a: number | null, b: number | null): boolean {
  if (a === null || b === null) return a === b;
  return Math.abs(a - b) < SAME_WINDOW_MS;
}

function isEarlier(resetsAt: number | null, known: number | null): boolean {
  return resetsAt !== null && known !== null && resetsAt < known;
}

function alertOf(
  reading: Reading,
  account: string,
  about: { limit: LimitReading; percent: number; alerted: Alerted },
): Alert {
  const { limit, percent, alerted } = about;
  const window = alerted.resetsAt === null ? 'open' : String(Math.round(alerted.resetsAt / 60_000));
  return {
    id: `${reading.snapshot.org_uuid}|${limit.id}|${window}|${alerted.threshold}`,
    orgUuid: reading.snapshot.org_uuid,
    limitId: limit.id,
    threshold: alerted.threshold,
    percent,
    account,
    label: limit.label,
    note: limit.note,
  };
}
