/** Where the bridge listens unless told otherwise; known to the extension, scripts and prompts. */
export const BRIDGE_PORT = 63762;

/** Apart from the table, so that the worker of the extension, which asks nothing else, need not load it. */
export const SNAPSHOTS_ROUTE = '/snapshots';

export const ROUTES = {
  snapshots: SNAPSHOTS_ROUTE,
  /** The usage body of one org, byte for byte: `GET /snapshots/{org_uuid}/usage`. */
  usage: '/snapshots/:org_uuid/usage',
  events: '/events',
  health: '/healthz',
  /** One line for a prompt or a status bar. */
  line: '/line',
  /** OpenMetrics. */
  metrics: '/metrics',
  /** "Refresh now": every session on this machine is asked at once. */
  refresh: '/api/refresh',
  /** Which source delivered when, and what went wrong, newest first. */
  timeline: '/api/timeline',
  /** What the own fetch path found on this machine, and what it does now. */
  sources: '/api/sources',
  /** What has a history. */
  series: '/api/series',
  /** One limit over a range of time, as columns to be drawn. */
  history: '/api/history',
  /** Some limits of one org over a range of time, with their resets and walls: a whole chart. */
  histories: '/api/histories',
  /** The windows of one limit, with their peaks and how they ended. */
  windows: '/api/windows',
  /** Extra usage and pools: amounts over time. */
  spend: '/api/spend',
  /** What lies ahead of each limit that runs. */
  forecast: '/api/forecast',
  /** What the transcripts of this machine say. */
  report: '/api/report',
  /** Where the points of each limit went: shares of the work of this machine, and the rest. */
  attribution: '/api/attribution',
  /** How the index of the transcripts fares. */
  transcripts: '/api/transcripts',
  /** The newest comparison with what claude.ai served. */
  verifyResult: '/api/verify-result',
  /** The meter as it runs. */
  settings: '/api/settings',
  /** The whole history as a file. */
  export: '/api/export',
  /** A file of an earlier export, in pieces. */
  import: '/api/import',
} as const;

/** Body size that `POST /snapshots` accepts, bytes. */
export const MAX_POST_BYTES = 1024 * 1024;
/** Snapshots that one post may hold. */
export const MAX_POST_SNAPSHOTS = 256;
/** Nesting that a posted body may have. */
export const MAX_DEPTH = 64;

/** `http://127.0.0.1:63762` for a port. */
export function bridgeUrl(port: number = BRIDGE_PORT): string {
  return `http://127.0.0.1:${port}`;
}

/** What answers a `POST /snapshots` that was understood. */
export interface PostAnswer {
  ok: true;
  accepted: number;
  refused: Refusal[];
}

/** One snapshot of a batch that could not be used, and why. */
export interface Refusal {
  index: number;
  org_uuid: string | null;
  error: string;
}
