import { type Observation, type Row, rowKey, type State, sessionKey } from '@claude-meter/core';
import type { TimelineEvent } from './store/store.ts';

/** Two sessions that were read within this time should agree, ms. */
const SAME_MINUTE_MS = 60_000;

/** What a batch of observations changed about the sources: handoffs, failures, recoveries, disagreements. */
export function timelineOf(
  before: State,
  after: State,
  observations: readonly Observation[],
): TimelineEvent[] {
  return observations.flatMap((observation) => {
    const key = rowKey(observation.session, observation.orgUuid);
    const [was, is] = [before.rows[key], after.rows[key]];
    if (is === undefined) return [];
    const event = (kind: TimelineEvent['kind'], detail: string): TimelineEvent => ({
      at: observation.receivedAt,
      kind,
      org_uuid: observation.orgUuid,
      source: observation.session.source,
      browser: observation.session.browser,
      detail,
    });
    return [
      ...problemEvents(was, is, event),
      ...handoffEvents(before, observation, event),
      ...divergenceEvents(before, observation, event),
    ];
  });
}

type MakeEvent = (kind: TimelineEvent['kind'], detail: string) => TimelineEvent;

function problemEvents(was: Row | undefined, is: Row, event: MakeEvent): TimelineEvent[] {
  const [old, now] = [was?.attempt.value.problem?.kind ?? null, is.attempt.value.problem?.kind ?? null];
  if (old === now) return [];
  return [now === null ? event('recovered', `after ${old}`) : event('problem', now)];
}

/** The org's newest usage came from another session before. */
function handoffEvents(before: State, observation: Observation, event: MakeEvent): TimelineEvent[] {
  if (observation.usage === null) return [];
  const last = newestDelivery(rowsOf(before, observation.orgUuid));
  const session = last?.attempt.value.session;
  if (session === undefined) return [event('delivering', 'first reading')];
  if (sessionKey(session) === sessionKey(observation.session)) return [];
  return [event('delivering', `instead of ${session.source} in ${session.browser}`)];
}

function divergenceEvents(before: State, observation: Observation, event: MakeEvent): TimelineEvent[] {
  const { usage } = observation;
  if (usage === null) return [];
  const own = sessionKey(observation.session);
  const at = Date.parse(observation.fetchedAt);
  const others = rowsOf(before, observation.orgUuid).filter(
    (row) =>
      sessionKey(row.attempt.value.session) !== own &&
      row.usage !== null &&
      Math.abs(at - row.usage.at) < SAME_MINUTE_MS,
  );
  return others.flatMap((row) => {
    const { source, browser } = row.attempt.value.session;
    return usage.meaning.limits.flatMap((limit) => {
      const other = row.usage?.value.meaning.limits.find((one) => one.id === limit.id);
      if (other === undefined || other.percent === limit.percent) return [];
      const detail = `${limit.id}: ${limit.percent} here, ${other.percent} by ${source} in ${browser} within a minute`;
      return [event('divergence', detail)];
    });
  });
}

function rowsOf(state: State, orgUuid: string): Row[] {
  return Object.values(state.rows).filter((row) => row.orgUuid === orgUuid);
}

function newestDelivery(rows: readonly Row[]): Row | undefined {
  const delivered = rows.filter((row) => row.usage !== null);
  return delivered.reduce<Row | undefined>(
    (best, row) => ((row.usage?.at ?? 0) > (best?.usage?.at ?? -1) ? row : best),
    undefined,
  );
}
