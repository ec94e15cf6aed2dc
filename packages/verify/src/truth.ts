import { decodeUsage } from '@claude-meter/sources';
import type { RefusalCause } from './refusal.ts';

/** Where step 1 got its body from. */
export type TruthOrigin = 'har' | 'copied' | 'direct';

/** What claude.ai served, as somebody saw it. */
export interface Truth {
  from: TruthOrigin;
  /** Null for a copied body: nothing in it says whose it is. */
  orgUuid: string | null;
  /** The body as text; its UTF-8 bytes are what was served. */
  body: string;
  /** When the answer came, ms; null when nobody knows. */
  at: number | null;
  accountEmail: string | null;
  /** Sentences about what was seen on the way, for people. */
  notes: string[];
}

/** Why there is no body to compare with. */
export type TruthProblem =
  | { kind: 'unreadable'; error: string }
  | { kind: 'har_truncated' | 'har_foreign' | 'body_not_json' }
  /** `seen`: what is in the export instead, one line each. */
  | { kind: 'har_no_request'; seen: string[] }
  | { kind: 'har_no_body'; sanitised: boolean }
  | { kind: 'har_several_orgs'; orgs: string[] }
  | { kind: 'har_other_org'; asked: string; orgs: string[] }
  /** `hint`: what it seems to be instead, null when that is not known. */
  | { kind: 'not_usage'; hint: string | null }
  /** `detail`: what a fetch of our own says beyond that, null for a recorded one. */
  | { kind: 'refused'; cause: RefusalCause; status: number | null; detail: string | null }
  /** A copied body, and the bridge holds several orgs (or none) that it could be of. */
  | { kind: 'org_unknown'; orgs: string[] };

export type TruthResult = { ok: true; truth: Truth } | { ok: false; problem: TruthProblem };

/**
 * Checks that the body of a truth is a usage body: what is none would only be found to differ. Nothing of a body that
 * is not known is repeated, since it may be anything that was in a clipboard.
 */
export function checkTruth(truth: Truth): TruthResult {
  let body: unknown;
  try {
    body = JSON.parse(truth.body);
  } catch {
    return { ok: false, problem: { kind: 'body_not_json' } };
  }
  if (decodeUsage(truth.body, false).ok) return { ok: true, truth };
  return { ok: false, problem: { kind: 'not_usage', hint: hintOf(body) } };
}

function hintOf(body: unknown): string | null {
  if (typeof body !== 'object' || body === null) return null;
  if ('log' in body) return 'It looks like an export of DevTools: give it with --har.';
  if (Array.isArray(body))
    return 'It looks like a list, perhaps what the bridge serves: step 1 comes from claude.ai.';
  const type = 'error' in body && isErrorObject(body.error) ? body.error.type : null;
  return type !== null && /^\w{1,60}$/.test(type) ? `It is an error of claude.ai: ${type}.` : null;
}

function isErrorObject(value: unknown): value is { type: string } {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}
