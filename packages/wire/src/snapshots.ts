import { type LimitKind, PROBLEM_KINDS, type Snapshot } from '@claude-meter/core';
import { GLANCE_FIELDS, limit, money, number, text } from './glance.ts';
import { parseArrayOf } from './parse-array.ts';
import { elementsOf, membersOf } from './raw-json.ts';
import type { Shape } from './shape.ts';

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

const extra: Shape = {
  object: {
    enabled: { nullable: 'boolean' },
    used: money,
    limit: money,
    percent: number,
    blocked: 'boolean',
    blocked_until: text,
    reason: text,
  },
};

const billing: Shape = {
  object: {
    status: text,
    next_charge: text,
    ends_at: text,
    card: { nullable: { object: { brand: 'string', last4: 'string' } } },
  },
};

const LIMIT_KINDS: readonly LimitKind[] = ['session', 'weekly', 'scoped', 'pool', 'other'];

type Fields = Omit<Snapshot, 'usage' | 'overage' | 'subscription'>;

/** Every key of a snapshot but the three bodies, which are JSON of claude.ai and kept as text. */
export const SNAPSHOT_SHAPE = {
  object: {
    ...GLANCE_FIELDS,
    limits: { arrayOf: { object: { ...limit.object, kind: { oneOf: LIMIT_KINDS } } } },
    problem: { nullable: { object: { kind: { oneOf: PROBLEM_KINDS }, status: number, retry_at: text } } },
    received_at: 'string',
    extra: { nullable: extra },
    billing: { nullable: billing },
    breakdown: { arrayOf: { object: { key: 'string', label: 'string', percent: 'number' } } },
    provenance: { nullable: { object: { endpoint: text, status: number, sha256: 'string' } } },
  } satisfies Record<keyof Fields, Shape>,
} as const;

export type ParsedSnapshots = { ok: true; snapshots: Snapshot[] } | { ok: false; error: string };

/** Reads what `printSnapshots` printed, in another process. Says so when something else was on the port. */
export function parseSnapshots(body: string): ParsedSnapshots {
  const parsed = parseArrayOf<Fields>(body, SNAPSHOT_SHAPE);
  if (!parsed.ok) return parsed;
  const texts = elementsOf(body);
  const snapshots = parsed.array.map((fields, index) => ({
    ...fields,
    ...bodiesOf(texts[index] ?? '{}'),
  }));
  return { ok: true, snapshots };
}

function bodiesOf(snapshotText: string): Pick<Snapshot, 'usage' | 'overage' | 'subscription'> {
  const members = membersOf(snapshotText);
  const body = (key: string): string | null => {
    const value = members.get(key);
    return value === undefined || value === 'null' ? null : value;
  };
  return { usage: body('usage'), overage: body('overage'), subscription: body('subscription') };
}
