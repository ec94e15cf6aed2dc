import type { Observation } from './observation.ts';
import { type Dated, type Row, rowKey, type State, sessionKey } from './state.ts';

/**
 * Takes one batch (what one session posted at once) into the state.
 *
 * Every part of a row is "last writer wins" by fetch time and every mark is a maximum, so merging is commutative,
 * associative and idempotent: two posts may arrive in any order, twice or late, and the newer data stays. A part
 * that is missing says nothing: what is known never turns into nothing. Rows of other sessions are not touched.
 */
export function merge(state: State, batch: readonly Observation[]): State {
  if (batch.length === 0) return state;
  const rows = { ...state.rows };
  const sessions = { ...state.sessions };
  const percentOrgs = { ...state.percentOrgs };
  const batchAt = Math.max(...batch.map(observedAt));
  for (const observation of batch) {
    const key = rowKey(observation.session, observation.orgUuid);
    const row = rowOf(observation, batchAt);
    const known = rows[key];
    rows[key] = known === undefined ? row : joinRows(known, row);
    const session = sessionKey(observation.session);
    sessions[session] = Math.max(sessions[session] ?? 0, batchAt);
    if (observation.usage?.meaning.percentEvident === true) percentOrgs[observation.orgUuid] = true;
  }
  return { ...state, rows, sessions, percentOrgs };
}

/** Removes every row of an org: the person asked to forget it. It comes back with the next post that holds it. */
export function forget(state: State, orgUuid: string): State {
  const kept = Object.entries(state.rows).filter(([, row]) => row.orgUuid !== orgUuid);
  return { ...state, rows: Object.fromEntries(kept) };
}

/** Fetch time in ms; never later than the arrival, whatever the poster's clock says or if it says nothing readable. */
function observedAt({ fetchedAt, receivedAt }: Observation): number {
  const at = Date.parse(fetchedAt);
  return Number.isNaN(at) ? receivedAt : Math.min(at, receivedAt);
}

function rowOf(observation: Observation, batchAt: number): Row {
  const { fetchedAt, receivedAt, problem, errors, session } = observation;
  const at = observedAt(observation);
  const dated = <T>(value: T | null): Dated<T> | null =>
    value === null ? null : { at, fetchedAt, receivedAt, value };
  return {
    orgUuid: observation.orgUuid,
    seenAt: batchAt,
    attempt: { at, fetchedAt, receivedAt, value: { problem, errors, session } },
    usage: dated(observation.usage),
    account: dated(observation.account),
    overage: dated(observation.overage),
    subscription: dated(observation.subscription),
  };
}

function joinRows(a: Row, b: Row): Row {
  return {
    orgUuid: a.orgUuid,
    seenAt: Math.max(a.seenAt, b.seenAt),
    attempt: newer(a.attempt, b.attempt),
    usage: newerOf(a.usage, b.usage),
    account: newerOf(a.account, b.account),
    overage: newerOf(a.overage, b.overage),
    subscription: newerOf(a.subscription, b.subscription),
  };
}

function newerOf<T>(a: Dated<T> | null, b: Dated<T> | null): Dated<T> | null {
  if (a === null || b === null) return a ?? b;
  return newer(a, b);
}

function newer<T>(a: Dated<T>, b: Dated<T>): Dated<T> {
  if (a.at !== b.at) return a.at > b.at ? a : b;
  if (a.receivedAt !== b.receivedAt) return a.receivedAt > b.receivedAt ? a : b;
  // Same moment, same arrival, other content: any rule will do as long as the order of arrival is not it.
  return JSON.stringify(a) >= JSON.stringify(b) ? a : b;
}
