import type { Report } from '../src/report.ts';

/** A report of one org, fetched at a moment in ms, in which nothing went wrong and nothing else is known. */
export function plainReport(orgUuid: string, at: number, given: Partial<Report> = {}): Report {
  return {
    orgUuid,
    fetchedAt: new Date(at).toISOString(),
    account: null,
    usage: null,
    endpoint: null,
    status: 200,
    overage: null,
    subscription: null,
    problem: null,
    errors: [],
    ...given,
  };
}
