/** Why a session could not read an org. The words for people travel beside it, in `errors`. */
export const PROBLEM_KINDS = [
  'signed_out', // 401
  'wrong_org', // 403 with a JSON permission error: this login may not see that org
  'challenged', // 403 HTML or `cf-mitigated`: the session is fine, the edge refused this client
  'rate_limited', // 429
  'schema', // 200, but nothing known in the body
  'network', // no answer at all
  'server', // 5xx and every status not named above
] as const;

export type ProblemKind = (typeof PROBLEM_KINDS)[number];

export interface Problem {
  kind: ProblemKind;
  /** HTTP status, null when no answer came. */
  status: number | null;
  /** ISO-8601 time before which asking again is pointless, null when the server named none. */
  retry_at: string | null;
}
