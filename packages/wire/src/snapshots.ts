import { PROBLEM_KINDS, type Snapshot, SOURCES } from '@claude-meter/core';
import * as v from 'valibot';
import { elementsOf, membersOf } from './raw-json.ts';

/** The array that `GET /snapshots` returns. Bodies are put in verbatim: no number is ever printed again. */
export function printSnapshots(snapshots: readonly Snapshot[]): string {
  return `[${snapshots.map(printSnapshot).join(',\n')}]\n`;
}

function printSnapshot(snapshot: Snapshot): string {
  const {
    org_uuid,
    browser,
    account_email,
    fetched_at,
    usage,
    overage,
    subscription,
    errors,
    stale,
    ...rest
  } = snapshot;
  const head = JSON.stringify({ org_uuid, browser, account_email, fetched_at });
  const bodies = `"usage":${verbatim(usage)},"overage":${verbatim(overage)},"subscription":${verbatim(subscription)}`;
  const tail = JSON.stringify({ errors, stale, ...rest });
  return `${head.slice(0, -1)},${bodies},${tail.slice(1)}`;
}

function verbatim(body: string | null): string {
  return body === null ? 'null' : body.trim();
}

const text = v.nullable(v.string());
const MoneySchema = v.object({ minor: v.number(), currency: text, exponent: v.number() });

export const LimitSchema = v.object({
  id: v.string(),
  kind: v.picklist(['session', 'weekly', 'scoped', 'pool', 'other']),
  label: v.string(),
  percent: v.nullable(v.number()),
  resets_at: text,
  is_active: v.boolean(),
  used: v.nullable(MoneySchema),
  limit: v.nullable(MoneySchema),
  locked_reason: text,
});

/** Every key of a snapshot but the three bodies, which are JSON of claude.ai and kept as text. */
export const SnapshotSchema = v.object({
  org_uuid: v.string(),
  browser: v.string(),
  account_email: text,
  fetched_at: v.string(),
  errors: v.array(v.string()),
  stale: v.boolean(),
  source: v.picklist(SOURCES),
  received_at: v.string(),
  instance: text,
  org_name: text,
  plan: text,
  limits: v.array(LimitSchema),
  extra: v.nullable(
    v.object({
      enabled: v.nullable(v.boolean()),
      used: v.nullable(MoneySchema),
      limit: v.nullable(MoneySchema),
      percent: v.nullable(v.number()),
      blocked: v.boolean(),
      blocked_until: text,
      reason: text,
    }),
  ),
  billing: v.nullable(
    v.object({
      status: text,
      next_charge: text,
      ends_at: text,
      card: v.nullable(v.object({ brand: v.string(), last4: v.string() })),
    }),
  ),
  breakdown: v.array(v.object({ key: v.string(), label: v.string(), percent: v.number() })),
  problem: v.nullable(
    v.object({ kind: v.picklist(PROBLEM_KINDS), status: v.nullable(v.number()), retry_at: text }),
  ),
  provenance: v.nullable(v.object({ endpoint: text, status: v.nullable(v.number()), sha256: v.string() })),
});

export type ParsedSnapshots = { ok: true; snapshots: Snapshot[] } | { ok: false; error: string };

/** Reads what `printSnapshots` printed, in another process. Says so when something else was on the port. */
export function parseSnapshots(body: string): ParsedSnapshots {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return { ok: false, error: `The answer is not JSON: ${JSON.stringify(body.slice(0, 80))}` };
  }
  const result = v.safeParse(v.array(SnapshotSchema), parsed, { abortEarly: true });
  if (!result.success) {
    const path = v.getDotPath(result.issues[0]) ?? 'the answer';
    return { ok: false, error: `The answer is no array of snapshots: ${path}: ${result.issues[0].message}` };
  }
  const texts = elementsOf(body);
  return {
    ok: true,
    snapshots: result.output.map((fields, index) => ({ ...fields, ...bodiesOf(texts[index] ?? '{}') })),
  };
}

function bodiesOf(snapshotText: string): Pick<Snapshot, 'usage' | 'overage' | 'subscription'> {
  const members = membersOf(snapshotText);
  const body = (key: string): string | null => {
    const value = members.get(key);
    return value === undefined || value === 'null' ? null : value;
  };
  return { usage: body('usage'), overage: body('overage'), subscription: body('subscription') };
}
