import type { AttributionAnswer } from '@claude-meter/wire';
import type { SystemPullRequestOptions } from '../pull-requests/system-pull-requests.ts';
import { type AccountGiven, attributeAccount } from './attribute-account.ts';
import { attributionAnswer } from './attribution-answer.ts';
import type { AttributionQuery } from './attribution-query.ts';
import type { ReadLimits } from './read-limits.ts';
import { weekStart } from './week-start.ts';

export interface MakeGiven extends AccountGiven {
  now: number;
  pullRequestOptions: SystemPullRequestOptions;
}

/** Answers a question out of the history and the requests of an index. Without a time: the server's own week. */
export async function makeAttribution(
  query: AttributionQuery,
  given: MakeGiven,
): Promise<{ ok: true; answer: AttributionAnswer } | (ReadLimits & { ok: false })> {
  const { to } = query;
  const from = query.from ?? weekStart(given.home, given.surroundings, to);
  const attributed = await attributeAccount({ ...query, from }, given);
  if (!attributed.ok) return attributed;
  const pullRequests = query.withPullRequests ? await readPullRequests(given) : null;
  return {
    ok: true,
    answer: await attributionAnswer(attributed.account, {
      range: { from, to },
      now: given.now,
      pullRequests,
    }),
  };
}

async function readPullRequests({ requests, pullRequestOptions }: MakeGiven) {
  const { systemPullRequests } = await import('../pull-requests/system-pull-requests.ts');
  return systemPullRequests(requests, pullRequestOptions);
}
