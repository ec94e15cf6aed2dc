import type { Source } from './source.ts';
import { type Dated, type Row, type State, sessionKey } from './state.ts';

/** BRIDGE_FRESHNESS: twice the 60 s poll, so that one missed fetch does not force a handoff. */
export const FRESHNESS_MS = 120_000;
/** POLL_INTERVAL of both paths. */
export const POLL_MS = 60_000;
/** A row nobody has reported for this long is dropped. */
export const DROP_MS = 2 * 60 * 60 * 1000;
/** How far ahead of ours a poster's clock may be. */
export const CLOCK_SKEW_MS = 120_000;
/** A session that delivered an org this recently makes a second request pointless. */
export const RECENT_MS = 50_000;

/** How old data of a session may be before it counts as stale: twice its cadence, at least `freshnessMs`. */
export function freshFor(cadenceMs: number, freshnessMs: number): number {
  return Math.max(freshnessMs, cadenceMs * 2);
}

/** The moment from which a row is stale for its age alone, ms. */
export function staleFrom(row: Row, freshnessMs: number): number {
  if (row.usage === null) return row.attempt.at;
  return row.usage.at + freshFor(row.attempt.value.session.cadenceMs, freshnessMs);
}

/** Before this moment the clock has gone back so far behind a fetch that its age cannot be known, ms. */
function believedFrom(usage: Dated<unknown>): number {
  return usage.at - CLOCK_SKEW_MS;
}

/**
 * Stale: too old, or its session posted without this org since, or its newest attempt failed, or it came from disk
 * and was not refreshed, or the clock has gone back so far that its age cannot be known.
 */
export function isStale(state: State, row: Row, now: number, freshnessMs: number): boolean {
  const posted = state.sessions[sessionKey(row.attempt.value.session)] ?? row.seenAt;
  const failed = row.attempt.value.problem !== null && row.attempt.at >= (row.usage?.at ?? 0);
  return (
    now >= staleFrom(row, freshnessMs) ||
    (row.usage !== null && now < believedFrom(row.usage)) ||
    posted > row.seenAt ||
    failed ||
    isRestored(state, row)
  );
}

/** Whether nothing has been heard of this row for so long that it is no longer shown. */
export function isDropped(row: Row, now: number): boolean {
  return now - Math.max(row.seenAt, row.attempt.at) >= DROP_MS;
}

/** Whether a row is only known from disk. */
export function isRestored(state: State, row: Row): boolean {
  return state.restoredAt !== null && row.attempt.receivedAt <= state.restoredAt;
}

/**
 * Whether an extension delivered this org with a usage body within `windowMs`; the own fetch path keeps quiet then.
 * Per org: a post about another org, or an empty one, covers nothing.
 */
export function isCovered(state: State, orgUuid: string, now: number, windowMs: number): boolean {
  return deliveredWithin(state, orgUuid, { now, windowMs, source: 'extension' });
}

/**
 * Whether an extension that is well has named this org within `windowMs`, read or not: it is about to deliver it, and a
 * request by anybody else would be the second one of that minute.
 */
export function isClaimed(state: State, orgUuid: string, now: number, windowMs: number): boolean {
  return Object.values(state.rows).some(
    (row) =>
      row.orgUuid === orgUuid &&
      row.attempt.value.session.source === 'extension' &&
      row.attempt.value.problem === null &&
      !isRestored(state, row) &&
      Math.abs(now - row.seenAt) < windowMs,
  );
}

/** Whether any session (of one source, when named) delivered this org's usage within `windowMs`. */
export function deliveredWithin(
  state: State,
  orgUuid: string,
  within: { now: number; windowMs: number; source?: Source },
): boolean {
  return Object.values(state.rows).some(
    (row) =>
      row.orgUuid === orgUuid &&
      row.usage !== null &&
      !isRestored(state, row) &&
      (within.source === undefined || row.attempt.value.session.source === within.source) &&
      Math.abs(within.now - row.usage.at) < within.windowMs,
  );
}

/** The next moment after `now` at which time alone changes what is shown, ms; null when nothing is pending. */
export function nextFlip(state: State, now: number, freshnessMs: number): number | null {
  let next: number | null = null;
  for (const row of Object.values(state.rows)) {
    const believed = row.usage === null ? now : believedFrom(row.usage);
    for (const at of [
      believed,
      staleFrom(row, freshnessMs),
      Math.max(row.seenAt, row.attempt.at) + DROP_MS,
    ]) {
      if (at > now && (next === null || at < next)) next = at;
    }
  }
  return next;
}

/** Drops what is no longer shown, so that the state stays small. */
export function prune(state: State, now: number): State {
  const entries = Object.entries(state.rows);
  const kept = entries.filter(([, row]) => !isDropped(row, now));
  if (kept.length === entries.length) return state;
  const sessions = new Set(kept.map(([, row]) => sessionKey(row.attempt.value.session)));
  return {
    ...state,
    rows: Object.fromEntries(kept),
    sessions: Object.fromEntries(Object.entries(state.sessions).filter(([key]) => sessions.has(key))),
  };
}
