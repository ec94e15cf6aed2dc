import type { Report, Session } from '@claude-meter/core';

/** Prints what a session brings home. The usage body travels as a string, so that not even white space is lost. */
export function printPost(session: Session, reports: readonly Report[]): string {
  return `[${reports.map((report) => printReport(session, report)).join(',')}]`;
}

function printReport(session: Session, report: Report): string {
  const fields = { ...postedFields(session, report), usage_text: report.usage };
  const bodies = `"usage":null,"overage":${report.overage ?? 'null'},"subscription":${report.subscription ?? 'null'}`;
  return `${JSON.stringify(fields).slice(0, -1)},${bodies}}`;
}

/** A report as it is posted, but for its bodies. */
export function postedFields(session: Session, report: Report) {
  return {
    org_uuid: report.orgUuid,
    browser: session.browser,
    account_email: report.account?.email ?? null,
    fetched_at: report.fetchedAt,
    errors: report.errors,
    source: session.source,
    instance: session.instance,
    cadence_ms: session.cadenceMs,
    org_name: report.account?.org_name ?? null,
    plan: report.account?.plan ?? null,
    problem: report.problem,
    provenance: { endpoint: report.endpoint, status: report.status },
  };
}
