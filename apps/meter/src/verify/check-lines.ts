import { ago } from '@claude-meter/core';
import type { BridgeProblem, JudgedClaim, TruthProblem } from '@claude-meter/verify';
import { bridgeUrl, ROUTES } from '@claude-meter/wire';
import { localStamp } from '../cli/view/local-time.ts';
import { printable } from '../cli/view/printable.ts';
import { type Line, span } from '../cli/view/styled.ts';
import type { BridgeFinding, Check } from './check.ts';
import { comparisonLines } from './comparison-lines.ts';
import { table } from './table.ts';

export interface CheckView {
  timeZone: string;
  /** Width of the terminal; Infinity where nothing has to fit. */
  columns: number;
  /** Show every value, not only those that matter. */
  all: boolean;
}

/** A check for a person: the steps that were asked for, each with its evidence. */
export function checkLines(check: Check, view: CheckView): Line[] {
  const lines = [heading('Step 1: what claude.ai served'), ...truthLines(check, view)];
  if (check.page !== null) lines.push([], ...claimLines(check.page, 'the settings page shows', view.columns));
  if (check.tracker !== null) lines.push([], ...claimLines(check.tracker, 'the tracker shows', view.columns));
  if (check.bridge !== null) {
    lines.push([], heading('Step 2: what the bridge serves'), ...bridgeLines(check, check.bridge, view));
  }
  return lines;
}

export function heading(text: string): Line {
  return [span(text, 'bold')];
}

export function detail(text: string, style: 'plain' | 'dim' | 'warning' = 'plain'): Line {
  return [span(`  ${printable(text)}`, style)];
}

const ORIGINS = {
  har: 'DevTools export',
  copied: 'copied body',
  direct: 'own request to claude.ai',
} as const;

function truthLines({ truth: result, truthSha256 }: Check, { timeZone }: CheckView): Line[] {
  if (!result.ok) return truthProblemLines(result.problem);
  const { from, orgUuid, accountEmail, at, body, notes } = result.truth;
  const org = orgUuid === null ? '' : `, org ${orgUuid}`;
  const account = accountEmail === null ? '' : `, ${accountEmail}`;
  const when = at === null ? 'at an unknown time' : `at ${localStamp(at, timeZone)}`;
  return [
    detail(`${ORIGINS[from]}${org}${account}`),
    detail(`answered ${when}, ${digestText(body, truthSha256 ?? '')}`),
    ...notes.map((note) => detail(note, 'dim')),
  ];
}

function truthProblemLines(problem: TruthProblem): Line[] {
  switch (problem.kind) {
    case 'unreadable':
      return [detail(problem.error, 'warning')];
    case 'har_no_request':
      return [
        detail(problem.seen.length === 0 ? 'The export is empty.' : 'In the export instead:', 'warning'),
        ...problem.seen.map((line) => detail(`  ${line}`)),
      ];
    case 'har_no_body': {
      const cleaned = problem.sanitised ? ' The export was sanitised.' : '';
      return [detail(`The request is there, its answer is not.${cleaned}`, 'warning')];
    }
    case 'har_several_orgs':
    case 'har_other_org':
    case 'org_unknown':
      return [
        detail(problem.orgs.length === 0 ? 'No org is known.' : 'Orgs to choose from:', 'warning'),
        ...problem.orgs.map((org) => detail(`  --org ${org}`)),
      ];
    case 'not_usage':
      return [detail(problem.hint ?? 'Nothing of it is known.', 'warning')];
    case 'refused': {
      const status = problem.status === null ? 'no HTTP status' : `HTTP ${problem.status}`;
      return [detail(problem.detail === null ? status : `${status}. ${problem.detail}`, 'warning')];
    }
    case 'har_truncated':
    case 'har_foreign':
    case 'body_not_json':
      return [detail('Nothing could be read.', 'warning')];
  }
}

function bridgeLines(check: Check, bridge: BridgeFinding, view: CheckView): Line[] {
  const { row, body, comparison } = bridge;
  const address = bridgeUrl(bridge.port) + ROUTES.snapshots;
  if (row === null || body === null || comparison === null) {
    return [detail(address), ...bridgeProblemLines(bridge.problem), ...orgLines(bridge, view.columns)];
  }
  const byBrowser = check.truth.ok && check.truth.truth.from !== 'direct';
  const first = byBrowser ? 'DevTools showed' : 'claude.ai served';
  const seen = Date.parse(row.fetched_at);
  const stale = row.stale ? ', stale: true' : '';
  const sameBytes = comparison.sameness === 'bytes' ? 'identical' : 'not identical';
  return [
    detail(`${address}/${row.org_uuid}/usage`),
    detail(`${row.browser} (${row.source}), ${row.account_email ?? 'account unknown'}`),
    detail(`fetched ${localStamp(seen, view.timeZone)}, ${ago(seen, check.at)}${stale}`),
    detail(`${digestText(body.text, body.sha256)}: ${sameBytes} to step 1`),
    [],
    ...comparisonLines(comparison, { ...view, first }),
  ];
}

function bridgeProblemLines(problem: BridgeProblem | null): Line[] {
  if (problem === null) return [];
  if (problem.kind === 'other_program' || problem.kind === 'denied')
    return [detail(problem.error, 'warning')];
  if (problem.kind !== 'no_body') return [];
  const reasons = problem.errors.length > 0 ? problem.errors : ['No reason was given.'];
  return reasons.map((reason) => detail(reason, 'warning'));
}

function orgLines({ snapshots }: BridgeFinding, columns: number): Line[] {
  if (snapshots.length === 0) return [];
  const rows = snapshots.map(({ org_uuid, account_email, browser, stale }) =>
    [org_uuid, account_email ?? 'account unknown', browser, stale ? 'stale' : 'fresh'].map((text) =>
      span(printable(text)),
    ),
  );
  return [detail('Orgs that the bridge holds:'), ...table(rows, columns)];
}

const CLAIM_WORDS: Readonly<Record<JudgedClaim['relation'], string>> = {
  exact: 'the served number',
  rounding: 'rounded (half a unit of the last digit at most)',
  factor_100: 'off by a factor of 100',
  different: 'different',
  not_served: 'claude.ai served no such window',
};

function claimLines(claims: readonly JudgedClaim[], who: string, columns: number): Line[] {
  const head = ['window', 'claude.ai served', who, 'how they relate'].map((text) => span(text, 'dim'));
  const rows = claims.map(({ window, served, percent, relation }) => [
    span(printable(window)),
    span(served ?? '—'),
    span(percent),
    span(CLAIM_WORDS[relation], relation === 'exact' || relation === 'rounding' ? 'calm' : 'full'),
  ]);
  return table([head, ...rows], columns);
}

function digestText(body: string, sha256: string): string {
  return `${Buffer.byteLength(body)} bytes, sha256 ${sha256.slice(0, 12)}…`;
}
