/** What `GET /api/report` answers. Days are `2026-11-22` in the zone of the report, moments ISO-8601, tokens counts. */

export const REPORT_KINDS = [
  'today',
  'daily',
  'weekly',
  'monthly',
  'sessions',
  'session',
  'projects',
  'models',
  'blocks',
] as const;
export type ReportKind = (typeof REPORT_KINDS)[number];

/** What some requests used. `usd` is the list price: what the same requests would have cost on the API. */
export interface Use {
  requests: number;
  input_tokens: number;
  output_tokens: number;
  cache_write_5m_tokens: number;
  cache_write_1h_tokens: number;
  cache_read_tokens: number;
  total_tokens: number;
  web_searches: number;
  /** Of the requests that have a price; null when none has one. */
  usd: number | null;
  /** Requests without a known price. They are not in `usd`. */
  unpriced_requests: number;
}

/** What one model used. */
export interface ModelUse extends Use {
  model: string | null;
}

/** Use that is split by model. */
export interface UseByModel extends Use {
  /** The largest first. */
  models: ModelUse[];
}

/** Days, weeks or months. */
export interface PeriodRow extends UseByModel {
  /** First and last day, in the zone of the report. */
  from: string;
  to: string;
  /** Start and end where the server's own window is meant, null for calendar periods. */
  window: { start: string; end: string } | null;
}

export interface SessionRow extends UseByModel {
  session: string | null;
  projects: string[];
  branches: string[];
  first_at: string;
  last_at: string;
}

export interface ProjectRow extends UseByModel {
  /** The folder that was worked in. */
  project: string | null;
  sessions: number;
  branches: string[];
  first_at: string;
  last_at: string;
}

export interface BlockRow extends UseByModel {
  start: string;
  end: string;
  /** Whether the server named the reset; otherwise the start is a guess. */
  is_anchored: boolean;
  is_active: boolean;
  first_at: string;
  last_at: string;
}

/** Where a price list comes from. */
export interface PriceSource {
  name: string;
  package: string;
  version: string;
  published: string;
}

/** What every report says about itself. */
export interface ReportHead {
  /** IANA name. */
  timezone: string;
  /** First and last day, null where open. */
  since: string | null;
  until: string | null;
  generated_at: string;
  /** Where the prices come from. They are list prices in USD. */
  price_sources: readonly PriceSource[];
  unpriced_models: string[];
}

export type Report = ReportHead & { totals: UseByModel } & (
    | { kind: 'today' | 'daily' | 'weekly' | 'monthly'; rows: PeriodRow[] }
    | { kind: 'sessions' | 'session'; rows: SessionRow[] }
    | { kind: 'projects'; rows: ProjectRow[] }
    | { kind: 'models'; rows: ModelUse[] }
    | { kind: 'blocks'; rows: BlockRow[] }
  );

/** How the index of the transcripts fares: `GET /api/transcripts`. */
export interface TranscriptsStatus {
  /** `off`: switched off. `reading`: not everything was looked at yet. `failed`: the last look did not go through. */
  state: 'off' | 'reading' | 'ready' | 'failed';
  /** Counts up when what is known has changed: a reason to ask for a report again. */
  version: number;
  /** How far the look under way is; null when none is. */
  progress: { files: number; files_done: number; bytes: number; bytes_done: number } | null;
  /** ISO-8601 of the last look that went through, null before the first. */
  updated_at: string | null;
  /** Files and folders that could not be read at the last look at everything. */
  unreadable: { path: string; code: string }[];
  /** Why the last look failed, in words; null when it did not. */
  trouble: string | null;
}
