import type { Snapshot } from '@claude-meter/core';
import { describe, expect, it } from 'vitest';
import { plainSnapshot } from '../../core/test/plain-snapshot.ts';
import { pickRow } from './bridge-row.ts';
import { judgeClaims, parseClaims } from './claims.ts';
import { compareBodies } from './compare.ts';
import { readHar } from './har.ts';
import { type Findings, judge } from './judge.ts';
import type { RefusalCause } from './refusal.ts';
import { checkTruth, type Truth, type TruthProblem } from './truth.ts';
import { VERDICTS, type VerdictId, verdictOf } from './verdict.ts';
import { EXIT_OF } from './verdict-words.ts';

const NOW = Date.parse('2026-11-22T10:00:30Z');
const ORG = '11111111-1111-4111-8111-111111111111';
const BODY =
  '{"five_hour":{"utilization":42.0,"resets_at":"2026-11-22T12:00:00.910731+00:00"},"seven_day":{"utilization":85.70003930000001,"resets_at":null}}';

const truth = (more: Partial<Truth> = {}): Truth => ({
  from: 'har',
  orgUuid: ORG,
  body: BODY,
  at: NOW,
  accountEmail: null,
  notes: [],
  ...more,
});

const snapshot = (more: Partial<Snapshot> = {}): Snapshot =>
  plainSnapshot('2026-11-22T10:00:10Z', { org_uuid: ORG, usage: BODY, ...more });

const nothing: Findings = {
  now: NOW,
  truth: { ok: true, truth: truth() },
  page: null,
  tracker: null,
  bridge: { ok: false, problem: { kind: 'refused' } },
};

const found = (more: Partial<Findings>) => judge({ ...nothing, ...more });
const noTruth = (problem: TruthProblem) => found({ truth: { ok: false, problem } });
const refused = (cause: RefusalCause) => noTruth({ kind: 'refused', cause, status: null, detail: null });
const noBridge = (problem: Extract<Findings['bridge'], { ok: false }>['problem']) =>
  found({ bridge: { ok: false, problem } });

/** Both steps with what they show. */
function steps(
  shown: string,
  more: { snapshot?: Partial<Snapshot>; truth?: Partial<Truth> } = {},
): VerdictId {
  const step1 = truth(more.truth);
  const accountEmail = step1.accountEmail;
  const picked = pickRow([snapshot({ usage: shown, ...more.snapshot })], { orgUuid: ORG, accountEmail });
  if (!picked.ok) return found({ truth: { ok: true, truth: step1 }, bridge: picked });
  const compared = compareBodies(step1.body, picked.row.usage ?? '');
  if (!compared.ok) throw new Error(compared.error);
  const bridge = { ok: true as const, row: picked.row, comparison: compared.comparison };
  return found({ truth: { ok: true, truth: step1 }, bridge });
}

function claims(key: 'page' | 'tracker', text: string): VerdictId {
  const parsed = parseClaims(text);
  if (!parsed.ok) throw new Error(parsed.error);
  return found({ [key]: judgeClaims(BODY, parsed.claims) });
}

function checked(body: string): VerdictId {
  const result = checkTruth(truth({ body }));
  return found({ truth: result });
}

const har = (text: string, org: string | null = null) => found({ truth: readHar(text, org) });
const MOVED = BODY.replace('42.0', '47.0');

/** Every verdict of steps 1 and 2, produced on purpose. */
const PRODUCED: Record<Exclude<VerdictId, `handoff_${string}`>, () => VerdictId> = {
  exact: () => steps(BODY),
  exact_layout: () => steps(`${BODY}\n`),
  exact_clock: () => steps(BODY.replace('910731', '911')),
  reprinted: () => steps(BODY.replace('42.0', '42')),
  rounding: () => steps(BODY.replace('85.70003930000001', '85.7')),
  factor_100: () => steps(BODY.replace('42.0', '0.42')),
  different: () => steps(MOVED),
  outdated: () => steps(MOVED, { snapshot: { fetched_at: '2026-11-22T09:59:29Z' } }),
  truth_outdated: () => steps(MOVED, { truth: { at: NOW - 90_000 } }),
  stale: () => steps(BODY, { snapshot: { stale: true } }),
  bridge_refused: () => noBridge({ kind: 'refused' }),
  bridge_other_program: () => noBridge({ kind: 'other_program', error: '' }),
  bridge_old: () => noBridge({ kind: 'old' }),
  bridge_denied: () => noBridge({ kind: 'denied', error: '' }),
  bridge_empty: () => found({ bridge: pickRow([], { orgUuid: ORG, accountEmail: null }) as never }),
  bridge_no_body: () => steps('', { snapshot: { usage: null } }),
  other_org: () => steps(BODY, { snapshot: { org_uuid: 'other' } }),
  other_account: () => steps(BODY, { truth: { accountEmail: 'grace@example.com' } }),
  page_differs: () => claims('page', '5h=40'),
  tracker_agrees: () => claims('tracker', '5h=42,7d=86'),
  tracker_factor_100: () => claims('tracker', '5h=0.42,7d=86'),
  tracker_differs: () => claims('tracker', '5h=0.42,7d=31'),
  truth_unreadable: () => noTruth({ kind: 'unreadable', error: '' }),
  body_not_json: () => checked('not JSON'),
  not_usage: () => checked('{}'),
  org_unknown: () => noTruth({ kind: 'org_unknown', orgs: [] }),
  har_truncated: () => har('{"log":{"entries":['),
  har_foreign: () => har('not an export'),
  har_no_request: () => har('{"log":{"entries":[]}}'),
  har_no_body: () => har(harOf(ORG)),
  har_several_orgs: () => har(harOf(ORG, '22222222-2222-4222-8222-222222222222')),
  har_other_org: () => har(harOf(ORG), '22222222-2222-4222-8222-222222222222'),
  truth_signed_out: () => refused('signed_out'),
  truth_missing_cookie: () => refused('missing_cookie'),
  truth_missing_referer: () => refused('missing_referer'),
  truth_challenged: () => refused('challenged'),
  truth_wrong_org: () => refused('wrong_org'),
  truth_forbidden: () => refused('forbidden'),
  truth_rate_limited: () => refused('rate_limited'),
  truth_no_answer: () => refused('no_answer'),
  truth_failed: () => refused('server'),
};

function harOf(...orgs: string[]): string {
  const entries = orgs.map((org) => ({
    request: { method: 'GET', url: `https://claude.ai/api/organizations/${org}/usage` },
    response: { status: 200 },
  }));
  return JSON.stringify({ log: { entries } });
}

describe('the verdict', () => {
  it.each(Object.entries(PRODUCED))('is %s when it should be', (id, produce) => {
    expect(produce()).toBe(id);
  });

  it.each<[what: string, produce: () => VerdictId, expected: VerdictId]>([
    ['stale before equal', () => steps(BODY, { snapshot: { stale: true } }), 'stale'],
    [
      'equal before old: the same bytes are the same at any age',
      () => steps(BODY, { snapshot: { fetched_at: '2026-11-22T09:58:40Z' } }),
      'exact',
    ],
    [
      'a rounding before age: waiting does not round',
      () => steps(BODY.replace('42.0', '42'), { snapshot: { fetched_at: '2026-11-22T09:58:40Z' } }),
      'reprinted',
    ],
    [
      'another account before equal numbers',
      () => steps(BODY, { truth: { accountEmail: 'grace@example.com' } }),
      'other_account',
    ],
    [
      'the same account in other letters',
      () => steps(BODY, { truth: { accountEmail: 'Ada@Example.com' } }),
      'exact',
    ],
    [
      'age of a body of unknown time is counted from now',
      () => steps(MOVED, { truth: { at: null }, snapshot: { fetched_at: '2026-11-22T09:59:00Z' } }),
      'outdated',
    ],
    [
      'exactly 60 s is not more than 60 s',
      () => steps(MOVED, { snapshot: { fetched_at: '2026-11-22T09:59:30Z' } }),
      'different',
    ],
    ['no step 1 before everything', () => noTruth({ kind: 'har_truncated' }), 'har_truncated'],
    ['a page that differs before the bridge', () => claims('page', '5h=41'), 'page_differs'],
  ])('puts %s', (_what, produce, expected) => {
    expect(produce()).toBe(expected);
  });

  it('knows the other account when the bridge holds other orgs only', () => {
    const picked = pickRow([snapshot({ org_uuid: 'other' })], {
      orgUuid: ORG,
      accountEmail: 'grace@example.com',
    });
    expect(picked).toEqual({ ok: false, problem: { kind: 'other_account' } });
  });

  it('looks at the live row first, then at the newest', () => {
    const rows = [
      snapshot({ browser: 'A', stale: true, fetched_at: '2026-11-22T10:00:20Z' }),
      snapshot({ browser: 'B', usage: null }),
      snapshot({ browser: 'C', fetched_at: '2026-11-22T10:00:01Z' }),
      snapshot({ browser: 'D', fetched_at: '2026-11-22T10:00:02Z' }),
    ];
    const picked = pickRow(rows, { orgUuid: ORG, accountEmail: null });
    expect(picked.ok && picked.row.browser).toBe('D');
  });

  it.each(['oauth', 'statusline', 'import'] as const)(
    'never takes a text of %s for a body of claude.ai',
    (source) => {
      const hearsay = snapshot({ browser: 'Claude Code', source, fetched_at: '2026-11-22T10:00:05Z' });
      const served = snapshot({ browser: 'C', stale: true, fetched_at: '2026-11-22T10:00:01Z' });
      const about = { orgUuid: ORG, accountEmail: null };
      const picked = pickRow([hearsay, served], about);
      expect(picked.ok && picked.row.browser).toBe('C');
      expect(pickRow([hearsay], about)).toMatchObject({ ok: false, problem: { kind: 'no_body' } });
    },
  );

  it('ends with 0 for server truth alone', () => {
    const zero = Object.keys(VERDICTS).filter((id) => verdictOf(id as VerdictId).exit === 0);
    expect(zero).toEqual(['exact', 'exact_layout', 'exact_clock', 'tracker_agrees', 'handoff_seen']);
    expect(new Set(Object.values(EXIT_OF)).size).toBe(Object.values(EXIT_OF).length);
  });

  it.each(Object.keys(VERDICTS) as VerdictId[])('has whole sentences for %s', (id) => {
    const { title, means, remedy } = verdictOf(id);
    expect(title).toMatch(/[^.]$/);
    for (const sentence of [means, remedy]) expect(sentence).toMatch(/^(?:[A-Z"]|claude\.ai ).*[.]$/);
  });
});
