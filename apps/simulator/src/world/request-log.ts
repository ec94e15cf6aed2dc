import type { Endpoint, FaultAnswer } from './fault.ts';

/** The record keeps so many requests; older ones are dropped and counted. */
const CAPACITY = 50_000;

/** One request to the simulated site, as `GET /requests` tells it. */
export interface RequestRecord {
  id: number;
  /** Real time of arrival, ISO 8601. */
  time: string;
  simulated_time: string;
  method: string;
  /** Without the query. */
  path: string;
  query: string;
  endpoint: Endpoint | null;
  org: string | null;
  http_version: string;
  /** Names in lower case; several of one name are joined as HTTP says. */
  headers: Record<string, string>;
  /** Names as they came, in their order, repeated ones too. HTTP/2's pseudo headers included. */
  raw_headers: [string, string][];
  session: { id: string; account: string } | null;
  /** `null` until headers are sent, and for ever when they never are. */
  status: number | null;
  /** Body bytes handed to the connection. */
  bytes: number;
  /** SHA-256 of the body that was to be served, hex; `null` when there was none to hash. */
  body_sha256: string | null;
  /** Which fault answered. */
  fault: FaultAnswer['kind'] | null;
  /** Whether the whole answer went out. */
  completed: boolean;
}

/** All given ones must hold. */
export interface RequestFilter {
  /** The path itself, or its beginning when it ends in `*`. */
  path?: string;
  endpoint?: string;
  method?: string;
  org?: string;
  /** Real time, ISO 8601 or ms since the epoch: requests that arrived then or later. */
  since?: string | number;
}

export interface RequestLog {
  /** Enters a request; the caller goes on filling in the returned record as the answer proceeds. */
  open(record: Omit<RequestRecord, 'id'>): RequestRecord;
  /** Oldest first. @param filter `since` must be a valid time. */
  list(filter?: RequestFilter): RequestRecord[];
  clear(): void;
  readonly dropped: number;
  readonly size: number;
}

export function createRequestLog(): RequestLog {
  let records: RequestRecord[] = [];
  let opened = 0;
  let dropped = 0;

  return {
    open(record) {
      opened += 1;
      const entry = { id: opened, ...record };
      records.push(entry);
      if (records.length > CAPACITY) {
        dropped += records.length - CAPACITY / 2;
        records = records.slice(-CAPACITY / 2);
      }
      return entry;
    },
    list: (filter = {}) => records.filter((record) => matches(record, filter)),
    clear() {
      records = [];
      dropped = 0;
    },
    get dropped() {
      return dropped;
    },
    get size() {
      return records.length;
    },
  };
}

function matches(record: RequestRecord, { path, endpoint, method, org, since }: RequestFilter): boolean {
  return (
    (path === undefined || pathMatches(record.path, path)) &&
    (endpoint === undefined || record.endpoint === endpoint) &&
    (method === undefined || record.method === method.toUpperCase()) &&
    (org === undefined || record.org === org) &&
    (since === undefined || Date.parse(record.time) >= sinceMs(since))
  );
}

function pathMatches(path: string, wanted: string): boolean {
  return wanted.endsWith('*') ? path.startsWith(wanted.slice(0, -1)) : path === wanted;
}

/** NaN when it is neither a number of ms nor a date. */
export function sinceMs(since: string | number): number {
  return typeof since === 'number' || /^\d+$/.test(since) ? Number(since) : Date.parse(since);
}
