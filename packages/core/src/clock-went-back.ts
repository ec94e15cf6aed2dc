import { CLOCK_SKEW_MS } from './freshness.ts';
import { type Dated, type Row, type State, sessionKey } from './state.ts';

/**
 * The state as it can be believed now. A clock that went back leaves rows that seem to come from the future; they would
 * win over everything that is read from now on, and a session last heard of in the future would make it stale. Their
 * marks are set to just before `now`, and all that is known counts as unrefreshed (like a state from disk), because its
 * age cannot be told any more. The numbers stay.
 */
export function afterClockWentBack(state: State, now: number): State {
  const latest = now + CLOCK_SKEW_MS;
  const isAhead = (row: Row) => row.seenAt > latest || datesOf(row).some((at) => at > latest);
  const ahead = Object.entries(state.rows).filter(([, row]) => isAhead(row));
  const restoredAhead = state.restoredAt !== null && state.restoredAt > latest;
  const sessionAhead = Object.values(state.sessions).some((at) => at > latest);
  if (ahead.length === 0 && !sessionAhead && !restoredAhead) return state;
  const before = now - 1;
  const moved = new Set(ahead.map(([, row]) => sessionKey(row.attempt.value.session)));
  return {
    ...state,
    rows: { ...state.rows, ...Object.fromEntries(ahead.map(([key, row]) => [key, movedRow(row, before)])) },
    sessions: Object.fromEntries(
      Object.entries(state.sessions)
        .filter(([key, at]) => at <= latest || moved.has(key))
        .map(([key, at]) => [key, moved.has(key) ? Math.min(at, before) : at]),
    ),
    restoredAt: before,
  };
}

/** Every moment of a row's parts, ms. */
function datesOf({ attempt, usage, account, overage, subscription }: Row): number[] {
  return [attempt, usage, account, overage, subscription].flatMap((part) =>
    part === null ? [] : [part.at, part.receivedAt],
  );
}

function movedRow(row: Row, before: number): Row {
  const moved = <T>(dated: Dated<T>): Dated<T> => ({
    ...dated,
    // Nothing is fetched after it arrived, whatever a state of another hand says.
    at: Math.min(dated.at, dated.receivedAt, before),
    receivedAt: Math.min(dated.receivedAt, before),
  });
  const movedOrNull = <T>(dated: Dated<T> | null) => (dated === null ? null : moved(dated));
  return {
    orgUuid: row.orgUuid,
    seenAt: Math.min(row.seenAt, before),
    attempt: moved(row.attempt),
    usage: movedOrNull(row.usage),
    account: movedOrNull(row.account),
    overage: movedOrNull(row.overage),
    subscription: movedOrNull(row.subscription),
  };
}
