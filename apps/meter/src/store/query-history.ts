import type { DatabaseSync } from 'node:sqlite';
import type { Source } from '@claude-meter/core';
import { windowOf } from './history-writer.ts';
import { spanFor } from './rollup-spans.ts';
import type { WindowLife } from './window-life.ts';

export interface Series {
  org_uuid: string;
  limit_id: string;
  kind: string;
  label: string;
  currency: string | null;
  exponent: number | null;
  /** First and last sample, ms. */
  since: number;
  until: number;
}

export interface Range {
  org_uuid: string;
  limit_id: string;
  /** ms, inclusive */
  from: number;
  /** ms, exclusive */
  to: number;
}

/** Columns of equal length, ready to be drawn. Between two points the value stayed, unless a gap lies there. */
export interface History {
  at: number[];
  percent: (number | null)[];
  low: (number | null)[];
  high: (number | null)[];
  /** Width of one point, ms; 0 for the samples themselves. */
  span: number;
  /** Spans without anybody watching, ms. */
  gaps: [number, number][];
}

export interface SpendPoint {
  at: number;
  amount: number;
  percent: number | null;
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

/** Reads the history. Every answer is bounded by what is drawn, not by what is stored. */
export interface HistoryQueries {
  series(): Series[];
  history(range: Range, points: number): History;
  samples(range: Range, most: number): RawSample[];
  windows(orgUuid: string, limitId: string, from: number): LimitWindow[];
}

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

  return {
    series: () => statements.series.all() as unknown as Series[],
    history(range, points) {
      const id = idOf(range);
      if (id === null) return { at: [], percent: [], low: [], high: [], span: 0, gaps: gapsOf(range) };
      const before = statements.before.all(id, range.from);
      const raw = statements.raw.all(id, range.from, range.to, points + 1);
      if (raw.length <= points) return { ...columns([...before, ...raw]), span: 0, gaps: gapsOf(range) };
      const span = spanFor(range.to - range.from, points);
      const rolled = statements.rolled.all(id, span, range.from, range.to, points);
      return { ...columns([...before, ...rolled]), span, gaps: gapsOf(range) };
    },
    samples(range, most) {
      const id = idOf(range);
      return id === null ? [] : statements.samples.all(id, range.from, range.to, most).map(rawSample);
    },
    windows(orgUuid, limitId, from) {
      const id = idOf({ org_uuid: orgUuid, limit_id: limitId });
      if (id === null) return [];
      const rows = statements.windows.all(id, from);
      return rows.map((row) => ({ ...windowOf(row), org_uuid: orgUuid, limit_id: limitId }));
    },
  };
}

type Row = Record<string, unknown>;

function columns(rows: readonly Row[]): Pick<History, 'at' | 'percent' | 'low' | 'high'> {
  const number = (value: unknown): number | null => (value === null ? null : Number(value));
  return {
    at: rows.map((row) => Number(row['at'])),
    percent: rows.map((row) => number(row['percent'])),
    low: rows.map((row) => number(row['low'])),
    high: rows.map((row) => number(row['high'])),
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
    before: database.prepare(`
      SELECT at, percent, percent AS low, percent AS high FROM sample
      WHERE series_id = ? AND at < ? ORDER BY at DESC LIMIT 1`),
    raw: database.prepare(`
      SELECT at, percent, percent AS low, percent AS high FROM sample
      WHERE series_id = ? AND at >= ? AND at < ? ORDER BY at LIMIT ?`),
    rolled: database.prepare(`
      SELECT last_at AS at, last AS percent, low, high FROM rollup
      WHERE series_id = ? AND span = ? AND start >= ? AND start < ? ORDER BY start LIMIT ?`),
    samples: database.prepare(`
      SELECT at, percent, resets_at, amount, source, browser, body_sha256
      FROM sample JOIN reporter ON reporter.id = reporter_id
      WHERE series_id = ? AND at >= ? AND at < ? ORDER BY at LIMIT ?`),
    windows: database.prepare(
      'SELECT * FROM window WHERE series_id = ? AND resets_at >= ? ORDER BY opened_at',
    ),
    watch: database.prepare(
      'SELECT since, until FROM watch WHERE org_uuid = ? AND until >= ? AND since < ? ORDER BY since',
    ),
  };
}
