import type { Body, Observation, Problem, Report, Session, UsageBody } from '@claude-meter/core';
import { parseJson } from '../json-fields.ts';
import { decodeOverage } from './decode-overage.ts';
import { decodeSubscription } from './decode-subscription.ts';
import { type DecodedUsage, decodeUsage } from './decode-usage.ts';
import { quote } from './quote.ts';

/** What the receiver of a report knows beside it. */
export interface Given {
  session: Session;
  /** ms. */
  receivedAt: number;
  /** Hex SHA-256 of the UTF-8 bytes of the usage text; null when nobody reckoned it (`''` is stored then). */
  sha256: string | null;
  /** Whether this org has proven to count in percent (`State.percentOrgs`). */
  orgOnPercent: boolean;
}

/** Reads a usage text. */
export type UsageDecoder = (text: string) => DecodedUsage;

/**
 * Reads the bodies of a report. A usage text in which nothing is known becomes a `schema` problem and no usage, so
 * that the last good numbers stay; an overage or subscription text in which nothing is known is dropped. Each says so
 * in a sentence.
 */
export function observeWeb(
  report: Report,
  given: Given,
  decode: UsageDecoder = (text) => decodeUsage(text, given.orgOnPercent),
): Observation {
  const errors = [...report.errors];
  const { usage, problem } = usageOf(report, { decode, sha256: given.sha256, errors });
  return {
    orgUuid: report.orgUuid,
    session: given.session,
    fetchedAt: report.fetchedAt,
    receivedAt: given.receivedAt,
    account: report.account,
    usage,
    overage: bodyOf(report.overage, decodeOverage, { name: 'extra usage', errors }),
    subscription: bodyOf(report.subscription, decodeSubscription, { name: 'subscription', errors }),
    problem: report.problem ?? problem,
    errors,
  };
}

function usageOf(
  report: Report,
  { decode, sha256, errors }: { decode: UsageDecoder; sha256: string | null; errors: string[] },
): { usage: UsageBody | null; problem: Problem | null } {
  if (report.usage === null) return { usage: null, problem: null };
  const decoded = decode(report.usage);
  if (!decoded.ok) {
    errors.push(decoded.reason);
    return { usage: null, problem: { kind: 'schema', status: report.status, retry_at: null } };
  }
  const { endpoint, status } = report;
  const body = { text: report.usage, meaning: decoded.usage, sha256: sha256 ?? '', endpoint, status };
  return { usage: body, problem: null };
}

function bodyOf<T>(
  text: string | null,
  decode: (text: string) => T | null,
  { name, errors }: { name: string; errors: string[] },
): Body<T | null> | null {
  if (text === null) return null;
  const meaning = decode(text);
  if (meaning === null && parseJson(text) !== null) {
    errors.push(`The ${name} answer holds nothing known: ${quote(text)}. The usage numbers do not need it.`);
    return null;
  }
  return { text, meaning };
}
