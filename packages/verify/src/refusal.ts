import { type Answer, problemOf, SETTINGS_URL } from '@claude-meter/sources';

/** Why claude.ai gave no usage body, as far as the recorded request and answer can tell. */
export type RefusalCause =
  | 'signed_out'
  | 'missing_cookie'
  | 'missing_referer'
  | 'challenged'
  | 'wrong_org'
  | 'forbidden'
  | 'rate_limited'
  | 'no_answer'
  | 'server';

/** The part of a recorded request that decides. */
export interface RecordedRequest {
  referer: string | null;
  /** Whether the cookie of a login went along. Its value is nobody's business. */
  hasSession: boolean;
  /** The recorder took all cookies out, so that their absence proves nothing. */
  cookiesRemoved: boolean;
}

/**
 * Why an answer is no usage body, null for a 2xx. A 403 is told by its cause: a challenge of the edge by the answer; a
 * missing Cookie or Referer by the request; what then still says "permission" is the org of another login.
 */
export function refusalOf(answer: Answer, request: RecordedRequest): RefusalCause | null {
  const kind = problemOf(answer, 0)?.problem.kind;
  if (kind === undefined) return null;
  if (kind === 'challenged' || kind === 'rate_limited') return kind;
  if (kind === 'network') return 'no_answer';
  if (answer.status !== 403) return kind === 'signed_out' ? kind : 'server';
  if (!request.hasSession && !request.cookiesRemoved) return 'missing_cookie';
  if (!comesFrom(request.referer, new URL(SETTINGS_URL).origin)) return 'missing_referer';
  if (kind === 'signed_out' || kind === 'wrong_org') return kind;
  return comesFrom(request.referer, SETTINGS_URL) ? 'forbidden' : 'missing_referer';
}

function comesFrom(referer: string | null, address: string): boolean {
  return referer !== null && (referer === address || referer.startsWith(`${address}/`));
}
