import type { VerdictId } from '@claude-meter/verify';
import type { Check } from './check.ts';

/** How often each verdict was reached while watching. */
export interface Tally {
  checks: number;
  counts: Partial<Record<VerdictId, number>>;
  /** The newest check that was not server truth decides how the program ends. */
  lastFailure: Check['verdict'] | null;
}

export const EMPTY_TALLY: Tally = { checks: 0, counts: {}, lastFailure: null };

export function count(tally: Tally, { verdict }: Pick<Check, 'verdict'>): Tally {
  const before = tally.counts[verdict.id] ?? 0;
  return {
    checks: tally.checks + 1,
    counts: { ...tally.counts, [verdict.id]: before + 1 },
    lastFailure: verdict.exit === 0 ? tally.lastFailure : verdict,
  };
}

/** `12 checks: exact 11, outdated 1` */
export function tallyText({ checks, counts }: Tally): string {
  const parts = Object.entries(counts)
    .sort(([, a], [, b]) => b - a)
    .map(([id, number]) => `${id} ${number}`);
  return `${checks} ${checks === 1 ? 'check' : 'checks'}${parts.length === 0 ? '' : `: ${parts.join(', ')}`}`;
}
