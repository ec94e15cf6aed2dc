import { PROBLEM_KINDS } from '@claude-meter/core';
import { describe, expect, it } from 'vitest';
import { problemWords } from './problem-words.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const words = (kind: (typeof PROBLEM_KINDS)[number], retryAt: string | null = null) =>
  problemWords({ kind, status: null, retry_at: retryAt }, NOW);

describe('problemWords', () => {
  it('has a title and an advice of its own for every kind', () => {
    expect(new Set(PROBLEM_KINDS.map((kind) => words(kind).title)).size).toBe(PROBLEM_KINDS.length);
    expect(PROBLEM_KINDS.every((kind) => words(kind).advice.endsWith('.'))).toBe(true);
  });

  it.each([
    ['signed_out', true],
    ['wrong_org', true],
    ['challenged', true],
    ['rate_limited', false],
    ['schema', false],
    ['network', false],
    ['server', false],
  ] as const)('%s: a visit to claude.ai helps: %s', (kind, helps) => {
    expect(words(kind).visitHelps).toBe(helps);
  });

  it.each([
    ['2026-11-22T12:04:30Z', 'Nothing to do. Next try in 4m.'],
    ['2026-11-22T11:59:00Z', 'Nothing to do. Next try soon.'],
    ['not a time', 'Nothing to do.'],
    [null, 'Nothing to do.'],
  ])('names the next try of %s', (retryAt, advice) => {
    expect(words('rate_limited', retryAt).advice).toBe(advice);
  });
});
