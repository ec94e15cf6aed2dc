import { describe, expect, it } from 'vitest';
import { describeFinding } from './describe-finding.ts';
import type { FindingDetail } from './session.ts';

const PLACE = { browser: 'Chrome', profile: 'Profile 2', container: null, path: '/p/Cookies' };

/** One of each kind; the compiler refuses a kind that is missing here. */
const DETAILS: { [K in FindingDetail['kind']]: Extract<FindingDetail, { kind: K }> } = {
  session: { kind: 'session', instance: 'cookies-1', names: ['sessionKey'], omitted: 1 },
  no_claude_cookies: { kind: 'no_claude_cookies' },
  anonymous: { kind: 'anonymous' },
  expired: { kind: 'expired', expiredAt: 0 },
  key_locked: { kind: 'key_locked', keyStore: 'secret_service' },
  key_missing: { kind: 'key_missing', keyStore: 'keyring' },
  key_denied: { kind: 'key_denied', keyStore: 'keychain' },
  key_timeout: { kind: 'key_timeout', keyStore: 'keychain' },
  key_failed: { kind: 'key_failed', keyStore: 'kwallet', reason: 'odd' },
  key_wrong: { kind: 'key_wrong', keyStore: null },
  key_not_asked: { kind: 'key_not_asked', keyStore: 'keychain' },
  app_bound: { kind: 'app_bound' },
  scheme_unknown: { kind: 'scheme_unknown', scheme: 'v12' },
  in_use: { kind: 'in_use', code: 'EBUSY' },
  unreadable: { kind: 'unreadable', code: 'EACCES' },
  half_written: { kind: 'half_written', code: 'SQLITE_CORRUPT' },
  schema_unknown: { kind: 'schema_unknown', version: 99, missing: ['name'] },
};

describe('a finding in words', () => {
  it.each(Object.values(DETAILS))('$kind: says where and what, and the one thing to do', (detail) => {
    const { says, advice, ...facts } = describeFinding(PLACE, detail);
    expect(facts).toEqual({ ...PLACE, ...detail });
    expect(says).toMatch(/^Chrome, profile "Profile 2": .+\.$/);
    if (detail.kind === 'session' || detail.kind === 'no_claude_cookies') expect(advice).toBeNull();
    else expect(advice).toMatch(/^[A-Z].+\.$/);
  });

  it('every kind says something of its own', () => {
    const sentences = Object.values(DETAILS).map((detail) => describeFinding(PLACE, detail).says);
    expect(new Set(sentences).size).toBe(sentences.length);
  });

  it('names the container', () => {
    const { says } = describeFinding({ ...PLACE, container: 'Work' }, { kind: 'anonymous' });
    expect(says).toContain('profile "Profile 2", container "Work"');
  });
});
