import type {
  HistoriesAnswer,
  HistoryAnswer,
  HistoryColumns,
  LimitHistory,
  SpendSeries,
  WindowInfo,
} from '@claude-meter/wire';
import type { Context } from 'hono';
import type { HistoryQueries, LimitWindow, Range } from '../../store/query-history.ts';
import { readOrg, readPoints, readRange, readTime } from './read-query.ts';

/** Windows that one answer may hold: more than two years of five hours each. */
const MOST_WINDOWS = 4_000;
const YEAR_MS = 366 * 86_400_000;

/** `GET /api/history?org&limit&from&to&points` */
export function serveHistory(c: Context, queries: HistoryQueries, now: number): Response {
  const read = readRange(c.req.query(), now);
  if (!read.ok) return c.json({ error: read.error }, 400);
  const { points, ...range } = read.value;
  const columns = queries.history(range, points);
  if (columns === null) return unknownSeries(c, range);
  const answer: HistoryAnswer = { ...range, ...columns };
  return c.json(answer);
}

/** Limits that one picture may hold. */
const MOST_LIMITS = 24;
/** A gap narrower than this share of the range cannot be seen. */
const SEEN_SHARE = 1 / 2_000;

/** `GET /api/histories?org&limits&from&to&points`: one answer, in which the limits share the points. */
export function serveHistories(c: Context, queries: HistoryQueries, now: number): Response {
  const query = c.req.query();
  const ids = [...new Set((query['limits'] ?? '').split(','))].filter((id) => id !== '');
  if (ids.length === 0 || ids.length > MOST_LIMITS) {
    const error = `limits ${JSON.stringify((query['limits'] ?? '').slice(0, 100))} does not name 1 to ${MOST_LIMITS} limits, such as five_hour,seven_day. /api/series lists them.`;
    return c.json({ error }, 400);
  }
  const read = readRange({ ...query, limit: ids[0] }, now);
  if (!read.ok) return c.json({ error: read.error }, 400);
  const { points, org_uuid, from, to } = read.value;
  const share = Math.max(10, Math.floor(points / ids.length));
  let gaps: [number, number][] = [];
  const limits: LimitHistory[] = [];
  for (const limit_id of ids) {
    const range = { org_uuid, limit_id, from, to };
    const drawn = queries.history(range, share);
    if (drawn === null) return unknownSeries(c, range);
    gaps = drawn.gaps;
    limits.push(limitHistory(range, drawn, queries));
  }
  const isSeen = ([since, until]: [number, number]) => until - since >= (to - from) * SEEN_SHARE;
  const answer: HistoriesAnswer = { org_uuid, from, to, gaps: gaps.filter(isSeen), limits };
  return c.json(answer);
}

function limitHistory(range: Range, drawn: HistoryColumns, queries: HistoryQueries): LimitHistory {
  const { at, percent, low, high, span } = drawn;
  const marks = queries.marks(range) ?? { resets: [], walls: [], wallsHit: 0 };
  const { resets, walls, wallsHit } = marks;
  return { limit_id: range.limit_id, at, percent, low, high, span, resets, walls, walls_hit: wallsHit };
}

/** `GET /api/windows?org&limit&from&to` @default the last year */
export function serveWindows(c: Context, queries: HistoryQueries, now: number): Response {
  const query = c.req.query();
  const to = readTime(query, 'to', now);
  if (!to.ok) return c.json({ error: to.error }, 400);
  const from = query['from'] || String(Math.max(0, to.value - YEAR_MS));
  const read = readRange({ ...query, from }, now);
  if (!read.ok) return c.json({ error: read.error }, 400);
  const windows = queries.windows(read.value, MOST_WINDOWS);
  return windows === null ? unknownSeries(c, read.value) : c.json(windows.map(windowInfo));
}

/** `GET /api/spend?org&from&to&points`: every series of the org that counts money. @default the last year */
export function serveSpend(c: Context, queries: HistoryQueries, now: number): Response {
  const query = c.req.query();
  const org = readOrg(query);
  if (!org.ok) return c.json({ error: org.error }, 400);
  const to = readTime(query, 'to', now);
  if (!to.ok) return c.json({ error: to.error }, 400);
  const from = readTime(query, 'from', Math.max(0, to.value - YEAR_MS));
  if (!from.ok) return c.json({ error: from.error }, 400);
  const points = readPoints(query);
  if (!points.ok) return c.json({ error: points.error }, 400);
  const answer = queries.series().flatMap((series): SpendSeries[] => {
    const { org_uuid, limit_id, kind, label, currency, exponent } = series;
    if (org_uuid !== org.value || exponent === null) return [];
    const columns = queries.history({ org_uuid, limit_id, from: from.value, to: to.value }, points.value);
    return columns === null ? [] : [{ org_uuid, limit_id, kind, label, currency, exponent, ...columns }];
  });
  return c.json(answer);
}

function windowInfo(window: LimitWindow): WindowInfo {
  return {
    org_uuid: window.org_uuid,
    limit_id: window.limit_id,
    opened_at: window.openedAt,
    resets_at: window.resetsAt,
    last_at: window.lastAt,
    last_percent: window.lastPercent,
    peak: window.peak,
    full_at: window.fullAt,
    closed_at: window.closedAt,
    ended: window.ended,
  };
}

function unknownSeries(c: Context, { org_uuid, limit_id }: { org_uuid: string; limit_id: string }): Response {
  const error = `There is no history of the limit ${JSON.stringify(limit_id)} of ${org_uuid}. /api/series lists what there is.`;
  return c.json({ error }, 404);
}
