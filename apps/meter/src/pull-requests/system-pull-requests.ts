import { readConfig } from '../config/config-file.ts';
import type { Requests } from '../transcripts/load-requests.ts';
import { openFactsCache } from './facts-cache.ts';
import type { PullRequestBook } from './pull-request-types.ts';
import { readPullRequests } from './read-pull-requests.ts';
import { workplacesOf } from './workplaces.ts';

export interface SystemPullRequestOptions {
  /** The state folder, where what was found out is kept. */
  home: string;
  env: Readonly<Record<string, string | undefined>>;
  now: () => number;
  signal: AbortSignal;
}

/**
 * What the requests of an index were made for, out of the repositories of this machine. GitHub is asked only where
 * `sources.github` is switched on; settings that cannot be understood switch it off.
 */
export function systemPullRequests(
  requests: Requests,
  { home, ...options }: SystemPullRequestOptions,
): Promise<PullRequestBook> {
  const read = readConfig(home);
  return readPullRequests(workplacesOf(requests), {
    ...options,
    cache: openFactsCache(home),
    isGitHubAllowed: read.ok && read.config.sources.github,
  });
}
