import { type AttributionService, createAttributionService } from './attribution/attribution-service.ts';
import { configReader } from './config/config-file.ts';
import { createReportService, type ReportService } from './report/report-service.ts';
import { createRetrospectThread } from './retrospect-thread.ts';
import type { Settings } from './settings.ts';
import { createWarmTranscripts, type WarmTranscripts } from './transcripts/warm-transcripts.ts';

/** What the meter can say about the work that was done: the transcripts, and reports of them. */
export interface Retrospect {
  transcripts: WarmTranscripts;
  reports: ReportService;
  /** Where the points of each limit went. */
  attributions: AttributionService;
  /** Resolves after the signal aborted and everything is closed. */
  closed(): Promise<void>;
}

export interface RetrospectOptions {
  clock: () => number;
  /** @default the folders of Claude Code on this machine */
  transcriptRoots?: readonly string[] | undefined;
  env: Readonly<Record<string, string | undefined>>;
  signal: AbortSignal;
}

/** Does no I/O: the transcripts are looked at after their `start`. */
export function createRetrospect(settings: Settings, options: RetrospectOptions): Retrospect {
  const { clock, transcriptRoots, env, signal } = options;
  const { home } = settings;
  const config = configReader(home);
  const transcripts = createWarmTranscripts({
    home,
    isWanted: () => settings.transcripts && config().config.sources.transcripts,
    roots: transcriptRoots,
    now: clock,
    signal,
  });
  const thread = createRetrospectThread({ home, env, signal });
  return {
    transcripts,
    reports: createReportService({ transcripts, print: thread.report, now: clock }),
    attributions: createAttributionService({ transcripts, print: thread.attribution, now: clock }),
    closed: async () => {
      await Promise.all([transcripts.closed(), thread.closed()]);
    },
  };
}
