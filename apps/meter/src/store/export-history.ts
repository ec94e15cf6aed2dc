import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { EXPORT_VERSION, type HistoryRecord } from './history-record.ts';

/** Records that are read at once: between two readings others get their turn, and nothing is held open. */
const PAGE = 2_000;

/**
 * The whole history as records, in pages, series first. Roll-ups are left out where the samples that make them are
 * there. Readings that come in meanwhile are not part of it.
 *
 * @param exportedAt ms
 */
export function* exportHistory(database: DatabaseSync, exportedAt: number): Generator<HistoryRecord[]> {
  yield [{ record: 'history', version: EXPORT_VERSION, exported_at: exportedAt }];
  yield all(database, 'series', SERIES);
  const ids = database
    .prepare('SELECT id FROM series ORDER BY id')
    .all()
    .map((row) => Number(row['id']));
  for (const id of ids) {
    yield* pages(database, 'sample', { sql: SAMPLES, fixed: [id, exportedAt], key: ['at'] });
    yield* pages(database, 'rollup', { sql: ROLLUPS, fixed: [id], key: ['span', 'start'] });
    yield* pages(database, 'window', { sql: WINDOWS, fixed: [id], key: ['opened_at'] });
  }
  yield all(database, 'watch', 'SELECT org_uuid, since, until FROM watch ORDER BY org_uuid, since');
  yield* pages(database, 'event', { sql: EVENTS, fixed: [], key: ['id'] });
}

type Kind = HistoryRecord['record'];

function all(database: DatabaseSync, record: Kind, sql: string): HistoryRecord[] {
  return database
    .prepare(sql)
    .all()
    .map((row) => asRecord(record, row));
}

interface Paged {
  /** Takes `fixed`, then the key behind which to go on, then the number of rows. */
  sql: string;
  fixed: readonly SQLInputValue[];
  key: readonly string[];
}

function* pages(
  database: DatabaseSync,
  record: Kind,
  { sql, fixed, key }: Paged,
): Generator<HistoryRecord[]> {
  let behind: SQLInputValue[] = key.map(() => Number.MIN_SAFE_INTEGER);
  for (;;) {
    const rows = database.prepare(sql).all(...fixed, ...behind, PAGE);
    const last = rows.at(-1);
    if (last === undefined) return;
    behind = key.map((name) => last[name] as SQLInputValue);
    yield rows.map((row) => asRecord(record, row));
    if (rows.length < PAGE) return;
  }
}

function asRecord(record: Kind, row: Record<string, unknown>): HistoryRecord {
  // The number of an event is that of its row here; it means nothing elsewhere.
  const { id: _, sha256, ...fields } = row;
  const digest = sha256 instanceof Uint8Array ? Buffer.from(sha256).toString('hex') : null;
  const own = record === 'sample' ? { ...fields, sha256: digest } : fields;
  return { record, ...own } as unknown as HistoryRecord;
}

const SERIES = 'SELECT org_uuid, limit_id, kind, label, currency, exponent FROM series ORDER BY id';

const SAMPLES = `
  SELECT org_uuid, limit_id, at, percent, resets_at, amount, source, browser, body_sha256 AS sha256
  FROM sample JOIN series ON series.id = series_id JOIN reporter ON reporter.id = reporter_id
  WHERE series_id = ? AND at <= ? AND at > ? ORDER BY at LIMIT ?`;

const ROLLUPS = `
  SELECT org_uuid, limit_id, span, start, low, high, last, last_at, amount, most_amount
  FROM rollup JOIN series ON series.id = series_id
  WHERE series_id = ? AND (span, start) > (?, ?)
    AND start < coalesce((SELECT min(at) FROM sample WHERE sample.series_id = rollup.series_id), start + 1)
  ORDER BY span, start LIMIT ?`;

const WINDOWS = `
  SELECT org_uuid, limit_id, opened_at, resets_at, last_at, last_percent, peak, full_at, closed_at, ended
  FROM window JOIN series ON series.id = series_id
  WHERE series_id = ? AND opened_at > ? ORDER BY opened_at LIMIT ?`;

const EVENTS = `
  SELECT id, at, kind, org_uuid, source, browser, detail FROM timeline WHERE id > ? ORDER BY id LIMIT ?`;
