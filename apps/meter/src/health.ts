import { SOURCES, type Source, type State } from '@claude-meter/core';
import { bridgeUrl, ROUTES, type TranscriptsStatus } from '@claude-meter/wire';
import type { StoreTrouble } from './store/store.ts';

/** What `GET /healthz` says. No e-mail, no org: it may be pasted into a bug report. */
export interface Health {
  ok: boolean;
  name: 'claude-meter';
  version: string;
  pid: number;
  started_at: string;
  sources: Record<Source, SourceHealth>;
  /** What is wrong with the history, null when nothing is. */
  store_trouble: string | null;
  /** How the index of the transcripts fares; `unreadable` counts what could not be read. */
  transcripts: Omit<TranscriptsStatus, 'unreadable' | 'version'> & { unreadable: number };
  /** What a person can do so that the desktop shows the meter, one sentence each. */
  hints: string[];
}

export interface SourceHealth {
  orgs: number;
  /** ISO-8601 arrival of the newest report, null when there was none since the start. */
  last_report_at: string | null;
}

/** Sums up per source what the state holds. */
export function sourceHealth(state: State): Record<Source, SourceHealth> {
  const entries = SOURCES.map((source): [Source, SourceHealth] => {
    const rows = Object.values(state.rows).filter((row) => row.attempt.value.session.source === source);
    const arrivals = rows.map((row) => row.attempt.receivedAt).filter((at) => at > (state.restoredAt ?? 0));
    return [
      source,
      {
        orgs: new Set(rows.map((row) => row.orgUuid)).size,
        last_report_at: arrivals.length === 0 ? null : new Date(Math.max(...arrivals)).toISOString(),
      },
    ];
  });
  return Object.fromEntries(entries) as Record<Source, SourceHealth>;
}

/** Without the paths: they name projects. */
export function transcriptsHealth(status: TranscriptsStatus): Health['transcripts'] {
  const { version: _, unreadable, ...rest } = status;
  return { ...rest, unreadable: unreadable.length };
}

export function troubleText(trouble: StoreTrouble | null): string | null {
  if (trouble === null) return null;
  return trouble.kind === 'write_failed'
    ? `The history cannot be written: ${trouble.message}`
    : trouble.message;
}

/** Asks whether a meter listens on a port; null when nothing or something else does. */
export async function askHealth(port: number, timeoutMs = 1500): Promise<Health | null> {
  try {
    const response = await fetch(bridgeUrl(port) + ROUTES.health, { signal: AbortSignal.timeout(timeoutMs) });
    const health = (await response.json()) as Partial<Health>;
    return health.name === 'claude-meter' && typeof health.pid === 'number' ? (health as Health) : null;
  } catch {
    return null;
  }
}
