import type { DatabaseSync } from 'node:sqlite';
import { SPANS_MS } from './rollup-spans.ts';
import type { Sample } from './sample.ts';
import { stepWindow, type WindowLife } from './window-life.ts';

/** A pause this long between two readings of an org is a gap: twice the slowest usual cadence, ms. */
export const GAP_MS = 11 * 60_000;

/** Writes samples and everything that is derived from them. Runs inside the caller's transaction. */
export interface HistoryWriter {
  /** Records the samples that are changes; returns how many were. */
  add(samples: readonly Sample[]): number;
  /** Notes that an org was read at a moment, changed or not. */
  watched(orgUuid: string, at: number): void;
}

export function createHistoryWriter(database: DatabaseSync): HistoryWriter {
  const statements = prepare(database);
  const seriesIds = new Map<string, number>();
  const reporterIds = new Map<string, number>();

  function seriesOf(sample: Sample): number {
    const key = `${sample.orgUuid}|${sample.limitId}`;
    const known = seriesIds.get(key);
    if (known !== undefined) return known;
    const { orgUuid, limitId, kind, label, currency, exponent } = sample;
    const id = idOf(statements.series.get(orgUuid, limitId, kind, label, currency, exponent));
    seriesIds.set(key, id);
    return id;
  }

  function reporterOf({ source, browser }: Sample): number {
    const key = `${source}|${browser}`;
    const id = reporterIds.get(key) ?? idOf(statements.reporter.get(source, browser));
    reporterIds.set(key, id);
    return id;
  }

  function addOne(sample: Sample): boolean {
    const series = seriesOf(sample);
    const last = statements.last.get(series, sample.at);
    const { at, percent, resetsAt, amount } = sample;
    if (last?.['percent'] === percent && last['resets_at'] === resetsAt && last['amount'] === amount)
      return false;
    const sha = sample.sha256 === null ? null : Buffer.from(sample.sha256, 'hex');
    statements.sample.run(series, at, percent, resetsAt, amount, reporterOf(sample), sha);
    for (const span of SPANS_MS)
      statements.rollup.run(series, span, at - (at % span), percent, percent, percent, at, amount, amount);
    stepWindows(series, sample);
    return true;
  }

  function stepWindows(series: number, sample: Sample): void {
    const row = statements.openWindow.get(series);
    const { open, begun } = stepWindow(row === undefined ? null : windowOf(row), sample);
    for (const window of [open, begun]) if (window !== null) saveWindow(series, window);
  }

  function saveWindow(series: number, window: WindowLife): void {
    const { openedAt, resetsAt, lastAt, lastPercent, peak, fullAt, closedAt, ended } = window;
    statements.window.run(series, openedAt, resetsAt, lastAt, lastPercent, peak, fullAt, closedAt, ended);
  }

  return {
    add: (samples) => samples.filter(addOne).length,
    watched(orgUuid, at) {
      const span = statements.watching.get(orgUuid, at);
      const until = Number(span?.['until'] ?? Number.NEGATIVE_INFINITY);
      if (at - until > GAP_MS) statements.watch.run(orgUuid, at, at);
      else if (at > until) statements.watch.run(orgUuid, Number(span?.['since']), at);
    },
  };
}

/** Takes one more value, or a whole other roll-up, into a roll-up. Doing so twice changes nothing. */
export const JOIN_ROLLUP = `
  INSERT INTO rollup (series_id, span, start, low, high, last, last_at, amount, most_amount)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (series_id, span, start) DO UPDATE SET
    low = min(coalesce(low, excluded.low), coalesce(excluded.low, low)),
    high = max(coalesce(high, excluded.high), coalesce(excluded.high, high)),
    last = CASE WHEN excluded.last_at >= last_at THEN excluded.last ELSE last END,
    amount = CASE WHEN excluded.last_at >= last_at THEN excluded.amount ELSE amount END,
    most_amount = max(coalesce(most_amount, excluded.most_amount), coalesce(excluded.most_amount, most_amount)),
    last_at = max(last_at, excluded.last_at)`;

function idOf(row: Record<string, unknown> | undefined): number {
  return Number(row?.['id']);
}

/** A row of `window` in our words. */
export function windowOf(row: Record<string, unknown>): WindowLife {
  const number = (key: string): number | null => (row[key] === null ? null : Number(row[key]));
  return {
    openedAt: Number(row['opened_at']),
    resetsAt: Number(row['resets_at']),
    lastAt: Number(row['last_at']),
    lastPercent: number('last_percent'),
    peak: number('peak'),
    fullAt: number('full_at'),
    closedAt: number('closed_at'),
    ended: row['ended'] as WindowLife['ended'],
  };
}

function prepare(database: DatabaseSync) {
  return {
    series: database.prepare(`
      INSERT INTO series (org_uuid, limit_id, kind, label, currency, exponent) VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (org_uuid, limit_id) DO UPDATE SET
        kind = excluded.kind, label = excluded.label,
        currency = coalesce(excluded.currency, currency), exponent = coalesce(excluded.exponent, exponent)
      RETURNING id`),
    reporter: database.prepare(`
      INSERT INTO reporter (source, browser) VALUES (?, ?)
      ON CONFLICT (source, browser) DO UPDATE SET browser = excluded.browser RETURNING id`),
    last: database.prepare(
      'SELECT percent, resets_at, amount FROM sample WHERE series_id = ? AND at <= ? ORDER BY at DESC LIMIT 1',
    ),
    sample: database.prepare('INSERT OR REPLACE INTO sample VALUES (?, ?, ?, ?, ?, ?, ?)'),
    rollup: database.prepare(JOIN_ROLLUP),
    openWindow: database.prepare(
      'SELECT * FROM window WHERE series_id = ? AND closed_at IS NULL ORDER BY opened_at DESC LIMIT 1',
    ),
    window: database.prepare('INSERT OR REPLACE INTO window VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)'),
    watching: database.prepare(
      'SELECT since, until FROM watch WHERE org_uuid = ? AND since <= ? ORDER BY since DESC LIMIT 1',
    ),
    watch: database.prepare('INSERT OR REPLACE INTO watch VALUES (?, ?, ?)'),
  };
}
