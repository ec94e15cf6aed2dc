import { statSync } from 'node:fs';
import { deliveredWithin, POLL_MS, type Report, type Session, SOURCES } from '@claude-meter/core';
import { decodeUsage } from '@claude-meter/sources';
import type { Ingest } from '../../ingest.ts';
import { readText } from '../claude-code/read-account.ts';
import { type CachedUsage, cachedUsageOf } from '../claude-code/read-cached-usage.ts';

export interface PassiveParts {
  /** Claude Code's `.claude.json`. */
  path: string;
  freshnessMs: number;
  ingest: Ingest;
  clock: () => number;
}

/** What `GET /api/sources` says of this source. */
export interface PassiveStatus {
  /** ISO-8601 moment at which Claude Code read what it has kept; null when it has kept nothing. */
  cached_at: string | null;
}

/** What Claude Code has kept, as a last resort: with its own age, and only while nobody else knows the org. */
export class PassiveSource {
  readonly #parts: PassiveParts;
  #stamp = '';
  #cached: CachedUsage | null = null;

  constructor(parts: PassiveParts) {
    this.#parts = parts;
  }

  tick(): void {
    const cached = this.#read();
    const now = this.#parts.clock();
    if (cached === null || cached.fetchedAt > now || !isAlive(cached.text, now)) return;
    if (this.#isKnown(cached.account.orgUuid, now)) return;
    // Named now, read then: the row is kept while the file says so, and is as old as its numbers.
    const usage = reportOf(cached, new Date(cached.fetchedAt).toISOString(), cached.text);
    const presence = reportOf(cached, new Date(now).toISOString(), null);
    this.#parts.ingest.accept([usage, presence].map((report) => ({ report, session: SESSION })));
  }

  status(): PassiveStatus {
    const at = this.#cached?.fetchedAt;
    return { cached_at: at === undefined ? null : new Date(at).toISOString() };
  }

  #read(): CachedUsage | null {
    const stat = statSync(this.#parts.path, { throwIfNoEntry: false });
    const stamp = stat === undefined ? '' : `${stat.mtimeMs} ${stat.size}`;
    if (stamp !== this.#stamp) {
      const text = stamp === '' ? null : readText(this.#parts.path);
      this.#cached = text === null ? null : cachedUsageOf(text);
      this.#stamp = stamp;
    }
    return this.#cached;
  }

  #isKnown(orgUuid: string, now: number): boolean {
    const state = this.#parts.ingest.state();
    const windowMs = this.#parts.freshnessMs;
    return SOURCES.some(
      (source) => source !== SESSION.source && deliveredWithin(state, orgUuid, { now, windowMs, source }),
    );
  }
}

const SESSION: Session = {
  source: 'import',
  browser: 'Claude Code cache',
  instance: null,
  cadenceMs: POLL_MS,
};

/** Whether any window in it still runs: of one that is over, the number means nothing. */
function isAlive(text: string, now: number): boolean {
  const decoded = decodeUsage(text, true);
  return (
    decoded.ok &&
    decoded.usage.limits.some(({ resets_at }) => resets_at !== null && Date.parse(resets_at) > now)
  );
}

function reportOf({ account }: CachedUsage, fetchedAt: string, usage: string | null): Report {
  return {
    orgUuid: account.orgUuid,
    fetchedAt,
    account: { email: account.email, org_name: null, plan: null },
    usage,
    endpoint: null,
    status: null,
    overage: null,
    subscription: null,
    problem: null,
    errors: [],
  };
}
