import type {
  ComparedValue,
  JudgedClaim,
  Sameness,
  TruthOrigin,
  VerdictClass,
  VerdictId,
} from '@claude-meter/verify';
import { lagOf } from '@claude-meter/verify';
import type { Check } from './check.ts';

/** What `claude-meter verify --json` prints. Documented in docs/verify.md; add, never rename. */
export interface VerifyReport {
  checked_at: string;
  verdict: VerdictId;
  class: VerdictClass;
  exit_code: number;
  title: string;
  means: string;
  remedy: string;
  truth: {
    from: TruthOrigin;
    org_uuid: string | null;
    account_email: string | null;
    at: string | null;
    bytes: number;
    sha256: string;
    notes: string[];
  } | null;
  /** Why there is no truth; its kind and what belongs to it. */
  truth_problem: Record<string, unknown> | null;
  bridge: {
    address: string;
    orgs: { org_uuid: string; account_email: string | null; browser: string; stale: boolean }[];
    org_uuid: string | null;
    browser: string | null;
    source: string | null;
    account_email: string | null;
    fetched_at: string | null;
    age_ms: number | null;
    /** How far the bridge is behind step 1; negative when it is ahead. */
    lag_ms: number | null;
    stale: boolean | null;
    bytes: number | null;
    sha256: string | null;
    problem: Record<string, unknown> | null;
  } | null;
  comparison: { sameness: Sameness; values: ComparedValue[] } | null;
  page: JudgedClaim[] | null;
  tracker: JudgedClaim[] | null;
}

/** A check as a record for machines. */
export function reportOf(check: Check): VerifyReport {
  const { verdict } = check;
  return {
    checked_at: new Date(check.at).toISOString(),
    verdict: verdict.id,
    class: verdict.class,
    exit_code: verdict.exit,
    title: verdict.title,
    means: verdict.means,
    remedy: verdict.remedy,
    truth: truthOf(check),
    truth_problem: check.truth.ok ? null : { ...check.truth.problem },
    bridge: bridgeOf(check),
    comparison: check.bridge?.comparison ?? null,
    page: check.page,
    tracker: check.tracker,
  };
}

function truthOf({ truth: result, truthSha256 }: Check): VerifyReport['truth'] {
  if (!result.ok || truthSha256 === null) return null;
  const { from, orgUuid, accountEmail, at, body, notes } = result.truth;
  return {
    from,
    org_uuid: orgUuid,
    account_email: accountEmail,
    at: at === null ? null : new Date(at).toISOString(),
    bytes: Buffer.byteLength(body),
    sha256: truthSha256,
    notes,
  };
}

function bridgeOf({ bridge, truth, at }: Check): VerifyReport['bridge'] {
  if (bridge === null) return null;
  const { row, body, problem } = bridge;
  return {
    address: `http://127.0.0.1:${bridge.port}/snapshots`,
    orgs: bridge.snapshots.map(({ org_uuid, account_email, browser, stale }) => ({
      org_uuid,
      account_email,
      browser,
      stale,
    })),
    org_uuid: row?.org_uuid ?? null,
    browser: row?.browser ?? null,
    source: row?.source ?? null,
    account_email: row?.account_email ?? null,
    fetched_at: row?.fetched_at ?? null,
    age_ms: row === null ? null : at - Date.parse(row.fetched_at),
    lag_ms: row === null || !truth.ok ? null : lagOf(row, truth.truth, at),
    stale: row?.stale ?? null,
    bytes: body === null ? null : Buffer.byteLength(body.text),
    sha256: body?.sha256 ?? null,
    problem: problem === null ? null : { ...problem },
  };
}
