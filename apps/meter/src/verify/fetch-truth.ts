import { ACCOUNT_PATH, decodeAccount, problemOf, usagePath } from '@claude-meter/sources';
import type { RefusalCause, TruthResult } from '@claude-meter/verify';
import type { CookieSession, FoundSessions } from '../collect/cookies/session.ts';
import type { Fetcher } from '../collect/upstream.ts';
import type { FetchTruth } from './read-truth.ts';

export interface DirectParts {
  find: () => Promise<FoundSessions>;
  fetcher: Fetcher;
  now: () => number;
}

/**
 * Step 1 without a browser window: the usage request of the settings page, made once with a session found on disk. It
 * goes past the meter, so that it is a second witness. Without an org it is the one that the newest session has open.
 */
export function createFetchTruth(parts: DirectParts): FetchTruth {
  return async (orgUuid) => {
    const { sessions, findings } = await parts.find();
    const newestFirst = [...sessions].sort((a, b) => (b.sessionStartedAt ?? 0) - (a.sessionStartedAt ?? 0));
    const usable = newestFirst.filter((session) => orgUuid !== null || session.lastActiveOrg !== null);
    if (usable.length === 0) {
      const reasons = findings.flatMap(({ says, advice }) => (advice === null ? [] : [`${says} ${advice}`]));
      return refused('signed_out', null, ['No session was found on this machine.', ...reasons].join(' '));
    }
    return askEach(usable, orgUuid, parts);
  };
}

/** The org may be another login's: the next session may hold it. */
async function askEach(
  sessions: readonly CookieSession[],
  orgUuid: string | null,
  parts: DirectParts,
): Promise<TruthResult> {
  let last: TruthResult = refused('signed_out', null, 'No session was found on this machine.');
  for (const session of sessions) {
    last = await ask(session, orgUuid ?? session.lastActiveOrg ?? '', parts);
    const isOthers =
      !last.ok && last.problem.kind === 'refused' && ['wrong_org', 'signed_out'].includes(last.problem.cause);
    if (!isOthers) return last;
  }
  return last;
}

async function ask(session: CookieSession, orgUuid: string, parts: DirectParts): Promise<TruthResult> {
  const { fetcher, now } = parts;
  const cookies = session.cookies.header();
  const answer = await fetcher(usagePath(orgUuid), cookies);
  const at = now();
  if ('failed' in answer) return refused('no_answer', null, answer.failed);
  const problem = problemOf(answer, at);
  if (problem !== null) return refused(CAUSES[problem.problem.kind], answer.status, problem.error);
  const account = await fetcher(ACCOUNT_PATH, cookies);
  const accountEmail = 'failed' in account ? null : (decodeAccount(account.text)?.email ?? null);
  const container = session.container === null ? '' : `, container ${session.container}`;
  const notes = [`Asked with the session of ${session.browser} (${session.profile}${container}).`];
  return { ok: true, truth: { from: 'direct', orgUuid, body: answer.text, at, accountEmail, notes } };
}

/** We send what the page sends, so a 403 without a reason is nothing that the caller forgot. */
const CAUSES: Readonly<Record<NonNullable<ReturnType<typeof problemOf>>['problem']['kind'], RefusalCause>> = {
  signed_out: 'signed_out',
  wrong_org: 'wrong_org',
  challenged: 'challenged',
  rate_limited: 'rate_limited',
  schema: 'server',
  network: 'no_answer',
  server: 'server',
};

function refused(cause: RefusalCause, status: number | null, detail: string): TruthResult {
  return { ok: false, problem: { kind: 'refused', cause, status, detail } };
}
