import { describe, expect, it } from 'vitest';
import { isOfGroup, type PullGroup, readPullGroup, safeAddress } from './pull-words.ts';

describe('safeAddress', () => {
  it.each([
    ['https://github.com/ada/app/pull/12', true],
    ['https://git.example.com:8443/a/b/-/merge_requests/1', true],
    ['javascript:alert(1)', false],
    ['JaVaScRiPt:alert(1)//https://github.com', false],
    ['data:text/html,<script>alert(1)</script>', false],
    ['http://github.com/ada/app/pull/12', false],
    ['https://user:secret@example.com/x', false],
    ['file:///etc/passwd', false],
    ['//example.com/x', false],
    ['', false],
    [null, false],
  ])('%j may be followed: %s', (url, may) => {
    expect(safeAddress(url)).toBe(may ? url : null);
  });
});

describe('a group of pull requests', () => {
  it.each<[Parameters<typeof isOfGroup>[0]['state'], PullGroup]>([
    ['landed', 'landed'],
    ['open', 'open'],
    ['closed', 'open'],
    ['unknown', 'open'],
    ['default', 'other'],
    ['no_branch', 'other'],
    ['gone', 'other'],
  ])('%s belongs to %s and to all', (state, group) => {
    const groups = (['all', 'landed', 'open', 'other'] as const).filter((one) => isOfGroup({ state }, one));
    expect(groups).toEqual(['all', group]);
  });

  it.each([
    ['landed', 'landed'],
    ['nonsense', 'all'],
    [undefined, 'all'],
  ])('%j in the address is %s', (text, group) => {
    expect(readPullGroup(text)).toBe(group);
  });
});
