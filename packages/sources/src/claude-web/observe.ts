import type { Body, Observation, Problem, Report, Session, UsageBody } from '@claude-meter/core';
import { decodeStatuslineUsage } from '../claude-statusline/decode-statusline-usage.ts';
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

/**
 * Reads the bodies of a report. A usage text in which nothing is known becomes a `schema` problem and no usage, so
 * that the last good numbers stay; an overage or subscription text in which nothing is known is dropped. Each says so
 * in a sentence.
 */
export function observe(report: Report, given: Given): Observation {
  const errors = [...report.errors];
  const { usage, problem } = usageOf(report, given, errors);
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
  given: Given,
  errors: string[],
): { usage: UsageBody | null; problem: Problem | null } {
  if (report.usage === null) return { usage: null, problem: null };
  const decoded = decodeBySource(report.usage, given);
  if (!decoded.ok) {
    errors.push(decoded.reason);
    return { usage: null, problem: { kind: 'schema', status: report.status, retry_at: null } };
  }
  const { endpoint, status } = report;
  const sha256 = given.sha256 ?? '';
  return { usage: { text: report.usage, meaning: decoded.usage, sha256, endpoint, status }, problem: null };
}

/** What a usage text is depends on who posted it: a body of claude.ai, or what Claude Code tells its status line. */
function decodeBySource(text: string, { session, receivedAt, orgOnPercent }: Given): DecodedUsage {
  switch (session.source) {
    case 'statusline':
      return decodeStatuslineUsage(text, receivedAt);
    case 'oauth':
      // This interface never counted in fractions.
      return decodeUsage(text, true);
    case 'extension':
    case 'cookies':
    case 'import':
      return decodeUsage(text, orgOnPercent);
  }
}

function bodyOf<T>(
  text: string | null,
  decode: (text: string) => T | null,
  { name, errors }: { name: string; errors: string[] },
): Body<T | null> | null {
  if (text === null) return null;
  const meaning = decode(text);
  const parsed = parseJson(text);
  if (meaning === null && !(parsed.ok && parsed.value === null)) {
    errors.push(`The ${name} answer holds nothing known: ${quote(text)}. The usage numbers do not need it.`);
    return null;
  }
  return { text, meaning };
}
