import type { Report } from '@claude-meter/wire';
import { prepareHome } from '../home-folder.ts';
import { readOverrides } from '../prices/price-overrides.ts';
import { openIndex } from '../transcripts/open-index.ts';
import { readIndex } from '../transcripts/read-index.ts';
import { systemSurroundings, transcriptRoots } from '../transcripts/roots.ts';
import { type UpdateProgress, type UpdateResult, updateIndex } from '../transcripts/update-index.ts';
import { makeReport } from './make-report.ts';
import type { ReportQuery } from './report-query.ts';

export interface LocalReportOptions {
  /** The state folder. */
  home: string;
  signal: AbortSignal;
  now: () => number;
  onProgress?: (progress: UpdateProgress) => void;
  /** @default the folders of Claude Code on this machine */
  roots?: readonly string[];
}

export type LocalReport = { ok: true; report: Report; update: UpdateResult } | { ok: false; error: string };

/** Brings the index of the transcripts up to date in this process and makes a report of it. */
export async function localReport(query: ReportQuery, options: LocalReportOptions): Promise<LocalReport> {
  const home = prepareHome(options.home);
  if (!home.ok) return home;
  const overrides = readOverrides(options.home);
  if (!overrides.ok) return overrides;
  const opened = openIndex(options.home);
  if (!opened.ok) return opened;
  const surroundings = systemSurroundings();
  try {
    const update = await updateIndex(opened.database, {
      ...options,
      roots: options.roots ?? transcriptRoots(surroundings),
    });
    const report = await makeReport(query, readIndex(opened.database), {
      ...options,
      surroundings,
      prices: overrides.models,
    });
    return { ok: true, report, update };
  } finally {
    opened.database.close();
  }
}
