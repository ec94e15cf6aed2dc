import type { Report, Session } from '@claude-meter/core';
import { type Answered, bridgeUrl, postReports, readSnapshots } from '@claude-meter/wire';
import type { Settings } from '../store/settings.ts';
import type { BridgeStatus, Others } from '../store/store.ts';

/** The meter is on this machine: what takes longer than this hangs. */
const TIME_LIMIT_MS = 5_000;

/** What the meter said, and how it was found. */
export interface Asked {
  status: BridgeStatus;
  /** Null when there is no meter to ask. */
  others: Others | null;
}

/** Asks the meter what other sessions have delivered. */
export async function askBridge(settings: Settings, instance: string, now: number): Promise<Asked> {
  if (!settings.bridge) return { status: { kind: 'off' }, others: null };
  const answer = await readSnapshots(options(settings));
  if (!answer.ok) return { status: answer.failure, others: null };
  const snapshots = answer.value.filter(
    (snapshot) => !(snapshot.source === 'extension' && snapshot.instance === instance),
  );
  return { status: { kind: 'running' }, others: { readAt: now, snapshots } };
}

/** Hands the meter what this install brought home. */
export async function tellBridge(
  settings: Settings,
  session: Session,
  reports: readonly Report[],
): Promise<BridgeStatus> {
  const answer = await postReports(session, reports, options(settings));
  return statusOf(answer);
}

function statusOf(answer: Answered<unknown>): BridgeStatus {
  return answer.ok ? { kind: 'running' } : answer.failure;
}

function options(settings: Settings) {
  return { base: bridgeUrl(settings.port), signal: AbortSignal.timeout(TIME_LIMIT_MS) };
}
