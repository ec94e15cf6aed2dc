import type { Snapshot } from '@claude-meter/core';
import {
  type BridgeProblem,
  type Claim,
  type Comparison,
  compareBodies,
  type JudgedClaim,
  judge,
  judgeClaims,
  onlyOrg,
  orgsOf,
  pickRow,
  type Truth,
  type TruthResult,
  type Verdict,
  verdictOf,
} from '@claude-meter/verify';
import { askBridge, askUsageBody, type ServedBody, sha256 } from './ask-bridge.ts';
import { readTruth, type TruthWorld, type WantedTruth } from './read-truth.ts';

export interface CheckRequest {
  truth: WantedTruth;
  port: number;
  /** What the settings page shows, null when nobody said so. */
  page: readonly Claim[] | null;
  /** What another tool shows; with it the bridge is not asked. */
  tracker: readonly Claim[] | null;
}

/** Step 2 as far as it came. */
export interface BridgeFinding {
  port: number;
  /** Every row of the bridge; empty when it did not answer. */
  snapshots: readonly Snapshot[];
  row: Snapshot | null;
  body: ServedBody | null;
  comparison: Comparison | null;
  problem: BridgeProblem | null;
}

/** One run through steps 1 and 2, with all evidence. */
export interface Check {
  /** ms */
  at: number;
  verdict: Verdict;
  truth: TruthResult;
  /** Digest of the body of step 1, null without one. */
  truthSha256: string | null;
  page: JudgedClaim[] | null;
  tracker: JudgedClaim[] | null;
  bridge: BridgeFinding | null;
}

/** Runs steps 1 and 2 once. */
export async function check(
  request: CheckRequest,
  world: TruthWorld & { now: () => number },
): Promise<Check> {
  const found = await readTruth(request.truth, world);
  const { page, tracker } = claimsOn(found, request);
  const asked = found.ok && tracker === null ? await compareWithBridge(found.truth, request.port) : null;
  const truth = asked?.truth ?? found;
  const bridge = asked?.finding ?? null;
  const now = world.now();
  const id = judge({ now, truth, page, tracker, bridge: bridge === null ? null : judgeable(bridge) });
  const truthSha256 = truth.ok ? sha256(truth.truth.body) : null;
  return { at: now, verdict: verdictOf(id), truth, truthSha256, page, tracker, bridge };
}

function claimsOn(found: TruthResult, request: CheckRequest): Pick<Check, 'page' | 'tracker'> {
  const judged = (claims: readonly Claim[] | null) =>
    found.ok && claims !== null ? judgeClaims(found.truth.body, claims) : null;
  return { page: judged(request.page), tracker: judged(request.tracker) };
}

function judgeable({ row, comparison, problem }: BridgeFinding): Parameters<typeof judge>[0]['bridge'] {
  if (problem !== null) return { ok: false, problem };
  return row === null || comparison === null ? null : { ok: true, row, comparison };
}

/** @returns the truth with its org, or why it has none, and what the bridge holds against it */
async function compareWithBridge(
  truth: Truth,
  port: number,
): Promise<{ truth: TruthResult; finding: BridgeFinding }> {
  const finding: BridgeFinding = {
    port,
    snapshots: [],
    row: null,
    body: null,
    comparison: null,
    problem: null,
  };
  const answer = await askBridge(port);
  if (!answer.ok) return { truth: { ok: true, truth }, finding: { ...finding, problem: answer.problem } };
  const { snapshots } = answer;
  if (snapshots.length === 0) {
    return { truth: { ok: true, truth }, finding: { ...finding, problem: { kind: 'empty' } } };
  }
  const orgUuid = truth.orgUuid ?? onlyOrg(snapshots);
  if (orgUuid === null) {
    const problem = { kind: 'org_unknown' as const, orgs: orgsOf(snapshots) };
    return { truth: { ok: false, problem }, finding: { ...finding, snapshots } };
  }
  const owned = { ...truth, orgUuid };
  const rows = await compareRow(owned, { port, snapshots });
  return { truth: { ok: true, truth: owned }, finding: { ...finding, snapshots, ...rows } };
}

async function compareRow(
  truth: Truth & { orgUuid: string },
  bridge: { port: number; snapshots: readonly Snapshot[] },
): Promise<Pick<BridgeFinding, 'row' | 'body' | 'comparison' | 'problem'>> {
  const none = { row: null, body: null, comparison: null };
  const picked = pickRow(bridge.snapshots, truth);
  if (!picked.ok) return { ...none, problem: picked.problem };
  const { row } = picked;
  const body = await bodyOf(row, bridge.port);
  const compared = compareBodies(truth.body, body.text);
  if (compared.ok) return { row, body, comparison: compared.comparison, problem: null };
  const error = `The usage body of ${row.org_uuid} is no JSON.`;
  return { ...none, row, problem: { kind: 'other_program', error } };
}

/**
 * The bytes by themselves, when they are the ones of the chosen row: another browser's row may be newer, and a post may
 * have come between the two requests. Else the text inside the array, which lacks only the white space around it.
 */
async function bodyOf(row: Snapshot, port: number): Promise<ServedBody> {
  const served = await askUsageBody(port, row.org_uuid);
  if (served !== null && served.sha256 === row.provenance?.sha256) return served;
  const text = row.usage ?? '';
  return { text, sha256: sha256(text) };
}
