import type { Report, Session } from '@claude-meter/core';
import { bridgeUrl, type Glance, postReports, readGlances } from '@claude-meter/wire';
import type { Settings } from '../store/settings.ts';
import type { BridgeStatus, Others } from '../store/store.ts';

/** The meter is on this machine: what takes longer than this hangs. */
const TIME_LIMIT_MS = 5_000;

/** What the meter said, and how it was found. */
export interface Asked {
  status: BridgeStatus;
  /** Null when there is no meter to ask. */
  others: Others | null;
  glances: Glance[];
}

/** Asks the meter what it knows. */
export async function askBridge(settings: Settings, now: number): Promise<Asked> {
  if (!settings.bridge) return { status: { kind: 'off' }, others: null, glances: [] };
  const answer = await readGlances(options(settings));
  if (!answer.ok) return { status: answer.failure, others: null, glances: [] };
  const { text, glances } = answer.value;
  return { status: { kind: 'running' }, others: { readAt: now, text }, glances };
}

/** Hands the meter what this install brought home. */
export async function tellBridge(
  settings: Settings,
  session: Session,
  reports: readonly Report[],
): Promise<BridgeStatus> {
  const answer = await postReports(session, reports, options(settings));
  return answer.ok ? { kind: 'running' } : answer.failure;
}

function options(settings: Settings) {
  return { base: bridgeUrl(settings.port), signal: AbortSignal.timeout(TIME_LIMIT_MS) };
}
