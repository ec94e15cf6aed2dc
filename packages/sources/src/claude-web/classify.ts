import type { Problem, ProblemKind } from '@claude-meter/core';
import { asObject, asText, type JsonObject, parseObject } from '../json-fields.ts';
import { quote } from './quote.ts';
import { retryAfter } from './retry-after.ts';

/** An HTTP answer with its body as text. */
export interface Answer {
  status: number;
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>;
  text: string;
}

export interface Refusal {
  problem: Problem;
  /** A sentence for people: what happened, what was said, what to do. */
  error: string;
}

/**
 * What is wrong with an answer, null for a 2xx. A good status says nothing about the body: the decoders do.
 *
 * @param now ms; `retry_at` is reckoned from it
 */
export function problemOf(answer: Answer, now: number): Refusal | null {
  const { status } = answer;
  const challenged = answer.headers['cf-mitigated'] !== undefined;
  if (status >= 200 && status < 300 && !challenged) return null;
  const kind = challenged ? 'challenged' : kindOf(answer);
  const at = MAY_PASS.has(kind) ? retryAfter(answer.headers['retry-after'], now) : null;
  return {
    problem: { kind, status, retry_at: at === null ? null : new Date(at).toISOString() },
    error: sentence(kind, `HTTP ${status}${saidBy(answer)}`),
  };
}

/** No answer at all: the name could not be resolved, the connection broke, time ran out. */
export function networkProblem(reason: string): Refusal {
  return {
    problem: { kind: 'network', status: null, retry_at: null },
    error: sentence('network', quote(reason)),
  };
}

/** A 401 of one org while the account itself answers: the login is good, but not for that org. */
export function wrongOrg({ problem }: Refusal): Refusal {
  return {
    problem: { ...problem, kind: 'wrong_org' },
    error: sentence('wrong_org', `HTTP ${problem.status}, though the account answers`),
  };
}

function sentence(kind: ProblemKind, evidence: string): string {
  return `${MEANING[kind]} (${evidence}). ${ADVICE[kind]}`;
}

/** Kinds that pass by themselves, if one waits: asking again a minute later only makes them worse. */
export const MAY_PASS: ReadonlySet<ProblemKind> = new Set(['rate_limited', 'challenged', 'server']);

const MEANING: Record<ProblemKind, string> = {
  signed_out: 'Nobody is signed in at claude.ai here',
  wrong_org: 'This login may not see this organization',
  challenged: 'claude.ai wants proof that a browser is asking; the login is fine',
  rate_limited: 'claude.ai is being asked too often',
  schema: 'claude.ai answered with something unknown',
  network: 'claude.ai did not answer',
  server: 'claude.ai could not answer',
};

const ADVICE: Record<ProblemKind, string> = {
  signed_out: 'Sign in at https://claude.ai in this browser; the next poll picks it up.',
  wrong_org: 'Switch to that organization at https://claude.ai, or forget it here.',
  challenged: 'Use the browser extension, or open https://claude.ai once.',
  rate_limited: 'The last numbers stay, and ClaudeMeter waits before it asks again.',
  schema: 'Look for a newer ClaudeMeter.',
  network: 'Check the connection; the next poll tries again.',
  server: 'The last numbers stay, and ClaudeMeter waits before it asks again.',
};

function kindOf(answer: Answer): ProblemKind {
  const { status, headers } = answer;
  if (status === 0) return 'network';
  if (status === 401) return 'signed_out';
  if (status === 429) return 'rate_limited';
  if (status >= 300 && status < 400 && isLogin(headers['location'] ?? '')) return 'signed_out';
  return status === 403 ? forbidden(answer) : 'server';
}

function isLogin(location: string): boolean {
  return /^(?:https:\/\/claude\.ai)?\/log-?in(?:[/?#]|$)/i.test(location);
}

/** A 403 comes from the edge as HTML, or from the application as JSON; an empty or foreign one says nothing. */
function forbidden(answer: Answer): ProblemKind {
  if (isHtml(answer)) return 'challenged';
  const error = errorOf(answer);
  const type = asText(error?.['type']);
  const code = asText(asObject(error?.['details'])?.['error_code']);
  if (type === 'authentication_error' || code === 'account_session_invalid') return 'signed_out';
  return type === 'permission_error' ? 'wrong_org' : 'server';
}

function isHtml(answer: Answer): boolean {
  return (
    /\bhtml\b/i.test(answer.headers['content-type'] ?? '') || /^\s*<(?:!doctype|html)\b/i.test(answer.text)
  );
}

/** `{"type": "error", "error": {"type": …, "message": …}}`. */
function errorOf(answer: Answer): JsonObject | null {
  return asObject(parseObject(answer.text)?.['error']);
}

/** What the body says in words: the message of a JSON error, the title of a page, else its text. */
function saidBy(answer: Answer): string {
  const title = isHtml(answer) ? /<title[^>]*>([^<]*)/i.exec(answer.text)?.[1] : undefined;
  const said = asText(errorOf(answer)?.['message']) ?? asText(title) ?? asText(answer.text);
  return said === null ? '' : `: ${quote(said)}`;
}
