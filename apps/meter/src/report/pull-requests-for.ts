import type { PullRequestBook } from '../pull-requests/pull-request-types.ts';
import type { SystemPullRequestOptions } from '../pull-requests/system-pull-requests.ts';
import type { Requests } from '../transcripts/load-requests.ts';
import type { ReportQuery } from './report-query.ts';

/** What a report has to know of pull requests: nothing, unless it is about them. Asking git takes a while. */
export async function pullRequestsFor(
  { kind }: ReportQuery,
  requests: Requests,
  options: SystemPullRequestOptions,
): Promise<{ pullRequests?: PullRequestBook }> {
  if (kind !== 'prs') return {};
  const { systemPullRequests } = await import('../pull-requests/system-pull-requests.ts');
  return { pullRequests: await systemPullRequests(requests, options) };
}
