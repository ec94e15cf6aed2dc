import type { Report, Session } from '@claude-meter/core';
import { membersOf, printPost } from '@claude-meter/wire';
import type { ClaudeCodeAccount } from '../collect/claude-code/read-account.ts';
import { TOLD_CADENCE_MS, toldAt } from './told-at.ts';

const SESSION: Session = {
  source: 'statusline',
  browser: 'Claude Code',
  instance: null,
  cadenceMs: TOLD_CADENCE_MS,
};

/**
 * The post that hands on what Claude Code told. Its numbers are those of its last answer, however often the line is
 * drawn: they are as old as its last word in the transcript.
 *
 * @param input what Claude Code wrote, JSON
 */
export function postOfInput(
  input: string,
  {
    account,
    transcriptPath,
    now,
  }: { account: ClaudeCodeAccount; transcriptPath: string | null; now: number },
): string | null {
  const rateLimits = membersOf(input).get('rate_limits');
  if (rateLimits === undefined || !rateLimits.startsWith('{')) return null;
  const report: Report = {
    orgUuid: account.orgUuid,
    fetchedAt: new Date(toldAt(transcriptPath, now)).toISOString(),
    account: { email: account.email, org_name: null, plan: null },
    usage: `{"rate_limits":${rateLimits}}`,
    endpoint: null,
    status: null,
    overage: null,
    subscription: null,
    problem: null,
    errors: [],
  };
  return printPost(SESSION, [report]);
}
