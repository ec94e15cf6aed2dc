import { MAX_POINTS } from '@claude-meter/wire';

type Query = Readonly<Record<string, string | undefined>>;

/** Which limit of which org, over which time. */
export interface RangeQuery {
  org_uuid: string;
  limit_id: string;
  /** ms, inclusive */
  from: number;
  /** ms, exclusive */
  to: number;
  points: number;
}

export type Read<T> = { ok: true; value: T } | { ok: false; error: string };

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const ISO_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;
const DAY_MS = 86_400_000;
/** The last moment that a Date can name, ms. */
const LATEST_MS = 8.64e15;

/** `?org&limit&from&to&points`; a value that cannot be meant is answered with what would be one. */
export function readRange(query: Query, now: number): Read<RangeQuery> {
  const org = readOrg(query);
  if (!org.ok) return org;
  const limit = query['limit'] ?? '';
  if (limit === '' || limit.length > 200) {
    return fail('limit', limit, 'names no limit; write its id, such as five_hour. /api/series lists them');
  }
  const to = readTime(query, 'to', now);
  if (!to.ok) return to;
  const from = readTime(query, 'from', to.value - DAY_MS);
  if (!from.ok) return from;
  if (from.value >= to.value) {
    return fail('from', query['from'] ?? '', `does not lie before to (${new Date(to.value).toISOString()})`);
  }
  const points = readPoints(query);
  if (!points.ok) return points;
  return {
    ok: true,
    value: {
      org_uuid: org.value,
      limit_id: limit,
      from: from.value,
      to: to.value,
      points: points.value,
    },
  };
}

/** `?org` */
export function readOrg(query: Query): Read<string> {
  const org = (query['org'] ?? '').toLowerCase();
  return UUID.test(org)
    ? { ok: true, value: org }
    : fail('org', query['org'] ?? '', 'is no organization uuid. /api/series lists what has a history');
}

/** Milliseconds since the epoch, or ISO-8601 with a zone. */
export function readTime(query: Query, name: string, fallback: number): Read<number> {
  const text = query[name];
  if (text === undefined || text === '') return { ok: true, value: fallback };
  const at = /^\d{1,16}$/.test(text) ? Number(text) : ISO_TIME.test(text) ? Date.parse(text) : Number.NaN;
  if (at >= 0 && at <= LATEST_MS) return { ok: true, value: at };
  return fail(name, text, 'is neither milliseconds since 1970 nor an ISO-8601 time with a zone');
}

/** `?points` @default 1000 */
export function readPoints(query: Query): Read<number> {
  const text = query['points'] ?? '';
  if (text === '') return { ok: true, value: 1000 };
  const points = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (points >= 10 && points <= MAX_POINTS) return { ok: true, value: points };
  return fail('points', text, `is no whole number from 10 to ${MAX_POINTS}`);
}

function fail(name: string, value: string, why: string): { ok: false; error: string } {
  return { ok: false, error: `${name} ${JSON.stringify(value.slice(0, 100))} ${why}.` };
}
