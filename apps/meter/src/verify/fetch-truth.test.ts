import type { Got } from '@claude-meter/sources';
import type { RefusalCause } from '@claude-meter/verify';
import { describe, expect, it } from 'vitest';
import { CookieJar } from '../collect/cookies/cookie-jar.ts';
import type { CookieSession, FoundSessions } from '../collect/cookies/session.ts';
import { createFetchTruth } from './fetch-truth.ts';

const ADAS = '11111111-1111-4111-8111-111111111111';
const GRACES = '22222222-2222-4222-8222-222222222222';
const BODY = '{"five_hour":{"utilization":42.0,"resets_at":null}}';
const NOW = 1_000;

function session(of: 'ada' | 'grace', more: Partial<CookieSession> = {}): CookieSession {
  return {
    browser: 'Chromium',
    profile: 'Default',
    container: null,
    instance: of,
    cookies: new CookieJar([{ name: 'sessionKey', value: of }]),
    lastActiveOrg: of === 'ada' ? ADAS : GRACES,
    sessionStartedAt: of === 'ada' ? 1 : 2,
    ...more,
  };
}

const answered = (status: number, text: string, headers = {}): Got => ({ status, text, headers });
const FORBIDDEN = answered(403, '{"type":"error","error":{"type":"permission_error","message":"no"}}');

/** A claude.ai that knows two people and one org of each. */
function claudeAi(found: Partial<FoundSessions>, usage: Got = answered(200, BODY)) {
  const asked: string[] = [];
  const fetcher = async (path: string, cookie: string): Promise<Got> => {
    const who = cookie.replace('sessionKey=', '');
    asked.push(`${who} ${path}`);
    if (path === '/api/account') return answered(200, `{"email_address":"${who}@example.com"}`);
    return path.includes(who === 'ada' ? ADAS : GRACES) ? usage : FORBIDDEN;
  };
  const find = async () => ({ sessions: [], findings: [], ...found });
  return { asked, fetchTruth: createFetchTruth({ find, fetcher, now: () => NOW }) };
}

describe('a request of our own as step 1', () => {
  it('asks once for the org that the newest session has open, and for its account', async () => {
    const { fetchTruth, asked } = claudeAi({ sessions: [session('ada'), session('grace')] });
    expect(await fetchTruth(null)).toEqual({
      ok: true,
      truth: {
        from: 'direct',
        orgUuid: GRACES,
        body: BODY,
        at: NOW,
        accountEmail: 'grace@example.com',
        notes: ['Asked with the session of Chromium (Default).'],
      },
    });
    expect(asked).toEqual([`grace /api/organizations/${GRACES}/usage`, 'grace /api/account']);
  });

  it('tries the sessions in turn for the org that was asked for', async () => {
    const { fetchTruth } = claudeAi({
      sessions: [session('ada', { container: 'Work' }), session('grace', { lastActiveOrg: null })],
    });
    expect(await fetchTruth(ADAS)).toMatchObject({
      truth: { accountEmail: 'ada@example.com', notes: [expect.stringContaining('container Work')] },
    });
  });

  it.each<[what: string, usage: Got, cause: RefusalCause, status: number | null]>([
    ['an ended session', answered(401, '{}'), 'signed_out', 401],
    ['a challenge', answered(403, '<html>', { 'cf-mitigated': 'challenge' }), 'challenged', 403],
    ['too many requests', answered(429, '{}'), 'rate_limited', 429],
    ['a broken server', answered(502, ''), 'server', 502],
    ['no answer', { failed: 'claude.ai could not be asked.' }, 'no_answer', null],
  ])('tells %s', async (_what, usage, cause, status) => {
    const { fetchTruth, asked } = claudeAi({ sessions: [session('ada')] }, usage);
    expect(await fetchTruth(null)).toMatchObject({ ok: false, problem: { kind: 'refused', cause, status } });
    expect(asked).toHaveLength(1);
  });

  it('tells that no session may see the org', async () => {
    const { fetchTruth, asked } = claudeAi({ sessions: [session('ada'), session('grace')] });
    const org = '33333333-3333-4333-8333-333333333333';
    expect(await fetchTruth(org)).toMatchObject({ problem: { cause: 'wrong_org' } });
    expect(asked).toHaveLength(2);
  });

  it('says what stands in the way when there is no session', async () => {
    const finding = {
      browser: 'Chromium',
      profile: 'Default',
      container: null,
      path: '/x',
      kind: 'key_locked' as const,
      keyStore: 'keyring' as const,
      says: 'The keyring is locked.',
      advice: 'Unlock it.',
    };
    const { fetchTruth, asked } = claudeAi({ findings: [finding] });
    expect(await fetchTruth(null)).toMatchObject({
      problem: { cause: 'signed_out', detail: expect.stringContaining('The keyring is locked. Unlock it.') },
    });
    expect(asked).toEqual([]);
  });
});
