import { describe, expect, it } from 'vitest';
import { fixture } from '../../test/fixture.ts';
import { decodeCredentials } from './decode-credentials.ts';
import { decodeOauthAnswer } from './decode-oauth-answer.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const USAGE = fixture('claude-oauth', '2026-11-usage.json');

const read = (status: number, text: string, headers: Record<string, string> = {}) => {
  const decoded = decodeOauthAnswer({ status, headers, text }, NOW);
  return decoded.ok ? decoded.usage : [decoded.problem.kind, decoded.problem.retry_at, decoded.error];
};

describe('decodeOauthAnswer', () => {
  it('hands on a body as it was served', () => {
    expect(read(200, USAGE)).toBe(USAGE);
  });

  it.each<[string, number, string, Record<string, string>, string, string | null, string]>([
    [
      'a token that is not taken',
      401,
      fixture('claude-oauth', 'made-unauthorized.json'),
      {},
      'signed_out',
      null,
      'Open Claude Code once',
    ],
    [
      'a scope that is missing',
      403,
      '{"error":{"type":"permission_error","message":"scope"}}',
      {},
      'wrong_org',
      null,
      'claude /login',
    ],
    ['too often', 429, '{}', { 'retry-after': '0' }, 'rate_limited', '2026-11-22T12:00:00.000Z', 'waits'],
    [
      'too often, said with 200',
      200,
      '{"error":{"type":"rate_limit_error"}}',
      {},
      'rate_limited',
      null,
      'rate_limit_error',
    ],
    ['nothing known', 200, '{}', {}, 'schema', null, 'empty object'],
    ['a page', 200, '<html>', {}, 'schema', null, 'not JSON'],
    ['trouble there', 529, '', {}, 'server', null, 'waits'],
  ])('%s', (_name, status, text, headers, kind, retryAt, words) => {
    expect(read(status, text, headers)).toEqual([kind, retryAt, expect.stringContaining(words)]);
  });
});

describe('decodeCredentials', () => {
  it('reads the access token and when it ends, and nothing else', () => {
    expect(decodeCredentials(fixture('claude-oauth', 'made-credentials.json'))).toEqual({
      kind: 'login',
      accessToken: 'sk-ant-oat01-example',
      expiresAt: 1_795_348_800_000,
    });
  });

  it.each([
    ['', 'unreadable'],
    ['[]', 'unreadable'],
    ['{}', 'no_login'],
    ['{"mcpOAuth":{}}', 'no_login'],
    ['{"claudeAiOauth":null}', 'no_login'],
    ['{"claudeAiOauth":{"accessToken":""}}', 'no_login'],
    ['{"claudeAiOauth":{"accessToken":"  "}}', 'no_login'],
    ['{"claudeAiOauth":{"accessToken":7}}', 'no_login'],
    ['{"claudeAiOauth":{"accessToken":"a\\r\\nX: y"}}', 'no_login'],
  ])('%s is no login', (text, kind) => {
    expect(decodeCredentials(text)).toEqual({ kind });
  });
});
