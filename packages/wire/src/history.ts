import type { Forecast } from '@claude-meter/core';

/** What the routes under `/api` answer. Times are ms since the epoch, percents 0–100 and beyond. */

/** One limit of one org that has a history, as it was last called. Extra usage is the limit `extra`. */
export interface SeriesInfo {
  org_uuid: string;
  limit_id: string;
  /** `session`, `weekly`, `scoped`, `pool`, `other`, `extra` */
  kind: string;
  label: string;
  /** ISO-4217, and digits behind the point, of what counts money; null otherwise. */
  currency: string | null;
  exponent: number | null;
  /** First and last change; null where only roll-ups are left. */
  since: number | null;
  until: number | null;
}

/** Columns of equal length, ready to be drawn. Between two points the value stayed, unless a gap lies there. */
export interface HistoryColumns {
  at: number[];
  percent: (number | null)[];
  low: (number | null)[];
  high: (number | null)[];
  /** Highest amount in minor units, of what counts money. */
  amount: (number | null)[];
  /** Width of one point; 0 for the changes themselves. */
  span: number;
  /** Spans without anybody watching. */
  gaps: [number, number][];
}

/** `GET /api/history` */
export interface HistoryAnswer extends HistoryColumns {
  org_uuid: string;
  limit_id: string;
  from: number;
  to: number;
}

/** One limit of `GET /api/histories`: what is drawn of it, and no more. Columns as in `HistoryColumns`. */
export interface LimitHistory extends Pick<HistoryColumns, 'at' | 'percent' | 'low' | 'high' | 'span'> {
  limit_id: string;
  /** When windows ended, by their time or early; the newest of the range, oldest first. */
  resets: number[];
  /** When 100 % was first seen in a window; the newest of the range, oldest first. */
  walls: number[];
  /** How many walls were hit in the range, also where `walls` does not name them all. */
  walls_hit: number;
}

/** `GET /api/histories`: some limits of one org over one range, in one answer. */
export interface HistoriesAnswer {
  org_uuid: string;
  from: number;
  to: number;
  /** Spans without anybody watching that are wide enough to be seen in this range. */
  gaps: [number, number][];
  limits: LimitHistory[];
}

/** One window of one limit, from its first reading to its end: `GET /api/windows`. */
export interface WindowInfo {
  org_uuid: string;
  limit_id: string;
  opened_at: number;
  resets_at: number;
  last_at: number;
  last_percent: number | null;
  peak: number | null;
  /** When 100 % was first seen; null when the wall was never hit. */
  full_at: number | null;
  closed_at: number | null;
  /** `reset`: at its time. `moved`: another one began early. `gone`: it stopped running. Null while it is open. */
  ended: 'reset' | 'moved' | 'gone' | null;
}

/** One series that counts money: `GET /api/spend`. */
export interface SpendSeries extends HistoryColumns {
  org_uuid: string;
  limit_id: string;
  kind: string;
  label: string;
  currency: string | null;
  exponent: number;
}

/** Something that happened to the sources: `GET /api/timeline`. */
export interface TimelineEntry {
  at: number;
  kind: 'delivering' | 'problem' | 'recovered' | 'divergence' | 'imported';
  org_uuid: string;
  source: string;
  browser: string;
  detail: string;
}

/** The newest comparison of `claude-meter verify` with the bridge: `GET /api/verify-result`. */
export interface VerifyResult {
  /** ISO-8601 */
  at: string;
  org: string;
  verdict: string;
  /** Hex digest of the usage body that claude.ai served. */
  sha256: string;
}

/** `GET /api/forecast`: one entry per limit that runs. */
export interface ForecastEntry {
  org_uuid: string;
  limit_id: string;
  forecast: Forecast;
}

/** What the first page brings beside the snapshots, so that nothing on it has to move when it comes later. */
export interface FirstLook {
  /** IANA: of the meter, for which the forecast was made. */
  time_zone: string;
  forecast: ForecastEntry[];
  verified: VerifyResult | null;
}

/** The meter as it runs: `GET /api/settings`. */
export interface SettingsAnswer {
  version: string;
  port: number;
  /** The folder of the history. */
  home: string;
  /** Whether the meter may ask claude.ai itself. */
  own_fetch: boolean;
  /** A stand-in for claude.ai on this machine, null for claude.ai itself. */
  upstream: string | null;
  freshness_ms: number;
  poll_ms: number;
  /** What can be switched, as in `config.json`. */
  switches: SettingsSwitch[];
  /** Why `config.json` cannot be understood; null when it can. */
  switches_error: string | null;
  history: {
    /** Size of the database. */
    bytes: number;
    /** What is wrong with it, in words; null when nothing is. */
    trouble: string | null;
    /** How long changes, and the bodies behind them, are kept. */
    samples_kept_ms: number;
    bodies_kept_ms: number;
  };
}

/** One key of `config.json`. `POST /api/settings` takes `{key, on}`. */
export interface SettingsSwitch {
  key: string;
  /** What it does when it is on. */
  text: string;
  on: boolean;
  /** How it stands when nobody has said anything. */
  fallback: boolean;
}

/** What answers a `POST /api/import` that was understood. */
export interface ImportAnswer {
  ok: true;
  /** Records that were new, and those that were there already. */
  added: number;
  known: number;
  /** Lines that were left out, and why; at most the first 20. */
  refused: { line: number; error: string }[];
}

/** Points that one answer may hold. */
export const MAX_POINTS = 4000;
/** Body size that `POST /api/import` accepts, bytes: a longer file is posted in pieces, cut at line ends. */
export const MAX_IMPORT_BYTES = 16 * 1024 * 1024;
