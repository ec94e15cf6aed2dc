import type { Snapshot } from '@claude-meter/core';
import type { SourcesStatus } from '../collect/own-sources.ts';
import type { FindingStatus } from '../collect/session-status.ts';
import type { Health } from '../health.ts';
import type { ServiceStatus } from '../service/service-status.ts';
import type { TimelineEvent } from '../store/store.ts';

/** What there is to judge. Gathered by `gather-facts.ts`; the judging reads nothing else. */
export interface Facts {
  now: number;
  port: number;
  meter: RunningMeter | { kind: 'not_running' | 'stranger'; error: string };
  /** Why `config.json` cannot be understood; null when it can. */
  configError: string | null;
  /** False: CLAUDE_METER_OWN_FETCH=off. */
  ownFetch: boolean;
  /** What the browsers on this machine hold, where no meter could say: looked at just now. */
  findings: readonly FindingStatus[];
  statusline: 'installed' | 'replaced' | 'absent' | 'no_claude_code';
  /** How the start at login stands; null where this system has no way that we know. */
  service: ServiceStatus | null;
  /** Where the built extension lies; null in an installation without it. */
  extensionFolder: string | null;
}

export interface RunningMeter {
  kind: 'running';
  health: Health;
  /** Null: the meter collects nothing itself. */
  sources: SourcesStatus | null;
  timeline: readonly TimelineEvent[];
  snapshots: readonly Snapshot[];
}
