import type { Use, UseByModel } from '@claude-meter/wire';
import { moment, type Person } from '../shell/person.ts';
import { compact, listPrice, whole } from './amounts.ts';
import type { Column } from './sort-table.tsx';

const KINDS = [
  ['input', 'Input', 'Input tokens that no cache held', 'input_tokens'],
  ['output', 'Output', 'Output tokens, thinking among them', 'output_tokens'],
  ['written', 'Cache write', 'Tokens written into a cache, for 5 minutes or an hour', null],
  ['read', 'Cache read', 'Tokens read from a cache', 'cache_read_tokens'],
] as const;

/** When something last asked Claude. */
export function lastColumn<Row extends { last_at: string }>(person: Person): Column<Row> {
  return {
    id: 'last',
    title: 'Last request',
    isNumber: true,
    isMinor: true,
    by: (row) => Date.parse(row.last_at),
    cell: (row) => moment(Date.parse(row.last_at), 'moment', person),
  };
}

/** In how many sessions. */
export function sessionsColumn<Row extends { sessions: number }>(person: Person): Column<Row> {
  return {
    id: 'sessions',
    title: 'Sessions',
    isNumber: true,
    isMinor: true,
    by: (row) => row.sessions,
    cell: (row) => whole(row.sessions, person.locale),
  };
}

/** Tokens that were written into caches. */
export function cacheWrites(use: Use): number {
  return use.cache_write_5m_tokens + use.cache_write_1h_tokens;
}

/** Requests, tokens by kind, and what they would have cost. `most` is the largest total of the rows. */
export function usageColumns<Row extends Use>(person: Person, most: number): Column<Row>[] {
  const count = (tokens: number) => (
    <span title={whole(tokens, person.locale)}>{compact(tokens, person.locale)}</span>
  );
  const kinds = KINDS.map(([id, title, hint, key]): Column<Row> => {
    const by = (row: Row) => (key === null ? cacheWrites(row) : row[key]);
    return {
      id,
      title,
      hint,
      isNumber: true,
      isMinor: true,
      isDetail: true,
      by,
      cell: (row) => count(by(row)),
    };
  });
  return [
    {
      id: 'requests',
      title: 'Requests',
      isNumber: true,
      isMinor: true,
      by: (row) => row.requests,
      cell: (row) => whole(row.requests, person.locale),
    },
    ...kinds,
    {
      id: 'tokens',
      title: 'Tokens',
      hint: 'All of them',
      isNumber: true,
      by: (row) => row.total_tokens,
      cell: (row) => (
        <span class="db-share" style={{ '--share': String(most === 0 ? 0 : row.total_tokens / most) }}>
          {count(row.total_tokens)}
        </span>
      ),
    },
    {
      id: 'usd',
      title: 'List price',
      hint: 'What the same requests would have cost on the API, in USD',
      isNumber: true,
      by: (row) => row.usd,
      cell: (row) => <span title={unpricedWords(row)}>{listPrice(row, person.locale)}</span>,
    },
  ];
}

function unpricedWords({ unpriced_requests, requests }: Use): string | undefined {
  if (unpriced_requests === 0) return undefined;
  if (unpriced_requests === requests) return 'No price is known for its models';
  return `${unpriced_requests} of ${requests} requests are of models without a known price`;
}

/** The largest total of some rows. */
export function mostTokens(rows: readonly Use[]): number {
  return rows.reduce((most, row) => Math.max(most, row.total_tokens), 0);
}

/** Names of the models that something ran on. */
export function modelNames({ models }: UseByModel): string[] {
  return models.map(({ model }) => model ?? 'unknown');
}
