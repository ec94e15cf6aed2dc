import { countdown, type Problem, type ProblemKind } from '@claude-meter/core';

/** A problem in words for a person: what is wrong, what to do, and whether a visit to claude.ai helps. */
export interface ProblemWords {
  title: string;
  advice: string;
  visitHelps: boolean;
}

const WORDS: Readonly<Record<ProblemKind, ProblemWords>> = {
  signed_out: {
    title: 'Signed out of claude.ai',
    advice: 'Sign in there; the numbers return by themselves.',
    visitHelps: true,
  },
  wrong_org: {
    title: 'This login may not see this organization',
    advice: 'Sign in to claude.ai with the account that belongs to it.',
    visitHelps: true,
  },
  challenged: {
    title: 'claude.ai wants to see a person',
    advice: 'Open claude.ai once and let its check pass.',
    visitHelps: true,
  },
  rate_limited: { title: 'claude.ai asks for a pause', advice: 'Nothing to do.', visitHelps: false },
  schema: {
    title: 'claude.ai answered in a form not known here',
    advice: 'No number is shown rather than a wrong one. Look for an update of ClaudeMeter.',
    visitHelps: false,
  },
  network: {
    title: 'claude.ai cannot be reached',
    advice: 'Check the connection. It is tried again each time.',
    visitHelps: false,
  },
  server: {
    title: 'claude.ai has a problem of its own',
    advice: 'Nothing to do. It is tried again by itself.',
    visitHelps: false,
  },
};

/**
 * Words for a problem, with the time of the next try where one is known.
 *
 * @param now ms
 */
export function problemWords(problem: Problem, now: number): ProblemWords {
  const words = WORDS[problem.kind];
  const left = problem.retry_at === null ? null : countdown(problem.retry_at, now);
  if (left === null) return words;
  return { ...words, advice: `${words.advice} Next try ${left === 'soon' ? 'soon' : `in ${left}`}.` };
}
