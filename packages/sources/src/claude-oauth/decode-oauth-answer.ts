import type { Problem, ProblemKind } from '@claude-meter/core';
import { type Answer, problemOf } from '../claude-web/classify.ts';
import { decodeUsage } from '../claude-web/decode-usage.ts';
import { quote } from '../claude-web/quote.ts';
import { asObject, asText, parseObject } from '../json-fields.ts';

/** Where Claude Code's own login is asked. Never claude.ai: its cookies do not belong here, nor this token there. */
export const OAUTH_ORIGIN = 'https://api.anthropic.com';
export const OAUTH_USAGE_PATH = '/api/oauth/usage';
/** Without it the interface does not take such a token. */
export const OAUTH_BETA = 'oauth-2025-04-20';

export type DecodedOauth =
  /** The body, as served. */
  { ok: true; usage: string } | { ok: false; problem: Problem; error: string };

/**
 * Reads an answer of `GET /api/oauth/usage`. A good body has the shape of claude.ai's own.
 *
 * @param now ms; `retry_at` is reckoned from it
 */
export function decodeOauthAnswer(answer: Answer, now: number): DecodedOauth {
  const refusal = problemOf(answer, now);
  if (refusal !== null) return refused(refusal.problem, answer);
  const decoded = decodeUsage(answer.text, true);
  if (decoded.ok) return { ok: true, usage: answer.text };
  const limited = asObject(parseObject(answer.text)?.['error'])?.['type'] === 'rate_limit_error';
  const problem: Problem = {
    kind: limited ? 'rate_limited' : 'schema',
    status: answer.status,
    retry_at: null,
  };
  return { ok: false, problem, error: decoded.reason };
}

function refused(problem: Problem, { status, text }: Answer): DecodedOauth {
  const said = asText(asObject(parseObject(text)?.['error'])?.['message']) ?? asText(text);
  const evidence = `HTTP ${status}${said === null ? '' : `: ${quote(said)}`}`;
  return { ok: false, problem, error: `${MEANING[problem.kind]} (${evidence}). ${ADVICE[problem.kind]}` };
}

const MEANING: Record<ProblemKind, string> = {
  signed_out: "Claude Code's login is not taken any more",
  wrong_org: "Claude Code's login may not read its usage",
  challenged: 'api.anthropic.com wants proof that a browser is asking',
  rate_limited: "api.anthropic.com is being asked too often with Claude Code's login",
  schema: 'api.anthropic.com answered with something unknown',
  network: 'api.anthropic.com did not answer',
  server: 'api.anthropic.com could not answer',
};

const WAITS = 'The last numbers stay, and ClaudeMeter waits before it asks again.';
const ADVICE: Record<ProblemKind, string> = {
  signed_out: 'Open Claude Code once: it renews its login itself.',
  wrong_org: 'Run "claude /login" again, with the right to read the profile; or leave this source off.',
  challenged: 'Use the browser extension instead.',
  rate_limited: WAITS,
  schema: 'Look for a newer ClaudeMeter.',
  network: 'Check the connection.',
  server: WAITS,
};
