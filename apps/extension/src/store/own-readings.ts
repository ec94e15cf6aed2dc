import { DROP_MS, type Limit, type Report } from '@claude-meter/core';
import { decodeLimits } from '@claude-meter/sources';

/** What this install knows of one org from asking claude.ai itself. */
export interface OwnOrg {
  /** The newest report, whatever came of it. */
  newest: Report;
  /** The newest report whose usage body could be read; null before the first. Its texts are those that were served. */
  read: Report | null;
  /** The limits in that body. */
  limits: Limit[];
  /** Whether the newest poll still named the org. */
  listed: boolean;
}

/**
 * What this install has read itself. There is one writer and one order of things here, so this needs no merging: the
 * newest wins.
 */
export interface OwnReadings {
  /** By org uuid, in the order in which claude.ai names them; those that it no longer names come last. */
  orgs: Readonly<Record<string, OwnOrg>>;
  /** Orgs whose bodies have proven to count in percent 0–100. */
  percentOrgs: Readonly<Record<string, true>>;
  /** How often claude.ai was asked at the last poll, ms. */
  cadenceMs: number;
}

/** Takes the reports of one poll in. What cannot be read becomes a problem, and the last good numbers stay. */
export function keepReports(
  own: OwnReadings,
  reports: readonly Report[],
  { now, cadenceMs }: { now: number; cadenceMs: number },
): OwnReadings {
  const orgs: Record<string, OwnOrg> = {};
  const percentOrgs = { ...own.percentOrgs };
  for (const report of reports) {
    const { orgUuid, usage } = report;
    const known = own.orgs[orgUuid] ?? { read: null, limits: [] };
    const decoded = usage === null ? null : decodeLimits(usage, orgUuid in percentOrgs);
    if (decoded?.ok === true) {
      orgs[orgUuid] = { newest: report, read: report, limits: decoded.limits, listed: true };
      if (decoded.scale.percentEvident) percentOrgs[orgUuid] = true;
    } else {
      const newest = decoded === null ? report : unreadable(report, decoded.reason);
      orgs[orgUuid] = { ...known, newest, listed: true };
    }
  }
  for (const [orgUuid, org] of Object.entries(own.orgs)) {
    if (!isForgotten(org, now)) orgs[orgUuid] ??= { ...org, listed: org.listed && reports.length === 0 };
  }
  return { orgs, percentOrgs, cadenceMs };
}

/** Whether nothing was heard of an org for so long that it is no longer shown. */
export function isForgotten({ newest }: OwnOrg, now: number): boolean {
  return now - Date.parse(newest.fetchedAt) >= DROP_MS;
}

function unreadable(report: Report, reason: string): Report {
  const problem = report.problem ?? { kind: 'schema', status: report.status, retry_at: null };
  return { ...report, usage: null, problem, errors: [...report.errors, reason] };
}
