import { describe, expect, it } from 'vitest';
import { type Answer, networkProblem, problemOf } from '../index.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const JSON_TYPE = { 'content-type': 'application/json' };
const HTML = { 'content-type': 'text/html; charset=UTF-8' };
const CHALLENGE = '<!DOCTYPE html><html><head><title>Just a moment...</title></head></html>';

function answer(status: number, text = '', headers: Record<string, string> = JSON_TYPE): Answer {
  return { status, headers, text };
}
const error = (type: string, details?: object) =>
  JSON.stringify({ type: 'error', error: { type, message: 'No.', details } });

describe('problemOf', () => {
  it.each([
    [200, '{}', JSON_TYPE],
    [204, '', {}],
    [200, CHALLENGE, HTML],
  ])('%i is no problem, whatever its body', (status, text, headers) => {
    expect(problemOf(answer(status, text, headers), NOW)).toBeNull();
  });

  it.each([
    ['signed_out', answer(401, error('authentication_error'))],
    ['signed_out', answer(401, '')],
    ['signed_out', answer(401, CHALLENGE, HTML)],
    ['signed_out', answer(403, error('authentication_error'))],
    ['signed_out', answer(403, error('permission_error', { error_code: 'account_session_invalid' }))],
    ['signed_out', answer(302, '', { location: '/login?returnTo=%2Fsettings' })],
    ['signed_out', answer(307, '', { location: 'https://claude.ai/login' })],
    ['server', answer(302, '', { location: 'https://elsewhere.example/login' })],
    ['server', answer(302, '', { location: '/loginfo' })],
    ['server', answer(304, '', {})],
    ['wrong_org', answer(403, error('permission_error'))],
    ['challenged', answer(403, CHALLENGE, HTML)],
    ['challenged', answer(403, ` \n${CHALLENGE}`, {})],
    ['challenged', answer(403, error('permission_error'), { ...JSON_TYPE, 'cf-mitigated': 'challenge' })],
    ['challenged', answer(503, CHALLENGE, { ...HTML, 'cf-mitigated': 'challenge' })],
    ['challenged', answer(200, CHALLENGE, { ...HTML, 'cf-mitigated': 'challenge' })],
    ['server', answer(403, '')],
    ['server', answer(403, error('forbidden_region'))],
    ['server', answer(403, 'blocked', { 'content-type': 'text/plain' })],
    ['server', answer(403, '{"error":"permission_error"}')],
    ['rate_limited', answer(429, error('rate_limit_error'))],
    ['rate_limited', answer(429, '<html>slow down</html>', HTML)],
    ['server', answer(404, error('not_found_error'))],
    ['server', answer(405, '')],
    ['server', answer(500, 'oops', {})],
    ['server', answer(502, '<html>Bad gateway</html>', HTML)],
    ['server', answer(529, error('overloaded_error'))],
    ['network', answer(0, '', {})],
  ])('%s: %o', (kind, given) => {
    expect(problemOf(given, NOW)?.problem).toEqual({ kind, status: given.status, retry_at: null });
  });

  it.each([
    [429, '120', '2026-11-22T12:02:00.000Z'],
    [429, '0', '2026-11-22T12:00:00.000Z'],
    [429, 'Sun, 22 Nov 2026 12:10:00 GMT', '2026-11-22T12:10:00.000Z'],
    [429, 'Sunday, 22-Nov-26 12:10:00 GMT', '2026-11-22T12:10:00.000Z'],
    [429, 'Sun Nov 22 12:10:00 2026', '2026-11-22T12:10:00.000Z'],
    [429, 'later', null],
    [503, '120', '2026-11-22T12:02:00.000Z'],
    [401, '120', null],
  ])('%i with Retry-After %s: again at %s', (status, header, retryAt) => {
    const given = answer(status, '', { 'retry-after': header });
    expect(problemOf(given, NOW)?.problem.retry_at).toBe(retryAt);
  });

  it.each([
    [answer(401, error('authentication_error')), 'Nobody is signed in', '(HTTP 401: "No.")', 'Sign in at'],
    [answer(403, error('permission_error')), 'may not see', '(HTTP 403: "No.")', 'Switch to'],
    [answer(403, CHALLENGE, HTML), 'the login is fine', '(HTTP 403: "Just a moment...")', 'extension'],
    [answer(429, ''), 'asked too often', '(HTTP 429)', 'waits'],
    [answer(500, 'o\u001bops', {}), 'could not answer', '(HTTP 500: "o\\u001bops")', 'waits'],
    [answer(500, `{"error":{}}`), 'could not answer', '(HTTP 500: "{\\"error\\":{}}")', 'waits'],
  ])('says what happened, what was said, and what to do', (given, happened, said, advice) => {
    const sentence = problemOf(given, NOW)?.error;
    expect(sentence).toContain(happened);
    expect(sentence).toContain(said);
    expect(sentence).toContain(advice);
  });

  it('never repeats a secret that a body or a location holds', () => {
    for (const given of [
      answer(500, 'cookie: sessionKey=sk-ant-sid01-CANARY'),
      answer(401, JSON.stringify({ error: { type: 'x', message: 'token sk-ant-sid01-CANARY is old' } })),
      answer(403, '<title>Bearer CANARY</title>', HTML),
      answer(302, '', { location: '/login?token=CANARY', 'set-cookie': 'sessionKey=CANARY' }),
    ]) {
      expect(JSON.stringify(problemOf(given, NOW))).not.toContain('CANARY');
    }
  });
});

describe('networkProblem', () => {
  it('has no status and quotes the reason', () => {
    const { problem, error: sentence } = networkProblem('timeout after 30 s');
    expect(problem).toEqual({ kind: 'network', status: null, retry_at: null });
    expect(sentence).toContain('did not answer ("timeout after 30 s")');
  });
});
