import type { Problem } from './problem.ts';
import type { Source } from './source.ts';
import type { Billing, ExtraUsage, Usage } from './usage.ts';

/** A login that can be asked. `instance` tells profiles of one browser apart; old posters do not send one. */
export interface Session {
  source: Source;
  /** Display name: `Chrome`, `Firefox`, `Claude Code`, … */
  browser: string;
  instance: string | null;
  /** How often this session means to report, ms. */
  cadenceMs: number;
}

export interface Account {
  email: string | null;
  org_name: string | null;
  /** `Pro`, `Max 20x`, `Team`, … */
  plan: string | null;
}

/** A body as received and what it means. `text` is served again to the byte. */
export interface Body<T> {
  text: string;
  meaning: T;
}

export interface UsageBody extends Body<Usage> {
  /** Hex digest of the UTF-8 bytes of `text`. */
  sha256: string;
  /** The path that was asked, when the session said so. */
  endpoint: string | null;
  status: number | null;
}

/**
 * What one session saw of one org at one moment. Every part may be missing: `usage: null` without a problem only
 * says that this session still has that org.
 */
export interface Observation {
  orgUuid: string;
  session: Session;
  /** The fetch time as posted (ISO-8601). */
  fetchedAt: string;
  receivedAt: number;
  account: Account | null;
  usage: UsageBody | null;
  overage: Body<ExtraUsage | null> | null;
  subscription: Body<Billing | null> | null;
  problem: Problem | null;
  errors: string[];
}
