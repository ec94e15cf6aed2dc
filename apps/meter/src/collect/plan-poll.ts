import { deliveredWithin, isClaimed, isCovered, isDropped, type State } from '@claude-meter/core';

export interface PollSituation {
  state: State;
  now: number;
  startedAt: number;
  /** Start of the last own poll, null before the first. */
  lastPollAt: number | null;
  /** The pause between two own polls, ms. */
  intervalMs: number;
  /** BRIDGE_FRESHNESS, ms. */
  freshnessMs: number;
  /** Whether an extension ever posted, in this run or an earlier one. */
  hadExtension: boolean;
  /** Orgs of the sessions found on disk. */
  ownOrgs: readonly string[];
  /** The last poll found no way to claude.ai, and since then this machine's network has changed. */
  reconnected: boolean;
}

export type PollPlan =
  /** An extension delivers everything that is known. */
  | { poll: false; why: 'covered' }
  /** An extension has come back and is about to deliver. */
  | { poll: false; why: 'extension_returning' }
  /** Just launched: an extension was there before and gets its chance, so that no key store is asked for nothing. */
  | { poll: false; why: 'waiting_for_extension' }
  | { poll: false; why: 'not_due' }
  /** No browser may be looked into. */
  | { poll: false; why: 'switched_off' }
  | { poll: true; why: 'due' | 'reconnected' };

/** Whether the own fetch path asks now. Pure: the collector calls it several times a minute. */
export function planPoll(situation: PollSituation): PollPlan {
  const { now, startedAt, lastPollAt, intervalMs, freshnessMs, hadExtension, reconnected } = situation;
  const due = lastPollAt === null || now < lastPollAt || now - lastPollAt >= intervalMs;
  if (!due && !reconnected) return { poll: false, why: 'not_due' };
  const launching = now >= startedAt && now - startedAt < freshnessMs;
  const orgs = orgsOf(situation);
  if (orgs.length > 0 && orgs.every((org) => isCovered(situation.state, org, now, freshnessMs))) {
    return { poll: false, why: 'covered' };
  }
  if (orgs.length > 0 && orgs.every((org) => isTaken(situation, org))) {
    return { poll: false, why: 'extension_returning' };
  }
  if (hadExtension && launching) return { poll: false, why: 'waiting_for_extension' };
  return { poll: true, why: due ? 'due' : 'reconnected' };
}

/**
 * Whether an extension reads this org, or is about to: it has named the org and waits until the last own reading is a
 * minute old, so that no minute sees two requests. Bounded by the freshness of that reading.
 */
export function isTaken(
  {
    state,
    now,
    intervalMs,
    freshnessMs,
  }: Pick<PollSituation, 'state' | 'now' | 'intervalMs' | 'freshnessMs'>,
  org: string,
): boolean {
  if (isCovered(state, org, now, freshnessMs)) return true;
  const within = { now, windowMs: freshnessMs, source: 'cookies' as const };
  return isClaimed(state, org, now, intervalMs * 1.5) && deliveredWithin(state, org, within);
}

function orgsOf({ state, now, ownOrgs }: PollSituation): string[] {
  const shown = Object.values(state.rows).filter((row) => !isDropped(row, now));
  return [...new Set([...ownOrgs, ...shown.map((row) => row.orgUuid)])];
}
