import type { Problem, ProblemKind, Report } from '@claude-meter/core';
import { askAccount } from './poll-account.ts';
import { EMPTY_MEMORY, isOld, isWaiting, type OrgMemory, type PollMemory } from './poll-memory.ts';
import { askOrg, type OrgInput, presence, refused, settled } from './poll-org.ts';

export interface PollInput extends OrgInput {
  /** What the last poll returned; null at the first one. */
  memory: PollMemory | null;
}

export interface PollResult {
  /** One per org of the account, also for those that were skipped or could not be read. */
  reports: Report[];
  memory: PollMemory;
  /** What keeps the whole session from being asked; null while orgs can be asked. */
  problem: Problem | null;
  /** Sentences about the account; those about an org are in its report. */
  errors: string[];
}

/**
 * One poll of one session, request after request: the usage of every org; account, organizations, overage and
 * subscription at the start, on change and every `META_MS`. In steady state that is one request per org.
 *
 * While the account cannot be read, every org known from before is reported with that problem, so that its rows stay
 * and say why they are old. An org that refuses is reported with its own problem and does not hold up the others. The
 * first 401 or 403 of an org makes the account be asked again in the same poll: if it says "signed out", that goes for
 * all; if another person is signed in, that person's orgs are asked; else it is a matter of that org alone.
 *
 * @param input.get asks for a path of `endpoints.ts`, with a time limit of its own; never rejects
 * @param input.skip orgs that another session delivers: not asked, only named; asked for under `force` too, so that one
 *   refresh of several sessions asks for an org they share once
 * @param input.force somebody pressed "refresh": everything is asked now, whatever was backed off from
 */
export async function pollSession(input: PollInput): Promise<PollResult> {
  let memory = input.memory?.version === 1 ? input.memory : EMPTY_MEMORY;
  let errors: string[] = [];
  let accountAsked = false;
  const ask = async () => {
    accountAsked = true;
    const asked = await askAccount(memory, input);
    // What comes back from requests that were broken off says nothing about the account.
    if (input.signal?.aborted !== true) ({ memory, errors } = asked);
  };
  if (input.signal?.aborted !== true && isAccountDue(memory, input)) await ask();

  const reports = new Map<string, Report>();
  for (;;) {
    const org = memory.orgs.find((candidate) => !reports.has(candidate.orgUuid));
    if (org === undefined || sessionProblem(memory) !== null) break;
    let asked = await askOrg(memory, org, input);
    if (asked.doubt && !accountAsked && !isWaiting(memory.accountTrouble, input.now())) await ask();
    if (asked.doubt && memory.accountTrouble === null) asked = settled(asked);
    memory = keep(memory, org.orgUuid, asked.memory);
    reports.set(org.orgUuid, asked.report);
  }
  return conclude({ memory, errors, reports }, input.now());
}

function isAccountDue(memory: PollMemory, input: PollInput): boolean {
  if (input.force) return true;
  const { accountTrouble, accountAt } = memory;
  return accountTrouble === null ? isOld(accountAt, input.now()) : !isWaiting(accountTrouble, input.now());
}

/** Problems with the account that every other request of this session would meet too. */
const SESSION_WIDE: ReadonlySet<ProblemKind> = new Set([
  'signed_out',
  'challenged',
  'rate_limited',
  'network',
]);

function sessionProblem({ accountTrouble, orgs }: PollMemory): Problem | null {
  if (accountTrouble === null) return null;
  const { problem } = accountTrouble;
  return SESSION_WIDE.has(problem.kind) || orgs.length === 0 ? problem : null;
}

/** An org that the account no longer has is not remembered. */
function keep(memory: PollMemory, orgUuid: string, org: OrgMemory): PollMemory {
  if (!memory.orgs.some((candidate) => candidate.orgUuid === orgUuid)) return memory;
  return { ...memory, byOrg: { ...memory.byOrg, [orgUuid]: org } };
}

function conclude(
  { memory, errors, reports }: { memory: PollMemory; errors: string[]; reports: Map<string, Report> },
  now: number,
): PollResult {
  const problem = sessionProblem(memory);
  const trouble = memory.accountTrouble;
  const concluded = memory.orgs.map((org) => {
    const about = { email: memory.email, org };
    const report = reports.get(org.orgUuid) ?? presence(about, now);
    return problem === null || trouble === null || report.usage !== null
      ? report
      : refused(about, trouble, now);
  });
  // The account answered just before, and yet no org does: the login may have ended in between.
  const ended = concluded.length > 0 && concluded.every((report) => report.problem?.status === 401);
  return {
    reports: concluded,
    memory: ended ? { ...memory, accountAt: null } : memory,
    problem,
    errors: trouble === null ? errors : [...errors, `Account: ${trouble.error}`],
  };
}
