/** Every address of the simulated site that a fault can be aimed at. */
export const ENDPOINTS = [
  'account',
  'organizations',
  'bootstrap',
  'usage',
  'overage_spend_limit',
  'subscription_details',
  'login',
  'settings',
  'logout',
] as const;

export type Endpoint = (typeof ENDPOINTS)[number];

/** The endpoints that answer for one org; their bodies can be replaced byte by byte. */
export const ORG_ENDPOINTS = ['usage', 'overage_spend_limit', 'subscription_details'] as const;

export type OrgEndpoint = (typeof ORG_ENDPOINTS)[number];

/**
 * `Retry-After` as it will stand in the header: any text (`"120"`, `"0"`, `"soon"`), or an HTTP date
 * that lies `date_in_ms` ahead of the real time of the answer.
 */
export type RetryAfter = string | { date_in_ms: number };

/** What a request gets instead of, or on the way to, its true answer. */
export type FaultAnswer =
  /** The true answer; useful with `delay_ms`. */
  | { kind: 'pass' }
  /** This status; without `body` the JSON error that claude.ai sends with it. */
  | { kind: 'status'; status: number; retry_after?: RetryAfter; body?: string; content_type?: string }
  /** 403 with an HTML "Just a moment…" page and `cf-mitigated: challenge`. */
  | { kind: 'challenge' }
  /** 403 with the JSON permission error of an org that is another account's. */
  | { kind: 'wrong_org' }
  /** 401 with JSON, as for a session that ended. */
  | { kind: 'signed_out' }
  /** 403 unless `Referer` is the settings page. */
  | { kind: 'require_referer' }
  /** The true answer with these keys renamed wherever they stand: the schema changed. */
  | { kind: 'rename'; keys: Record<string, string> }
  /** A redirect, 302 unless said otherwise. */
  | { kind: 'redirect'; to: string; status?: number }
  /** Nothing, ever; not even headers. */
  | { kind: 'hang' }
  /** Headers and the first half of the body, then nothing. */
  | { kind: 'stall' }
  /** The true answer, `chunk_bytes` every `every_ms`. */
  | { kind: 'trickle'; chunk_bytes: number; every_ms: number }
  /** A TCP reset, before the first byte or after `after_bytes` of the body. */
  | { kind: 'reset'; after_bytes?: number }
  /** 200 and valid JSON of this many bytes, its length not announced. */
  | { kind: 'big'; bytes: number };

/** One fault, as the control endpoint takes it. The first that matches a request answers it. */
export interface Fault {
  /** `any` (the default) means every address under `/api/`. */
  endpoint?: Endpoint | 'any';
  /** Only requests about this org. */
  org?: string;
  /** Only requests of this account's sessions. */
  account?: string;
  /** Only requests of the session with this id (ids stand in the request record). */
  session?: string;
  /** How many requests it answers before it is used up; without it, it lasts. */
  times?: number;
  /** Waits so long (real ms) before answering. */
  delay_ms?: number;
  answer: FaultAnswer;
}
