import type { HistoryRecord, RecordOf } from '../../store/history-record.ts';

/** How an exported history can be written down. */
export const EXPORT_FORMATS = ['jsonl', 'json', 'csv'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export const EXPORT_TYPES: Readonly<Record<ExportFormat, string>> = {
  jsonl: 'application/jsonl; charset=utf-8',
  json: 'application/json',
  csv: 'text/csv; charset=utf-8',
};

/**
 * Writes a history down, a piece per page. JSON Lines and JSON hold everything and can be taken in again; CSV holds the
 * changes only, for spreadsheets.
 */
export function* printExport(
  pages: Iterable<readonly HistoryRecord[]>,
  format: ExportFormat,
): Generator<string> {
  if (format === 'csv') return yield* printCsv(pages);
  let first = true;
  for (const page of pages) {
    const lines = page.map((record) => JSON.stringify(record));
    if (lines.length === 0) continue;
    if (format === 'jsonl') yield `${lines.join('\n')}\n`;
    else yield `${first ? '[\n' : ',\n'}${lines.join(',\n')}`;
    first = false;
  }
  if (format === 'json') yield first ? '[]\n' : '\n]\n';
}

const COLUMNS = [
  'org_uuid',
  'limit_id',
  'label',
  'at',
  'percent',
  'resets_at',
  'amount',
  'currency',
  'source',
  'browser',
  'sha256',
] as const;

function* printCsv(pages: Iterable<readonly HistoryRecord[]>): Generator<string> {
  const series = new Map<string, RecordOf<'series'>>();
  yield `${COLUMNS.join(',')}\r\n`;
  for (const page of pages) {
    const rows: string[] = [];
    for (const record of page) {
      if (record.record === 'series') series.set(`${record.org_uuid}|${record.limit_id}`, record);
      if (record.record !== 'sample') continue;
      rows.push(csvRow(record, series.get(`${record.org_uuid}|${record.limit_id}`)));
    }
    if (rows.length > 0) yield rows.join('');
  }
}

function csvRow(sample: RecordOf<'sample'>, series: RecordOf<'series'> | undefined): string {
  const { at, amount, resets_at } = sample;
  const row = {
    ...sample,
    label: series?.label ?? '',
    at: new Date(at).toISOString(),
    resets_at: resets_at === null ? '' : new Date(resets_at).toISOString(),
    amount: amount === null ? '' : amount / 10 ** (series?.exponent ?? 0),
    currency: series?.currency ?? '',
  };
  return `${COLUMNS.map((column) => cell(row[column])).join(',')}\r\n`;
}

/** A text that a spreadsheet would take for a formula gets an apostrophe in front. */
function cell(value: string | number | null): string {
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-@\t\r]/.test(value ?? '') ? `'${value}` : (value ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
