import type { DatabaseSync } from 'node:sqlite';
import type { HistoryRecord, RecordOf } from './history-record.ts';
import { JOIN_ROLLUP } from './history-writer.ts';
import { SPANS_MS } from './rollup-spans.ts';

export interface ImportCount {
  /** Records that were new. */
  added: number;
  /** Records that were there already; what was read here wins over what is brought in. */
  known: number;
}

/**
 * Takes exported records in. Doing so twice changes nothing. Runs inside the caller's transaction.
 */
export function importRecords(database: DatabaseSync, records: readonly HistoryRecord[]): ImportCount {
  const importer = createImporter(database);
  let added = 0;
  for (const record of records) if (importer(record)) added += 1;
  return { added, known: records.length - added };
}

function createImporter(database: DatabaseSync): (record: HistoryRecord) => boolean {
  const statements = prepare(database);
  const ids = new Map<string, number>();

  function idOf({ org_uuid, limit_id }: Pick<RecordOf<'sample'>, 'org_uuid' | 'limit_id'>): number {
    const key = `${org_uuid}|${limit_id}`;
    const known = ids.get(key) ?? Number(statements.seriesId.get(org_uuid, limit_id)?.['id'] ?? Number.NaN);
    // A piece of a file may come without the line that describes its series.
    if (Number.isNaN(known)) statements.series.run(org_uuid, limit_id, 'other', limit_id, null, null);
    const id = Number.isNaN(known) ? Number(statements.seriesId.get(org_uuid, limit_id)?.['id']) : known;
    ids.set(key, id);
    return id;
  }

  function addSample(sample: RecordOf<'sample'>): boolean {
    const id = idOf(sample);
    const { at, percent, resets_at, amount, source, browser } = sample;
    const reporter = Number(statements.reporter.get(source, browser)?.['id']);
    const sha = sample.sha256 === null ? null : Buffer.from(sample.sha256, 'hex');
    const { changes } = statements.sample.run(id, at, percent, resets_at, amount, reporter, sha);
    if (changes === 0) return false;
    for (const span of SPANS_MS) {
      statements.rollup.run(id, span, at - (at % span), percent, percent, percent, at, amount, amount);
    }
    return true;
  }

  function addRollup(rollup: RecordOf<'rollup'>): boolean {
    const { span, start, low, high, last, last_at, amount, most_amount } = rollup;
    if (!SPANS_MS.includes(span) || start % span !== 0) return false;
    const id = idOf(rollup);
    const isNew = statements.hasRollup.get(id, span, start) === undefined;
    statements.rollup.run(id, span, start, low, high, last, last_at, amount, most_amount);
    return isNew;
  }

  function addWindow(window: RecordOf<'window'>): boolean {
    const { opened_at, resets_at, last_at, last_percent, peak, full_at, closed_at, ended } = window;
    const values = [opened_at, resets_at, last_at, last_percent, peak, full_at, closed_at, ended];
    return statements.window.run(idOf(window), ...values).changes > 0;
  }

  return (record) => {
    switch (record.record) {
      case 'history':
        return false;
      case 'series': {
        const { org_uuid, limit_id, kind, label, currency, exponent } = record;
        return statements.series.run(org_uuid, limit_id, kind, label, currency, exponent).changes > 0;
      }
      case 'sample':
        return addSample(record);
      case 'rollup':
        return addRollup(record);
      case 'window':
        return addWindow(record);
      case 'watch':
        return statements.watch.run(record.org_uuid, record.since, record.until).changes > 0;
      case 'event': {
        const { at, kind, org_uuid, source, browser, detail } = record;
        const values = [at, kind, org_uuid, source, browser, detail];
        return statements.event.run(...values, ...values).changes > 0;
      }
    }
  };
}

function prepare(database: DatabaseSync) {
  return {
    seriesId: database.prepare('SELECT id FROM series WHERE org_uuid = ? AND limit_id = ?'),
    series: database.prepare(`
      INSERT OR IGNORE INTO series (org_uuid, limit_id, kind, label, currency, exponent)
      VALUES (?, ?, ?, ?, ?, ?)`),
    reporter: database.prepare(`
      INSERT INTO reporter (source, browser) VALUES (?, ?)
      ON CONFLICT (source, browser) DO UPDATE SET browser = excluded.browser RETURNING id`),
    sample: database.prepare('INSERT OR IGNORE INTO sample VALUES (?, ?, ?, ?, ?, ?, ?)'),
    hasRollup: database.prepare('SELECT 1 FROM rollup WHERE series_id = ? AND span = ? AND start = ?'),
    rollup: database.prepare(JOIN_ROLLUP),
    window: database.prepare('INSERT OR IGNORE INTO window VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)'),
    watch: database.prepare(`
      INSERT INTO watch VALUES (?, ?, ?) ON CONFLICT (org_uuid, since) DO UPDATE SET until = excluded.until
      WHERE excluded.until > until`),
    event: database.prepare(`
      INSERT INTO timeline (at, kind, org_uuid, source, browser, detail)
      SELECT ?, ?, ?, ?, ?, ? WHERE NOT EXISTS (
        SELECT 1 FROM timeline
        WHERE at = ? AND kind = ? AND org_uuid = ? AND source = ? AND browser = ? AND detail = ?)`),
  };
}
