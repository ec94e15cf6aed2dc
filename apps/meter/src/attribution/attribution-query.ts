import { type Read, readOrg, readTime } from '../bridge/api/read-query.ts';
import { REACH_MS } from './attribute-account.ts';

/** The words of a question, from a command line or an address. */
export interface AttributionWords {
  org?: string | undefined;
  limit?: string | undefined;
  /** Ms or ISO-8601. */
  from?: string | undefined;
  to?: string | undefined;
  /** `1`: by pull request too. */
  prs?: string | undefined;
}

export interface AttributionQuery {
  org: string | null;
  limit: string | null;
  /** Ms; `from` is null when nobody named it. */
  from: number | null;
  to: number;
  withPullRequests: boolean;
}

/** Longer times are not shared out at once, ms: a year, and a day for leap years. */
const LONGEST_MS = 366 * 86_400_000;

/** Understands a question; what cannot be meant is answered with what would be. */
export function readAttributionQuery(words: AttributionWords, now: number): Read<AttributionQuery> {
  const query = { ...words };
  const org = query.org === undefined || query.org === '' ? null : readOrg(query);
  if (org !== null && !org.ok) return org;
  const to = readTime(query, 'to', now);
  if (!to.ok) return to;
  const from = readTime(query, 'from', Number.NaN);
  if (!from.ok) return from;
  const isNamed = !Number.isNaN(from.value);
  if (isNamed && from.value >= to.value) {
    return fail(`from ${quoted(words.from)} does not lie before to (${new Date(to.value).toISOString()}).`);
  }
  if (isNamed && to.value - from.value > Math.max(LONGEST_MS, REACH_MS)) {
    return fail(`from ${quoted(words.from)} lies more than a year before to. Ask year by year.`);
  }
  if ((words.limit?.length ?? 0) > 200) {
    return fail(`limit ${quoted(words.limit)} names no limit; write its id, such as seven_day.`);
  }
  return {
    ok: true,
    value: {
      org: org === null ? null : org.value,
      limit: words.limit === undefined || words.limit === '' ? null : words.limit,
      from: isNamed ? from.value : null,
      to: to.value,
      withPullRequests: words.prs === '1',
    },
  };
}

function quoted(text: string | undefined): string {
  return JSON.stringify((text ?? '').slice(0, 100));
}

function fail(error: string): { ok: false; error: string } {
  return { ok: false, error };
}
