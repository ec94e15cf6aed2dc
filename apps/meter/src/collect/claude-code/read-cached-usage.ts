import { membersOf } from '@claude-meter/wire';
import { accountOf, type ClaudeCodeAccount } from './read-account.ts';

/** What Claude Code has kept of an earlier answer. */
export interface CachedUsage {
  account: ClaudeCodeAccount;
  /** ms */
  fetchedAt: number;
  /** The usage body, its numbers as Claude Code wrote them. */
  text: string;
}

/** Reads `cachedUsageUtilization` out of the text of `.claude.json`; null when there is none for the present account. */
export function cachedUsageOf(text: string): CachedUsage | null {
  const account = accountOf(text);
  const cached = account === null ? undefined : membersOf(text).get('cachedUsageUtilization');
  if (account === null || cached === undefined || !cached.startsWith('{')) return null;
  const members = membersOf(cached);
  const fetchedAt = Number(members.get('fetchedAtMs') ?? Number.NaN);
  const body = members.get('utilization');
  const owner = members.get('accountUuid') ?? 'null';
  const isTheirs =
    owner === 'null' || account.accountUuid === null || owner === JSON.stringify(account.accountUuid);
  if (!Number.isSafeInteger(fetchedAt) || body === undefined || !body.startsWith('{') || !isTheirs)
    return null;
  return { account, fetchedAt, text: body };
}
