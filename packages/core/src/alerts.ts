import { accountLabel } from './account-label.ts';
import { type Alerted, type Sighting, watchLimit, windowName } from './limit-watch.ts';
import type { LimitReading, Reading } from './reading.ts';

/** Percentages at which a person is told, once per window each. */
export const ALERT_THRESHOLDS = [90, 100] as const;

/** A limit that nobody has reported for this long is forgotten: longer than the longest window. */
const FORGET_MS = 14 * 24 * 60 * 60 * 1000;

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
 * new. Another window counts when a second reading confirms it (`watchLimit`).
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
      const next = watchLimit(memory[key], sightingOf(reading, limit, now), ALERT_THRESHOLDS);
      if (next === null) continue;
      memory[key] = next.alerted;
      if (next.crossed === 0) continue;
      const { threshold } = next.alerted;
      alerts.push({
        id: `${key}|${windowName(next.alerted)}|${threshold}`,
        orgUuid: reading.snapshot.org_uuid,
        limitId: limit.id,
        threshold,
        percent: limit.percent,
        account: accountLabel(reading.snapshot, snapshots),
        label: limit.label,
        note: limit.note,
      });
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

/** What `watchLimit` wants to know of a limit. */
export function sightingOf(reading: Reading, limit: LimitReading, now: number): Sighting {
  const resetsAt = limit.resets_at === null ? Number.NaN : Date.parse(limit.resets_at);
  return {
    percent: limit.percent ?? 0,
    resetsAt: Number.isNaN(resetsAt) ? null : resetsAt,
    fetchedAt: reading.snapshot.fetched_at,
    now,
  };
}
