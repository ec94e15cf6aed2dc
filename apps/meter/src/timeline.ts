import {
  type Dated,
  isPartial,
  type Observation,
  type Row,
  rowKey,
  type State,
  sessionKey,
  type UsageBody,
} from '@claude-meter/core';
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

/** The org's newest usage came from another session before. A partial source takes nothing over: it only adds. */
function handoffEvents(before: State, observation: Observation, event: MakeEvent): TimelineEvent[] {
  if (observation.usage === null || isPartial(observation.session.source)) return [];
  const rows = rowsOf(before, observation.orgUuid);
  const last = newestDelivery(rows.filter((row) => !isPartial(row.attempt.value.session.source)));
  const session = last?.attempt.value.session;
  if (session === undefined) return [event('delivering', 'first reading')];
  if (sessionKey(session) === sessionKey(observation.session)) return [];
  return [event('delivering', `instead of ${session.source} in ${session.browser}`)];
}

/** Two numbers of a partial source and a full one that differ by no more are the same one, rounded differently. */
const ROUNDING = 1;

function divergenceEvents(before: State, observation: Observation, event: MakeEvent): TimelineEvent[] {
  const { usage, session, orgUuid } = observation;
  if (usage === null) return [];
  const own = rowKey(session, orgUuid);
  const at = Date.parse(observation.fetchedAt);
  const former = before.rows[own]?.usage ?? null;
  return rowsOf(before, orgUuid).flatMap((row) => {
    const other = row.usage;
    const near = other !== null && Math.abs(at - other.at) < SAME_MINUTE_MS;
    if (!near || rowKey(row.attempt.value.session, orgUuid) === own) return [];
    const { source, browser } = row.attempt.value.session;
    const rounding = isPartial(session.source) || isPartial(source) ? ROUNDING : 0;
    return usage.meaning.limits.flatMap((limit) => {
      const theirs = percentOf(other, limit.id);
      if (agree(limit.percent, theirs, rounding)) return [];
      // Said once, not with every report that finds the same two numbers.
      const told = former !== null && former.at >= other.at && percentOf(former, limit.id) === limit.percent;
      if (told) return [];
      const detail = `${limit.id}: ${limit.percent} here, ${theirs} by ${source} in ${browser} within a minute`;
      return [event('divergence', detail)];
    });
  });
}

/** Undefined: it does not have that limit. */
function percentOf(usage: Dated<UsageBody>, id: string): number | null | undefined {
  return usage.value.meaning.limits.find((limit) => limit.id === id)?.percent;
}

function agree(mine: number | null, theirs: number | null | undefined, rounding: number): boolean {
  if (theirs === undefined || mine === theirs) return true;
  return mine !== null && theirs !== null && Math.abs(mine - theirs) <= rounding;
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
