import { type Entry, ORGS, SESSIONS } from './steps.ts';

/** When a run begins: a Sunday morning. */
export const BEGUN = Date.UTC(2026, 10, 22, 10);

const FRESHNESS_MS = 120_000;
const SKEW_MS = 120_000;
const DROP_MS = 2 * 60 * 60_000;

interface Part<T> {
  at: number;
  receivedAt: number;
  fetchedAt: string;
  value: T;
}

interface ModelRow {
  session: number;
  org: number;
  seenAt: number;
  attempt: Part<Entry['problem']>;
  usage: Part<string> | null;
}

/** All that a meter knows, by the rules of docs/wire.md and none of its code. */
export interface Known {
  rows: Record<string, ModelRow>;
  /** Newest post of each session. */
  posted: Record<number, number>;
  restoredAt: number | null;
}

/** One row as the bridge should show it. */
export interface Shown {
  org_uuid: string;
  browser: string;
  stale: boolean;
  fetched_at: string;
  usage: string | null;
  problem: string | null;
}

export const NOTHING_KNOWN: Known = { rows: {}, posted: {}, restoredAt: null };

export const usageText = (percent: string): string =>
  `{"five_hour": {"utilization":${percent} ,"resets_at":null},"limits":[],"unknown_key":[1.0, "é"]}`;

/** The entries of a post that are believed: not from the future, not older than two hours. */
export function believed(entries: readonly Entry[]): Entry[] {
  return entries.filter(({ age }) => age >= -SKEW_MS && age < DROP_MS);
}

/** What is known after a post of these entries, all of them believed. */
export function afterPost(known: Known, session: number, entries: readonly Entry[], now: number): Known {
  const next = afterClockWentBack(known, now);
  if (entries.length === 0) return pruned(next, now);
  const batchAt = Math.max(...entries.map(({ age }) => Math.min(now - age, now)));
  for (const entry of entries) {
    const key = `${session}|${entry.org}`;
    const at = Math.min(now - entry.age, now);
    const times = { at, receivedAt: now, fetchedAt: new Date(now - entry.age).toISOString() };
    const row: ModelRow = {
      session,
      org: entry.org,
      seenAt: batchAt,
      attempt: { ...times, value: entry.problem },
      usage: entry.percent === null ? null : { ...times, value: usageText(entry.percent) },
    };
    const old = next.rows[key];
    next.rows[key] = old === undefined ? row : joined(old, row);
  }
  next.posted[session] = Math.max(next.posted[session] ?? 0, batchAt);
  return pruned(next, now);
}

/** What a meter knows that was started from what lay on the disk. */
export function afterRestart(saved: Known, now: number): Known {
  return { ...structuredClone(saved), restoredAt: now };
}

export function afterForget(known: Known, org: number, now: number): Known {
  const rows = Object.entries(known.rows).filter(([, row]) => row.org !== org);
  return pruned({ ...known, rows: Object.fromEntries(rows) }, now);
}

/** What `GET /snapshots` shows. */
export function shownOf(known: Known, now: number): Shown[] {
  return Object.values(known.rows)
    .filter((row) => !isDropped(row, now) && (row.usage !== null || row.attempt.value !== null))
    .map((row) => ({
      org_uuid: ORGS[row.org] ?? '',
      browser: SESSIONS[row.session]?.browser ?? '',
      stale: isStale(known, row, now),
      fetched_at: (row.usage ?? row.attempt).fetchedAt,
      usage: row.usage?.value ?? null,
      problem: row.attempt.value,
    }))
    .sort(byPlace);
}

export function byPlace(a: Shown, b: Shown): number {
  return a.org_uuid < b.org_uuid ? -1 : a.org_uuid > b.org_uuid ? 1 : a.browser < b.browser ? -1 : 1;
}

function isStale({ posted, restoredAt }: Known, row: ModelRow, now: number): boolean {
  const { usage, attempt, seenAt, session } = row;
  if (usage === null) return true;
  const fresh = Math.max(FRESHNESS_MS, 2 * (SESSIONS[session]?.cadence_ms ?? 0));
  return (
    now >= usage.at + fresh ||
    now < usage.at - SKEW_MS ||
    (posted[session] ?? seenAt) > seenAt ||
    (attempt.value !== null && attempt.at >= usage.at) ||
    (restoredAt !== null && attempt.receivedAt <= restoredAt)
  );
}

function isDropped(row: ModelRow, now: number): boolean {
  return now - Math.max(row.seenAt, row.attempt.at) >= DROP_MS;
}

function pruned(known: Known, now: number): Known {
  const rows = Object.entries(known.rows).filter(([, row]) => !isDropped(row, now));
  if (rows.length === Object.keys(known.rows).length) return known;
  const sessions = new Set(rows.map(([, row]) => row.session));
  const posted = Object.entries(known.posted).filter(([session]) => sessions.has(Number(session)));
  return { ...known, rows: Object.fromEntries(rows), posted: Object.fromEntries(posted) };
}

function joined(a: ModelRow, b: ModelRow): ModelRow {
  return {
    ...a,
    seenAt: Math.max(a.seenAt, b.seenAt),
    attempt: newer(a.attempt, b.attempt),
    usage: a.usage === null || b.usage === null ? (a.usage ?? b.usage) : newer(a.usage, b.usage),
  };
}

function newer<T>(a: Part<T>, b: Part<T>): Part<T> {
  if (a.at !== b.at) return a.at > b.at ? a : b;
  return a.receivedAt > b.receivedAt ? a : b;
}

/** Rows that seem to come from the future lose their lead, and all that is known counts as not refreshed. */
function afterClockWentBack(known: Known, now: number): Known {
  const next = structuredClone(known);
  const ahead = Object.values(next.rows).filter(
    ({ attempt, seenAt }) => Math.max(attempt.receivedAt, seenAt) > now + SKEW_MS,
  );
  const restoredAhead = next.restoredAt !== null && next.restoredAt > now + SKEW_MS;
  const isLate = (posted: number) => posted > now + SKEW_MS;
  if (ahead.length === 0 && !restoredAhead && !Object.values(next.posted).some(isLate)) return next;
  const before = now - 1;
  for (const row of ahead) {
    row.seenAt = Math.min(row.seenAt, before);
    for (const part of [row.attempt, row.usage]) {
      if (part === null) continue;
      part.at = Math.min(part.at, before);
      part.receivedAt = Math.min(part.receivedAt, before);
    }
    const posted = next.posted[row.session];
    if (posted !== undefined) next.posted[row.session] = Math.min(posted, before);
  }
  for (const [session, posted] of Object.entries(next.posted)) {
    if (isLate(posted)) delete next.posted[Number(session)];
  }
  next.restoredAt = before;
  return next;
}
