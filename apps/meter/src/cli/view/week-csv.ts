import type { AttributionAnswer, PointsRow } from '@claude-meter/wire';
import { csvCell } from './report-csv.ts';

const HEAD = [
  'limit',
  'by',
  'key',
  'points',
  'low',
  'high',
  'requests',
  'tokens',
  'usd',
  'first_at',
  'last_at',
];
const LISTS = ['models', 'sessions', 'projects', 'branches'] as const;

/** Points as RFC 4180 CSV: of each limit what came from elsewhere, then one line per model, session, project, branch. */
export function weekCsv({ limits }: AttributionAnswer): string {
  const lines: unknown[][] = [HEAD];
  for (const limit of limits) {
    const { points, interval } = limit.elsewhere;
    lines.push([limit.limit_id, 'elsewhere', '', points, ...interval, '', '', '', '', '']);
    for (const list of LISTS)
      for (const row of limit[list]) lines.push([limit.limit_id, list, ...rowCells(row)]);
  }
  return lines.map((line) => `${line.map(csvCell).join(',')}\r\n`).join('');
}

function rowCells({ key, points, interval, requests, tokens, usd, first_at, last_at }: PointsRow): unknown[] {
  const [first, last] = [first_at, last_at].map((at) => new Date(at).toISOString());
  return [key, points, ...interval, requests, tokens, usd, first, last];
}
