import { type Answer, networkProblem, problemOf, type Refusal } from './classify.ts';
import { decodeAccount, type WebAccount } from './decode-account.ts';
import { decodeOrganizations } from './decode-organizations.ts';
import { ACCOUNT_PATH, ORGANIZATIONS_PATH } from './endpoints.ts';
import { chatOrgs, type Org } from './org.ts';
import { EMPTY_ORG, type PollMemory, troubleAfter } from './poll-memory.ts';
import { quote } from './quote.ts';

/** An answer, or a sentence why none came. */
export type Got = Answer | { failed: string };

export interface AccountInput {
  get: (path: string) => Promise<Got>;
  now: () => number;
}

/** Asks who is signed in and which organizations there are; at most two requests. */
export async function askAccount(
  memory: PollMemory,
  { get, now }: AccountInput,
): Promise<{ memory: PollMemory; errors: string[] }> {
  const got = await get(ACCOUNT_PATH);
  const account = readAccount(got, now());
  if ('problem' in account) {
    const always = account.problem.kind === 'schema' || account.problem.kind === 'wrong_org';
    const accountTrouble = troubleAfter(memory.accountTrouble, account, { now: now(), always });
    return { memory: { ...memory, accountTrouble }, errors: [] };
  }
  const { orgs, errors } = readOrgs(await get(ORGANIZATIONS_PATH), account, now());
  return { memory: remember(memory, { account, orgs, now: now() }), errors };
}

/** What came back: a good answer, or what is wrong with it. */
export function answerOf(got: Got, now: number): Answer | Refusal {
  return 'failed' in got ? networkProblem(got.failed) : (problemOf(got, now) ?? got);
}

function readAccount(got: Got, now: number): WebAccount | Refusal {
  const answer = answerOf(got, now);
  if ('problem' in answer) return answer;
  return (
    decodeAccount(answer.text) ?? {
      problem: { kind: 'schema', status: answer.status, retry_at: null },
      error: `The account answer holds no account: ${quote(answer.text)}. Sign in at https://claude.ai; if that does not help, look for a newer ClaudeMeter.`,
    }
  );
}

/** Statuses by which a server says that it has no such body for this login. */
export const ABSENT: ReadonlySet<number> = new Set([403, 404, 405]);

/** The list of organizations knows more of each; the account's own memberships do where it fails. */
function readOrgs(got: Got, account: WebAccount, now: number): { orgs: Org[]; errors: string[] } {
  const answer = answerOf(got, now);
  const list = 'text' in answer ? decodeOrganizations(answer.text) : null;
  const listed = list === null ? [] : chatOrgs(list, account.memberships);
  if (listed.length > 0) return { orgs: listed, errors: [] };
  const orgs = chatOrgs(account.memberships, list ?? []);
  const errors: string[] = [];
  if ('problem' in answer) {
    if (!ABSENT.has(answer.problem.status ?? 0)) errors.push(`Organizations: ${answer.error}`);
  } else if (list === null) {
    errors.push(
      `Organizations: the answer is no list: ${quote(answer.text)}. The account's own list is used.`,
    );
  }
  if (orgs.length === 0) {
    errors.push('This account has no organization with chat. Sign in at https://claude.ai to another one.');
  }
  return { orgs, errors };
}

/** Another address is another person: nothing of the former one is kept. */
function remember(
  memory: PollMemory,
  { account, orgs, now }: { account: WebAccount; orgs: Org[]; now: number },
): PollMemory {
  const swapped = account.email !== null && memory.email !== null && account.email !== memory.email;
  const known = swapped ? [] : memory.orgs;
  const same = orgs.some((org) => known.some((other) => other.orgUuid === org.orgUuid));
  const byOrg = orgs.map((org) => [org.orgUuid, (swapped ? null : memory.byOrg[org.orgUuid]) ?? EMPTY_ORG]);
  return {
    version: 1,
    email: account.email ?? (same ? memory.email : null),
    orgs: orgs.map((org) => {
      const former = known.find((other) => other.orgUuid === org.orgUuid);
      return { ...org, name: org.name ?? former?.name ?? null, plan: org.plan ?? former?.plan ?? null };
    }),
    accountAt: now,
    accountTrouble: null,
    byOrg: Object.fromEntries(byOrg),
  };
}
