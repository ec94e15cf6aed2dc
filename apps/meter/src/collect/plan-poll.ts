import { isCovered, isDropped, type State } from '@claude-meter/core';

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
}

export type PollPlan =
  /** An extension delivers everything that is known. */
  | { poll: false; why: 'covered' }
  /** Just launched: an extension was there before and gets its chance, so that no key store is asked for nothing. */
  | { poll: false; why: 'waiting_for_extension' }
  | { poll: false; why: 'not_due' }
  | { poll: true };

/** Whether the own fetch path asks now. Pure: the collector calls it several times a minute. */
export function planPoll(situation: PollSituation): PollPlan {
  const { state, now, startedAt, lastPollAt, intervalMs, freshnessMs, hadExtension, ownOrgs } = situation;
  if (lastPollAt !== null && now >= lastPollAt && now - lastPollAt < intervalMs) {
    return { poll: false, why: 'not_due' };
  }
  const shown = Object.values(state.rows).filter((row) => !isDropped(row, now));
  const orgs = new Set([...ownOrgs, ...shown.map((row) => row.orgUuid)]);
  const covered = [...orgs].every((org) => isCovered(state, org, now, freshnessMs));
  if (orgs.size > 0 && covered) return { poll: false, why: 'covered' };
  const launching = now >= startedAt && now - startedAt < freshnessMs;
  if (hadExtension && launching) return { poll: false, why: 'waiting_for_extension' };
  return { poll: true };
}
