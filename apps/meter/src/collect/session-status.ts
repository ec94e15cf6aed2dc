import type { Problem } from '@claude-meter/core';
import type { PollMemory, PollResult } from '@claude-meter/sources';
import type { CookieSession, FindingDetail, SourceFinding } from './cookies/session.ts';

/** How one session on this machine fares, as `GET /api/sources` shows it. No e-mail, no org, no cookie. */
export interface SessionStatus {
  browser: string;
  profile: string;
  container: string | null;
  instance: string;
  /** Organizations with chat that the login has. */
  orgs: number;
  /** ISO-8601 */
  last_poll_at: string;
  /** What keeps the session, else one of its orgs, from being read; null while nothing does. */
  problem: Problem | null;
  /** Failures in a row behind the wait that holds now; 0 without one. */
  failures: number;
  /** ISO-8601 end of the longest wait that holds now; null without one. */
  waiting_until: string | null;
  /** One sentence per failure. */
  errors: string[];
}

/** What was found in one place, as `GET /api/sources` shows it. */
export interface FindingStatus {
  browser: string;
  profile: string;
  container: string | null;
  /** The cookie store's file. */
  path: string;
  kind: FindingDetail['kind'];
  says: string;
  /** The one thing to do; null: nothing. */
  advice: string | null;
}

export function findingStatus(finding: SourceFinding): FindingStatus {
  const { browser, profile, container, path, kind, says, advice } = finding;
  return { browser, profile, container, path, kind, says, advice };
}

export function sessionStatus(session: CookieSession, result: PollResult, at: number): SessionStatus {
  const { browser, profile, container, instance } = session;
  const waits = waitsOf(result.memory).filter(({ until }) => until > at);
  const longest = waits.reduce((most, wait) => (wait.until > most.until ? wait : most), {
    until: 0,
    failures: 0,
  });
  const refused = result.reports.find((report) => report.problem !== null);
  return {
    browser,
    profile,
    container,
    instance,
    orgs: result.memory.orgs.length,
    last_poll_at: new Date(at).toISOString(),
    problem: result.problem ?? refused?.problem ?? result.memory.accountTrouble?.problem ?? null,
    failures: longest.failures,
    waiting_until: longest.until === 0 ? null : new Date(longest.until).toISOString(),
    errors: [...new Set([...result.errors, ...result.reports.flatMap((report) => report.errors)])],
  };
}

function waitsOf(memory: PollMemory): { until: number; failures: number }[] {
  const byOrg = Object.values(memory.byOrg).map((org) => org.trouble);
  return [memory.accountTrouble, ...byOrg].flatMap((trouble) => trouble?.backOff ?? []);
}

/** Whether a poll ended without any way to claude.ai. */
export function foundNoWay({ problem, reports }: PollResult): boolean {
  const kinds = [problem, ...reports.map((report) => report.problem)].map((one) => one?.kind ?? null);
  return kinds.includes('network');
}
