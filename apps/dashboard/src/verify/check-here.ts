import type { Snapshot } from '@claude-meter/core';
import {
  type BridgeProblem,
  type Comparison,
  checkTruth,
  compareBodies,
  judge,
  onlyOrg,
  orgsOf,
  pickRow,
  readHar,
  type Truth,
  type TruthResult,
  type Verdict,
  verdictOf,
} from '@claude-meter/verify';
import { ROUTES } from '@claude-meter/wire';

/** What a person brought: an export of DevTools, or a copied response body. */
export interface Brought {
  text: string;
  /** When the file was written, ms; null for what was pasted. */
  writtenAt: number | null;
  /** The org that is meant; null to find out. */
  org: string | null;
}

/** Both steps with their evidence. Nothing of it has left the page. */
export interface HereChecked {
  verdict: Verdict;
  truth: TruthResult;
  truthSha256: string | null;
  row: Snapshot | null;
  shownSha256: string | null;
  comparison: Comparison | null;
}

/** What the check may ask of the meter. */
export interface CheckWorld {
  now: number;
  snapshots: readonly Snapshot[];
  /** The bytes of `GET /snapshots/{org}/usage` as text; null when there are none. */
  usageText: (org: string) => Promise<string | null>;
}

/** Steps 1 and 2 of the protocol, in the page: what claude.ai served against what the meter serves. */
export async function checkHere(brought: Brought, world: CheckWorld): Promise<HereChecked> {
  const found = truthOf(brought);
  const truth = found.ok ? withOrg(found.truth, brought.org, world.snapshots) : found;
  const bridge = truth.ok ? await stepTwo(truth.truth, world) : NOTHING;
  const judged =
    bridge.problem !== null
      ? { ok: false as const, problem: bridge.problem }
      : bridge.row !== null && bridge.comparison !== null
        ? { ok: true as const, row: bridge.row, comparison: bridge.comparison }
        : null;
  const id = judge({ now: world.now, truth, page: null, tracker: null, bridge: judged });
  return {
    verdict: verdictOf(id),
    truth,
    truthSha256: truth.ok ? await sha256(truth.truth.body) : null,
    row: bridge.row,
    shownSha256: bridge.text === null ? null : await sha256(bridge.text),
    comparison: bridge.comparison,
  };
}

/** An export of DevTools is told by its `log`; everything else is taken for a body. */
function truthOf({ text, writtenAt, org }: Brought): TruthResult {
  if (/^[\s\ufeff]*\{\s*"log"\s*:/.test(text)) {
    const read = readHar(text, org);
    return read.ok ? checkTruth(read.truth) : read;
  }
  const note =
    writtenAt === null ? 'Pasted: when it was copied is not known.' : 'Its time is that of the file.';
  const body = text.replace(/^\ufeff/, '');
  return checkTruth({ from: 'copied', orgUuid: org, body, at: writtenAt, accountEmail: null, notes: [note] });
}

function withOrg(truth: Truth, asked: string | null, snapshots: readonly Snapshot[]): TruthResult {
  const orgUuid = asked ?? truth.orgUuid ?? onlyOrg(snapshots);
  if (orgUuid !== null || snapshots.length === 0) return { ok: true, truth: { ...truth, orgUuid } };
  return { ok: false, problem: { kind: 'org_unknown', orgs: orgsOf(snapshots) } };
}

interface StepTwo {
  row: Snapshot | null;
  text: string | null;
  comparison: Comparison | null;
  problem: BridgeProblem | null;
}

const NOTHING: StepTwo = { row: null, text: null, comparison: null, problem: null };

async function stepTwo(truth: Truth, { snapshots, usageText }: CheckWorld): Promise<StepTwo> {
  const { orgUuid, accountEmail } = truth;
  if (orgUuid === null) return { ...NOTHING, problem: { kind: 'empty' } };
  const picked = pickRow(snapshots, { orgUuid, accountEmail });
  if (!picked.ok) return { ...NOTHING, problem: picked.problem };
  const { row } = picked;
  const served = await usageText(row.org_uuid);
  // A post may have come between: then the text inside the array is that of the chosen row.
  const same = served !== null && (await sha256(served)) === row.provenance?.sha256;
  const text = same ? served : (row.usage ?? '');
  const compared = compareBodies(truth.body, text);
  if (compared.ok) return { row, text, comparison: compared.comparison, problem: null };
  return {
    ...NOTHING,
    row,
    problem: { kind: 'other_program', error: 'The usage body of the meter is no JSON.' },
  };
}

/** Asks the meter for the bytes of one org. */
export async function usageText(org: string): Promise<string | null> {
  try {
    const response = await fetch(ROUTES.usage.replace(':org_uuid', encodeURIComponent(org)));
    return response.ok
      ? new TextDecoder('utf-8', { ignoreBOM: true }).decode(await response.arrayBuffer())
      : null;
  } catch {
    return null;
  }
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
