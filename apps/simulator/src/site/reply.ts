import { randomUUID } from 'node:crypto';

/** A whole answer, before any fault has had its way with it. */
export interface Reply {
  status: number;
  headers: Record<string, string | string[]>;
  body: Buffer;
}

const NO_STORE = { 'cache-control': 'private, no-store' };

export function jsonReply(body: unknown, status = 200): Reply {
  return bytesReply(Buffer.from(JSON.stringify(body)), status);
}

/** These very bytes, as `application/json`. */
export function bytesReply(body: Buffer, status = 200): Reply {
  return { status, headers: { 'content-type': 'application/json', ...NO_STORE }, body };
}

export function htmlReply(
  html: string,
  { status = 200, headers = {} }: Partial<Omit<Reply, 'body'>> = {},
): Reply {
  return {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8', ...NO_STORE, ...headers },
    body: Buffer.from(html),
  };
}

/** 303, so that a posted form is followed by a GET. */
export function seeOther(location: string, cookies: string[] = []): Reply {
  const headers = { location, ...NO_STORE, ...(cookies.length > 0 && { 'set-cookie': cookies }) };
  return { status: 303, headers, body: Buffer.alloc(0) };
}

/** The JSON of an error as the API words it: `{type:"error", error:{type, message}}`. */
export function errorReply(status: number, type: string, message: string): Reply {
  return jsonReply({ type: 'error', error: { type, message }, request_id: `req_${randomUUID()}` }, status);
}

export const signedOutReply = (): Reply =>
  errorReply(401, 'authentication_error', 'The session is missing, unknown or expired.');

export const wrongOrgReply = (): Reply =>
  errorReply(403, 'permission_error', 'Invalid authorization for organization');

export const missingRefererReply = (): Reply =>
  errorReply(403, 'forbidden', 'Request refused: Referer is not the settings page.');

/** What the edge says to a client that it takes for a robot; the session has nothing to do with it. */
export function challengeReply(): Reply {
  const html = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Just a moment...</title></head>
<body><h1>Just a moment…</h1><p>Simulated claude.ai: checking that you are a browser.</p></body></html>
`;
  return htmlReply(html, { status: 403, headers: { 'cf-mitigated': 'challenge', server: 'cloudflare' } });
}

const ERRORS: Record<number, [type: string, message: string]> = {
  400: ['invalid_request_error', 'The request could not be understood.'],
  401: ['authentication_error', 'The session is missing, unknown or expired.'],
  403: ['permission_error', 'Invalid authorization for organization'],
  404: ['not_found_error', 'Not found'],
  405: ['method_not_allowed', 'Method not allowed'],
  429: ['rate_limit_error', 'This request would exceed the rate limit. Please try again later.'],
  529: ['overloaded_error', 'Overloaded'],
};

/** The usual JSON error of a status. */
export function statusReply(status: number): Reply {
  if (status < 400) return jsonReply({}, status);
  const [type, message] = ERRORS[status] ?? ['api_error', 'Internal server error'];
  return errorReply(status, type, message);
}
