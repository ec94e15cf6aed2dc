import type { Account } from './observation.ts';
import type { Problem } from './problem.ts';

/**
 * What one session brings home about one org, bodies as the very text that was served. It becomes an `Observation`
 * when `observe` has read the bodies.
 */
export interface Report {
  orgUuid: string;
  /** ISO-8601 moment of the usage answer (or of the failure). */
  fetchedAt: string;
  account: Account | null;
  /** Null without a problem: not asked this time, but this session still has the org. */
  usage: string | null;
  /** Path that was asked for `usage`, and the answer's status; null when a poster does not say. */
  endpoint: string | null;
  status: number | null;
  overage: string | null;
  subscription: string | null;
  problem: Problem | null;
  /** One sentence per failure. */
  errors: string[];
}
