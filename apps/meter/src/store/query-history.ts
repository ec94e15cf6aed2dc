import type { DatabaseSync } from 'node:sqlite';
import type { Source } from '@claude-meter/core';
import type { HistoryColumns, SeriesInfo } from '@claude-meter/wire';
import { windowOf } from './history-writer.ts';
import { KEPT_SPAN_MS, SPANS_MS, spanFor } from './rollup-spans.ts';
import type { WindowLife } from './window-life.ts';

export interface Range {
  org_uuid: string;
  limit_id: string;
  /** ms, inclusive */
  from: number;
  /** ms, exclusive */
  to: number;
}

export type LimitWindow = WindowLife & { org_uuid: string; limit_id: string };

export interface RawSample {
  at: number;
  percent: number | null;
  resets_at: number | null;
  amount: number | null;
  source: Source;
  browser: string;
  sha256: string | null;
}

export interface HistoryMarks {
  /** When windows ended by a reset, and when 100 % was first seen: ms, the newest, oldest first. */
  resets: number[];
  walls: number[];
  /** How many walls there were in all. */
  wallsHit: number;
}

/** Marks of one kind that a picture can hold. */
const MOST_MARKS = 120;
/** No window is open for longer than this, ms: what began earlier cannot reach into a range. */
const LONGEST_WINDOW_MS = 32 * 86_400_000;

/** Reads the history. Every answer is bounded by what is drawn, not by what is stored. */
export interface HistoryQueries {
  series(): SeriesInfo[];
  /** Null when there is no such series. */
  history(range: Range, points: number): HistoryColumns | null;
  /** The newest ones, oldest first. */
  samples(range: Range, most: number): RawSample[];
  /** What is to be marked in a picture of the range; null when there is no such series. */
  marks(range: Range): HistoryMarks | null;
  /** The newest windows that reach into the range, oldest first; null when there is no such series. */
  windows(range: Range, most: number): LimitWindow[] | null;
}

const COARSEST_MS = SPANS_MS.at(-1) ?? KEPT_SPAN_MS;

export function createHistoryQueries(database: DatabaseSync): HistoryQueries {
  const statements = prepare(database);
  const idOf = (range: Pick<Range, 'org_uuid' | 'limit_id'>): number | null => {
    const row = statements.id.get(range.org_uuid, range.limit_id);
    return row === undefined ? null : Number(row['id']);
  };

  function gapsOf({ org_uuid, from, to }: Range): [number, number][] {
    const spans = statements.watch
      .all(org_uuid, from, to)
      .map((row) => [Number(row['since']), Number(row['until'])]);
    const gaps: [number, number][] = [];
    let reached = from;
    for (const [since = 0, until = 0] of spans) {
      if (since > reached) gaps.push([reached, since]);
      reached = Math.max(reached, until);
    }
    if (reached < to) gaps.push([reached, to]);
    return gaps;
  }

  /** The samples themselves where they are few enough and all still there, else the roll-ups. */
  function rowsOf(id: number, { from, to }: Range, points: number): { rows: Row[]; span: number } {
    const first = statements.first.get(id)?.['at'];
    const firstAt = first == null ? Number.MAX_SAFE_INTEGER : Number(first);
    const older = from < firstAt && statements.older.get(id, COARSEST_MS, from, firstAt - COARSEST_MS);
    const many = statements.beyond.get(id, from, to, points) !== undefined;
    if (!older && !many) return { rows: statements.raw.all(id, from, to), span: 0 };
    // One point less: a range may begin in the middle of a span.
    const span = Math.max(spanFor(to - from, points - 1), older ? KEPT_SPAN_MS : 0);
    const rows = statements.rolled.all(id, span, from - span, from, to);
    return joined(rows, { span, points });
  }

  return {
    series: () => statements.series.all() as unknown as SeriesInfo[],
    history(range, points) {
      const id = idOf(range);
      if (id === null) return null;
      const before = statements.before.all(id, range.from);
      const { rows, span } = rowsOf(id, range, points);
      return { ...columns([...before, ...rows]), span, gaps: gapsOf(range) };
    },
    samples(range, most) {
      const id = idOf(range);
      return id === null
        ? []
        : statements.samples.all(id, range.from, range.to, most).reverse().map(rawSample);
    },
    marks({ from, to, ...of }) {
      const id = idOf(of);
      if (id === null) return null;
      const within = [id, from - LONGEST_WINDOW_MS, to, from, to] as const;
      const times = (rows: Row[]) => rows.map((row) => Number(row['at'])).reverse();
      return {
        resets: times(statements.resets.all(...within, MOST_MARKS)),
        walls: times(statements.walls.all(...within, MOST_MARKS)),
        wallsHit: Number(statements.wallsHit.get(...within)?.['n']),
      };
    },
    windows({ org_uuid, limit_id, from, to }, most) {
      const id = idOf({ org_uuid, limit_id });
      if (id === null) return null;
      const rows = statements.windows.all(id, from, to, most).reverse();
      return rows.map((row) => ({ ...windowOf(row), org_uuid, limit_id }));
    },
  };
}

type Row = Record<string, unknown>;

function columns(rows: readonly Row[]): Pick<HistoryColumns, 'at' | 'percent' | 'low' | 'high' | 'amount'> {
  const number = (value: unknown): number | null => (value === null ? null : Number(value));
  return {
    at: rows.map((row) => Number(row['at'])),
    percent: rows.map((row) => number(row['percent'])),
    low: rows.map((row) => number(row['low'])),
    high: rows.map((row) => number(row['high'])),
    amount: rows.map((row) => number(row['amount'])),
  };
}

/** Where even the widest span gives too many rows, neighbours become one. */
function joined(rows: Row[], { span, points }: { span: number; points: number }) {
  const width = Math.ceil(rows.length / points);
  if (width <= 1) return { rows, span };
  const groups = Array.from({ length: Math.ceil(rows.length / width) }, (_, index) =>
    rows.slice(index * width, (index + 1) * width),
  );
  return { rows: groups.map(joinRows), span: span * width };
}

function joinRows(group: readonly Row[]): Row {
  const known = (key: string) => group.flatMap((row) => (row[key] === null ? [] : [Number(row[key])]));
  const most = (values: readonly number[]) => (values.length === 0 ? null : Math.max(...values));
  const [low, high, amount] = [known('low'), known('high'), known('amount')];
  return {
    ...group.at(-1),
    low: low.length === 0 ? null : Math.min(...low),
    high: most(high),
    amount: most(amount),
  };
}

function rawSample(row: Row): RawSample {
  const sha = row['body_sha256'];
  const { body_sha256: _, ...rest } = row;
  return {
    ...(rest as unknown as RawSample),
    sha256: sha === null ? null : Buffer.from(sha as Uint8Array).toString('hex'),
  };
}

function prepare(database: DatabaseSync) {
  return {
    id: database.prepare('SELECT id FROM series WHERE org_uuid = ? AND limit_id = ?'),
    series: database.prepare(`
      SELECT org_uuid, limit_id, kind, label, currency, exponent,
        (SELECT min(at) FROM sample WHERE series_id = id) AS since,
        (SELECT max(at) FROM sample WHERE series_id = id) AS until
      FROM series ORDER BY id`),
    first: database.prepare('SELECT min(at) AS at FROM sample WHERE series_id = ?'),
    older: database.prepare(
      'SELECT 1 FROM rollup WHERE series_id = ? AND span = ? AND start >= ? AND start <= ? LIMIT 1',
    ),
    beyond: database.prepare(
      'SELECT 1 FROM sample WHERE series_id = ? AND at >= ? AND at < ? LIMIT 1 OFFSET ?',
    ),
    before: database.prepare(`
      SELECT at, percent, percent AS low, percent AS high, amount FROM sample
      WHERE series_id = ? AND at < ? ORDER BY at DESC LIMIT 1`),
    raw: database.prepare(`
      SELECT at, percent, percent AS low, percent AS high, amount FROM sample
      WHERE series_id = ? AND at >= ? AND at < ? ORDER BY at`),
    rolled: database.prepare(`
      SELECT last_at AS at, last AS percent, low, high, most_amount AS amount FROM rollup
      WHERE series_id = ? AND span = ? AND start > ? AND last_at >= ? AND start < ? ORDER BY start`),
    samples: database.prepare(`
      SELECT at, percent, resets_at, amount, source, browser, body_sha256
      FROM sample JOIN reporter ON reporter.id = reporter_id
      WHERE series_id = ? AND at >= ? AND at < ? ORDER BY at DESC LIMIT ?`),
    windows: database.prepare(
      'SELECT * FROM window WHERE series_id = ? AND resets_at >= ? AND opened_at < ? ORDER BY opened_at DESC LIMIT ?',
    ),
    resets: database.prepare(`
      SELECT CASE ended WHEN 'reset' THEN resets_at ELSE closed_at END AS at FROM window
      WHERE series_id = ? AND opened_at >= ? AND opened_at < ? AND ended IN ('reset', 'moved')
        AND at >= ? AND at < ? ORDER BY opened_at DESC LIMIT ?`),
    walls: database.prepare(`
      SELECT full_at AS at FROM window
      WHERE series_id = ? AND opened_at >= ? AND opened_at < ? AND full_at >= ? AND full_at < ?
      ORDER BY opened_at DESC LIMIT ?`),
    wallsHit: database.prepare(`
      SELECT count(*) AS n FROM window
      WHERE series_id = ? AND opened_at >= ? AND opened_at < ? AND full_at >= ? AND full_at < ?`),
    watch: database.prepare(
      'SELECT since, until FROM watch WHERE org_uuid = ? AND until >= ? AND since < ? ORDER BY since',
    ),
  };
}
