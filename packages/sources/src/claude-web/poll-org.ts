import type { Report } from '@claude-meter/core';
import { parseJson } from '../json-fields.ts';
import { type Answer, type Refusal, wrongOrg } from './classify.ts';
import { decodeLimits } from './decode-limits.ts';
import { overagePath, subscriptionPath, usagePath } from './endpoints.ts';
import { extraMarkOf } from './extra-usage.ts';
import type { Org } from './org.ts';
import { ABSENT, answerOf, type Got } from './poll-account.ts';
import {
  EMPTY_ORG,
  isOld,
  isWaiting,
  type OrgMemory,
  type PollMemory,
  type SideBody,
  type Trouble,
  troubleAfter,
} from './poll-memory.ts';
import { quote } from './quote.ts';

export interface OrgInput {
  get: (path: string) => Promise<Got>;
  now: () => number;
  skip: (orgUuid: string) => boolean;
  force: boolean;
  signal?: { readonly aborted: boolean } | undefined;
}

export interface AskedOrg {
  report: Report;
  memory: OrgMemory;
  /** The org was refused for the first time: the login may have changed, so ask the account before believing it. */
  doubt: boolean;
}

/** Asks one org for its usage, and for the other bodies when they are due. */
export async function askOrg(memory: PollMemory, org: Org, input: OrgInput): Promise<AskedOrg> {
  const known = memory.byOrg[org.orgUuid] ?? EMPTY_ORG;
  const about = { email: memory.email, org };
  const idle = () => ({ report: presence(about, input.now()), memory: known, doubt: false });
  if (isAborted(input) || input.skip(org.orgUuid)) return idle();
  if (known.trouble !== null && !input.force && isWaiting(known.trouble, input.now())) {
    return { report: refused(about, known.trouble, input.now()), memory: known, doubt: false };
  }
  const got = await input.get(usagePath(org.orgUuid));
  if (isAborted(input)) return idle();
  const at = input.now();
  const answer = answerOf(got, at);
  if ('text' in answer) return answered({ about, known, answer, at }, input);
  const trouble = troubleAfter(known.trouble, answer, { now: at });
  const { status, kind } = answer.problem;
  const asked = { report: refused(about, trouble, at), memory: { ...known, trouble } };
  const doubt = DOUBTFUL.has(kind);
  const outlived = known.trouble?.problem.status === status && memory.accountTrouble === null;
  return doubt && outlived ? settled({ ...asked, doubt: false }) : { ...asked, doubt };
}

interface About {
  email: string | null;
  org: Org;
}

const DOUBTFUL: ReadonlySet<string> = new Set(['signed_out', 'wrong_org']);

/** A refusal that a good answer about the account has outlived is a matter of this org alone. */
export function settled({ report, memory, doubt }: AskedOrg): AskedOrg {
  if (memory.trouble?.problem.kind !== 'signed_out') return { report, memory, doubt };
  const { problem, error } = wrongOrg(memory.trouble);
  return {
    report: { ...report, problem, errors: [error] },
    memory: { ...memory, trouble: { problem, error, backOff: null } },
    doubt,
  };
}

interface Answered {
  about: About;
  known: OrgMemory;
  answer: Answer;
  at: number;
}

async function answered({ about, known, answer, at }: Answered, input: OrgInput): Promise<AskedOrg> {
  const decoded = decodeLimits(answer.text, true);
  const extraMark = decoded.ok ? extraMarkOf(decoded.body) : known.extraMark;
  const now = input.force || (known.extraMark !== null && extraMark !== known.extraMark);
  const ask = decoded.ok
    ? (side: SideBody, path: string, name: string) => askSide(side, { path, name, atOnce: now }, input)
    : (side: SideBody) => Promise.resolve(side);
  const { orgUuid } = about.org;
  const overage = await ask(known.overage, overagePath(orgUuid), 'Extra usage');
  const subscription = await ask(known.subscription, subscriptionPath(orgUuid), 'Subscription');
  const errors = [overage, subscription].flatMap((side) =>
    side.trouble === null ? [] : [side.trouble.error],
  );
  const report: Report = {
    ...presence(about, at),
    usage: answer.text,
    endpoint: usagePath(orgUuid),
    status: answer.status,
    overage: overage.text,
    subscription: subscription.text,
    errors,
  };
  return { report, memory: { trouble: null, extraMark, overage, subscription }, doubt: false };
}

async function askSide(
  side: SideBody,
  { path, name, atOnce }: { path: string; name: string; atOnce: boolean },
  input: OrgInput,
): Promise<SideBody> {
  const due =
    atOnce ||
    (!isWaiting(side.trouble, input.now()) && (side.trouble !== null || isOld(side.at, input.now())));
  if (!due || isAborted(input)) return side;
  const got = await input.get(path);
  if (isAborted(input)) return side;
  const now = input.now();
  const answer = readableOf(answerOf(got, now));
  if ('text' in answer) return { text: answer.text, at: now, trouble: null };
  if (isAbsent(answer)) return { text: null, at: now, trouble: null };
  const named = { ...answer, error: `${name}: ${answer.error}` };
  return { ...side, trouble: troubleAfter(side.trouble, named, { now, always: true }) };
}

/** Nothing is metered, or nothing is paid here. */
function isAbsent({ problem }: Refusal): boolean {
  return problem.kind !== 'challenged' && ABSENT.has(problem.status ?? 0);
}

/** A body that is no JSON cannot be passed on as one. */
function readableOf(answer: Answer | Refusal): Answer | Refusal {
  if ('problem' in answer || parseJson(answer.text) !== undefined) return answer;
  return {
    problem: { kind: 'schema', status: answer.status, retry_at: null },
    error: `the answer is not JSON: ${quote(answer.text)}. The usage numbers do not need it.`,
  };
}

function isAborted(input: OrgInput): boolean {
  return input.signal?.aborted === true;
}

/** Only says that this session has the org. */
export function presence({ email, org }: About, now: number): Report {
  return {
    orgUuid: org.orgUuid,
    fetchedAt: new Date(now).toISOString(),
    account: { email, org_name: org.name, plan: org.plan },
    usage: null,
    endpoint: null,
    status: null,
    overage: null,
    subscription: null,
    problem: null,
    errors: [],
  };
}

/** The org could not be read, and why. */
export function refused(about: About, trouble: Trouble, now: number): Report {
  const { problem, error } = trouble;
  return { ...presence(about, now), status: problem.status, problem, errors: [error] };
}
