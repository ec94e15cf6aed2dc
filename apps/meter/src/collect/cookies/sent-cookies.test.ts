import { describe, expect, it } from 'vitest';
import { type StoredCookie, sentToApi } from './sent-cookies.ts';

const NOW = 1_000_000;
const cookie = (change: Partial<StoredCookie<string>> = {}): StoredCookie<string> => ({
  host: '.claude.ai',
  name: 'a',
  path: '/',
  expiresAt: null,
  createdAt: 1,
  updatedAt: null,
  value: 'v',
  ...change,
});

describe('what a browser sends to https://claude.ai/api/…', () => {
  it.each([
    ['a domain cookie', {}, true],
    ['a host-only cookie', { host: 'claude.ai' }, true],
    ['a cookie of a subdomain', { host: 'www.claude.ai' }, false],
    ['a cookie of another host that ends alike', { host: 'evilclaude.ai' }, false],
    ['a cookie of a host that begins alike', { host: 'claude.ai.evil.test' }, false],
    ['a cookie that runs out in a millisecond', { expiresAt: NOW + 1 }, true],
    ['a cookie that runs out now', { expiresAt: NOW }, false],
    ['a cookie of the API', { path: '/api' }, true],
    ['a cookie of the API folder', { path: '/api/' }, true],
    ['a cookie of a page', { path: '/settings' }, false],
    ['a cookie of a path that begins alike', { path: '/apis' }, false],
  ])('%s: %j → %s', (_, change, sent) => {
    expect(sentToApi([cookie(change)], NOW)).toHaveLength(sent ? 1 : 0);
  });

  it('sends a name that two hosts set twice, the longer path first, then the older', () => {
    const rows = [
      cookie({ value: 'younger', createdAt: 9 }),
      cookie({ value: 'older', host: 'claude.ai', createdAt: 3 }),
      cookie({ value: 'api', path: '/api', createdAt: 10 }),
    ];
    expect(sentToApi(rows, NOW).map(({ value }) => value)).toEqual(['api', 'older', 'younger']);
  });
});
