import { type Snapshot, SOURCES } from '@claude-meter/core';
import { type ParsedArray, parseArrayOf } from './parse-array.ts';
import type { Shape } from './shape.ts';

type Seen =
  | 'org_uuid'
  | 'browser'
  | 'account_email'
  | 'fetched_at'
  | 'errors'
  | 'stale'
  | 'source'
  | 'instance'
  | 'org_name'
  | 'plan'
  | 'limits'
  | 'problem';

/** What a badge or a notice needs of a snapshot. Of the usage body only whether there is one: it is parsed here. */
export interface Glance extends Pick<Snapshot, Seen> {
  usage: unknown;
}

export const text: Shape = { nullable: 'string' };
export const number: Shape = { nullable: 'number' };
export const money: Shape = { nullable: { object: { minor: 'number', currency: text, exponent: 'number' } } };

export const limit = {
  object: {
    id: 'string',
    kind: 'string',
    label: 'string',
    percent: number,
    resets_at: text,
    is_active: 'boolean',
    used: money,
    limit: money,
    locked_reason: text,
  },
} as const satisfies Shape;

/** Kinds are words here: one of a later meter is no reason to show nothing. */
export const GLANCE_FIELDS = {
  org_uuid: 'string',
  browser: 'string',
  account_email: text,
  fetched_at: 'string',
  errors: { arrayOf: 'string' },
  stale: 'boolean',
  source: { oneOf: SOURCES },
  instance: text,
  org_name: text,
  plan: text,
  limits: { arrayOf: limit },
  problem: { nullable: { object: { kind: 'string' } } },
} as const satisfies Record<Seen, Shape>;

/** Reads of what `printSnapshots` printed as much as a glance takes: a third of the code of `parseSnapshots`. */
export function parseGlances(body: string): ParsedArray<Glance> {
  return parseArrayOf<Glance>(body, { object: GLANCE_FIELDS });
}
