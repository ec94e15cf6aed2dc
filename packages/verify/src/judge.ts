import type { Snapshot } from '@claude-meter/core';
import { type BridgeProblem, lagOf } from './bridge-row.ts';
import type { JudgedClaim } from './claims.ts';
import type { Comparison, Sameness } from './compare.ts';
import type { RefusalCause } from './refusal.ts';
import type { Truth, TruthProblem } from './truth.ts';
import type { VerdictId } from './verdict.ts';

/** Step 1 is the truth for so long; what lies farther apart may differ because usage moved, ms. */
export const TRUTH_MS = 60_000;

/** All that one check has found. What was not asked for is null. */
export interface Findings {
  now: number;
  truth: { ok: true; truth: Truth } | { ok: false; problem: TruthProblem };
  /** What the settings page showed, when somebody said so. */
  page: readonly JudgedClaim[] | null;
  /** What another tool showed. With it, step 2 is not asked for. */
  tracker: readonly JudgedClaim[] | null;
  bridge:
    | { ok: true; row: Pick<Snapshot, 'fetched_at' | 'stale'>; comparison: Comparison }
    | { ok: false; problem: BridgeProblem }
    | null;
}

/**
 * Which verdict the findings amount to. What makes a later step meaningless is said first: no step 1; a step 1 that is
 * not what the page drew; the tracker, when that was the question; no step 2; another org or account. Then `stale`:
 * last-seen data is never called server truth, even when it happens to be equal. Then the comparison; and only a
 * difference that no reprinting, rounding or scale explains is put down to age.
 */
export function judge({ now, truth, page, tracker, bridge }: Findings): VerdictId {
  if (!truth.ok) return judgeTruth(truth.problem);
  if (page !== null && !page.every(holds)) return 'page_differs';
  if (tracker !== null) return judgeTracker(tracker);
  if (bridge === null) throw new Error('Neither a tracker nor the bridge was looked at.');
  if (!bridge.ok) return judgeBridge(bridge.problem);
  if (bridge.row.stale) return 'stale';
  const found = SAMENESS_VERDICTS[bridge.comparison.sameness];
  if (found !== 'different') return found;
  const lag = lagOf(bridge.row, truth.truth, now);
  if (lag > TRUTH_MS) return 'outdated';
  return lag < -TRUTH_MS ? 'truth_outdated' : 'different';
}

/** What it amounts to that step 2 got nothing to compare with. */
export function judgeBridge(problem: BridgeProblem): VerdictId {
  return BRIDGE_VERDICTS[problem.kind];
}

function judgeTruth(problem: TruthProblem): VerdictId {
  if (problem.kind === 'refused') return REFUSAL_VERDICTS[problem.cause];
  return problem.kind === 'unreadable' ? 'truth_unreadable' : problem.kind;
}

function judgeTracker(claims: readonly JudgedClaim[]): VerdictId {
  const wrong = claims.filter((claim) => !holds(claim));
  if (wrong.length === 0) return 'tracker_agrees';
  return wrong.every((claim) => claim.relation === 'factor_100') ? 'tracker_factor_100' : 'tracker_differs';
}

function holds({ relation }: JudgedClaim): boolean {
  return relation === 'exact' || relation === 'rounding';
}

const SAMENESS_VERDICTS: Readonly<Record<Sameness, VerdictId>> = {
  bytes: 'exact',
  layout: 'exact_layout',
  clock: 'exact_clock',
  reprinted: 'reprinted',
  rounding: 'rounding',
  factor_100: 'factor_100',
  different: 'different',
};

const BRIDGE_VERDICTS: Readonly<Record<BridgeProblem['kind'], VerdictId>> = {
  refused: 'bridge_refused',
  old: 'bridge_old',
  other_program: 'bridge_other_program',
  denied: 'bridge_denied',
  empty: 'bridge_empty',
  no_body: 'bridge_no_body',
  other_org: 'other_org',
  other_account: 'other_account',
};

const REFUSAL_VERDICTS: Readonly<Record<RefusalCause, VerdictId>> = {
  signed_out: 'truth_signed_out',
  missing_cookie: 'truth_missing_cookie',
  missing_referer: 'truth_missing_referer',
  challenged: 'truth_challenged',
  wrong_org: 'truth_wrong_org',
  forbidden: 'truth_forbidden',
  rate_limited: 'truth_rate_limited',
  no_answer: 'truth_no_answer',
  server: 'truth_failed',
};
