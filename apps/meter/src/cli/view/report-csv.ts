import type { Report, Use } from '@claude-meter/wire';

const USE_COLUMNS = [
  'requests',
  'input_tokens',
  'output_tokens',
  'cache_write_5m_tokens',
  'cache_write_1h_tokens',
  'cache_read_tokens',
  'total_tokens',
  'web_searches',
  'usd',
  'unpriced_requests',
] as const satisfies readonly (keyof Use)[];

const HEADS = {
  today: ['from', 'to'],
  daily: ['from', 'to'],
  weekly: ['from', 'to'],
  monthly: ['from', 'to'],
  sessions: ['session', 'projects', 'branches', 'first_at', 'last_at'],
  session: ['session', 'projects', 'branches', 'first_at', 'last_at'],
  projects: ['project', 'sessions', 'branches', 'first_at', 'last_at'],
  models: [],
  prs: [
    'repository',
    'number',
    'branch',
    'state',
    'landed_at',
    'way',
    'sessions',
    'is_incomplete',
    'first_at',
    'last_at',
  ],
  blocks: ['start', 'end', 'is_anchored', 'is_active', 'first_at', 'last_at'],
} as const satisfies Record<Report['kind'], readonly string[]>;

/** A report as RFC 4180 CSV, one line per row and model, the names of the columns first. */
export function reportCsv(report: Report): string {
  const heads: readonly string[] = HEADS[report.kind];
  const lines = [[...heads, 'model', ...USE_COLUMNS]];
  for (const row of report.rows) {
    const record = row as unknown as Record<string, unknown>;
    const labels = heads.map((head) => csvCell(record[head]));
    const models = 'models' in row ? row.models : [row];
    for (const model of models) {
      lines.push([...labels, csvCell(model.model), ...USE_COLUMNS.map((column) => csvCell(model[column]))]);
    }
  }
  return lines.map((line) => `${line.join(',')}\r\n`).join('');
}

/** One cell; no spreadsheet takes it for a formula. */
export function csvCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const text = Array.isArray(value) ? value.join(' ') : String(value);
  // A spreadsheet would take these for formulas.
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
