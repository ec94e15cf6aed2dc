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
  'prs',
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

/** Why nothing is known of a folder's repository. */
export type RepositoryProblem =
  /** The folder is not there, and no repository around it. */
  | 'gone'
  /** The folder is there, no repository is around it. */
  | 'no_repository'
  /** The repository belongs to another user: git does not read it. */
  | 'foreign_owner'
  /** The path is not one of this machine: relative, or of a network share. */
  | 'not_local'
  | 'git_missing'
  | 'timed_out'
  /** git refused for another reason: damaged, of a newer format, … */
  | 'unreadable';

/**
 * `landed`: on the default branch by now. `open`, `closed`: a branch, or its pull request, that has not landed.
 * `default`: work on the default branch itself. `unknown`: nothing tells what became of the branch. `no_branch`: none
 * was checked out. The others: what is wrong with the repository.
 */
export type PullRequestState =
  | 'landed'
  | 'open'
  | 'closed'
  | 'default'
  | 'unknown'
  | 'no_branch'
  | RepositoryProblem;

/** How work came onto the default branch. `gh`: GitHub says so, however it was done. */
export type LandingWay = 'merge' | 'fast_forward' | 'squash' | 'rebase' | 'gh';

/** What is done on a pull request, or on a branch without one. */
export interface PullRequestRow extends UseByModel {
  /** Tells it apart from all others; means nothing else. */
  key: string;
  /** `github.com/owner/name`; the folder where there is no remote; null where none is known. */
  repository: string | null;
  branch: string | null;
  number: number | null;
  /** Where it is to be seen, null where that is not known. */
  url: string | null;
  state: PullRequestState;
  landed_at: string | null;
  way: LandingWay | null;
  sessions: number;
  /** Resets of the 5-hour and the 7-day window that are known to lie between its first and its last request. */
  session_resets: number;
  week_resets: number;
  /** Whether a reset of the 7-day window fell inside: its points of that limit are of several weeks. */
  is_incomplete: boolean;
  first_at: string;
  last_at: string;
}

/** What pull requests took that landed. */
export interface LandedUse {
  pull_requests: number;
  /** Null where none landed. */
  average_tokens: number | null;
  /** List price of those that have one; null where none has. */
  average_usd: number | null;
  median_usd: number | null;
  /** List price of everything, be it for nothing, for each that landed. */
  all_usd_per_landed: number | null;
  /** Requests of landed ones that have no price. */
  unpriced_requests: number;
}

/** A folder whose repository could not be read: why, and what to do about it. */
export interface FolderTrouble {
  folder: string;
  problem: string;
  text: string;
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
  /** Lines of transcripts that are not counted because they are damaged; the first few by name. */
  damaged: {
    lines: number;
    files: number;
    /** `json`: no JSON. `time`: no usable time. `counts`: counts that cannot be meant. `long`: of more than 16 MiB. */
    first: { path: string; offset: number; kind: 'json' | 'time' | 'counts' | 'long' }[];
  };
}

export type Report = ReportHead & { totals: UseByModel } & (
    | { kind: 'today' | 'daily' | 'weekly' | 'monthly'; rows: PeriodRow[] }
    | { kind: 'sessions' | 'session'; rows: SessionRow[] }
    | { kind: 'projects'; rows: ProjectRow[] }
    | { kind: 'models'; rows: ModelUse[] }
    | { kind: 'blocks'; rows: BlockRow[] }
    | { kind: 'prs'; rows: PullRequestRow[]; landed: LandedUse; troubles: FolderTrouble[] }
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
