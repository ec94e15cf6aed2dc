import { describe, expect, it } from 'vitest';
import { verifiedWords } from './verified-words.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const ROW = { org_uuid: 'a', provenance: { endpoint: null, status: 200, sha256: 'ff' } };
const result = (given: object) => ({
  at: '2026-11-22T11:57:00Z',
  org: 'a',
  verdict: 'exact',
  sha256: 'ff',
  ...given,
});

describe('verifiedWords', () => {
  it.each([
    ['no check', null, false, 'Not checked'],
    ['a check of another org', result({ org: 'b' }), false, 'Not checked'],
    [
      'a check of this reading',
      result({}),
      true,
      'Verified 3m ago: the very bytes of claude.ai (this very reading)',
    ],
    ['a check of an earlier one', result({ sha256: 'aa' }), true, '(an earlier reading)'],
    ['a check that failed', result({ verdict: 'factor_100' }), false, 'Checked 3m ago: factor 100'],
    ['a verdict of a newer meter', result({ verdict: 'toString' }), false, 'Checked 3m ago: toString'],
  ])('%s', (_, given, good, words) => {
    const said = verifiedWords(given, ROW, NOW);
    expect(said.good).toBe(good);
    expect(said.words).toContain(words);
  });
});
