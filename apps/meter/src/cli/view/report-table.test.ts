import type { Report, SessionRow, UseByModel } from '@claude-meter/wire';
import { describe, expect, it } from 'vitest';
import { tokens } from './report-columns.ts';
import { reportCsv } from './report-csv.ts';
import { reportTable } from './report-table.ts';
import { lineWidth, printLine } from './styled.ts';

const USE: UseByModel = {
  requests: 1234,
  input_tokens: 45_678,
  output_tokens: 901_234,
  cache_write_5m_tokens: 1_000_000,
  cache_write_1h_tokens: 234_567,
  cache_read_tokens: 1_234_567_890,
  total_tokens: 1_236_749_369,
  web_searches: 0,
  usd: 1234.567,
  unpriced_requests: 0,
  models: [],
};
const MODELS = [
  { ...USE, model: 'claude-opus-5' },
  { ...USE, model: 'kimi', usd: null, unpriced_requests: 1234 },
];
const SESSION: SessionRow = {
  ...USE,
  models: MODELS,
  session: '73701512-8521-4aaa-936c-15a21c1e52e1',
  projects: ['/home/me/work/app'],
  branches: ['main', '=cmd|x'],
  first_at: '2026-11-20T10:00:00.000Z',
  last_at: '2026-11-20T12:00:00.000Z',
};
const HEAD = {
  timezone: 'UTC',
  since: null,
  until: null,
  generated_at: '2026-11-22T12:00:00.000Z',
  price_sources: [{ name: 'n', package: 'p', version: '1', published: '2026-09-22' }],
  unpriced_models: ['kimi'],
  damaged: { lines: 0, files: 0, first: [] },
  totals: { ...USE, models: MODELS },
};

function sessions(rows: SessionRow[]): Report {
  return { ...HEAD, kind: 'sessions', rows };
}

const printed = (report: Report, columns: number, withModels = false): string[] =>
  reportTable(report, { columns, withModels }).map((line) => printLine(line, false));

describe('reportTable', () => {
  it('prints everything where there is room', () => {
    expect(printed(sessions([SESSION, { ...SESSION, session: null }]), 160)).toMatchInlineSnapshot(`
      [
        "Session                               Project   Requests   Input   Output  Cache write     Cache read         Tokens  List price",
        "73701512-8521-4aaa-936c-15a21c1e52e1  work/app     1,234  45,678  901,234    1,234,567  1,234,567,890  1,236,749,369    $1234.57",
        "unknown                               work/app     1,234  45,678  901,234    1,234,567  1,234,567,890  1,236,749,369    $1234.57",
        "Total                                              1,234  45,678  901,234    1,234,567  1,234,567,890  1,236,749,369    $1234.57",
        "",
        "List price in USD: what it would have cost on the API (prices of 2026-09-22).",
        "No price known for kimi: not in the sum.",
      ]
    `);
  });

  it('shortens numbers first, then leaves columns out, then cuts names', () => {
    const row = (columns: number): string => printed(sessions([SESSION]), columns)[1] ?? '';
    expect([115, 90, 70, 56, 40, 26, 8].map(row)).toMatchInlineSnapshot(`
      [
        "73701512-8521-4aaa-936c-15a21c1e52e1     1,234  45.7k    901k         1.2M        1.2B    1.2B    $1234.57",
        "73701512-8521-4aaa-936c-15a21c1e52e1     1,234  45.7k    901k    1.2B    $1234.57",
        "73701512-8521-4aaa-936c-15a21c1e52e1    901k    1.2B    $1234.57",
        "73701512-8521-4aaa-93  45.7k    901k    1.2B    $1234.57",
        "73701512-852    901k    1.2B    $1234.57",
        "73701512-8521-    $1234.57",
        "",
      ]
    `);
  });

  it('never prints a line wider than the terminal', () => {
    const wide = { ...SESSION, session: '日本'.repeat(30), projects: ['/x/\u001b[31m🙂'.repeat(9)] };
    for (let columns = 10; columns < 180; columns++) {
      const lines = reportTable(sessions([SESSION, wide]), { columns, withModels: true });
      const table = lines.slice(
        0,
        lines.findIndex((line) => line.length === 0),
      );
      for (const line of table) expect(lineWidth(line)).toBeLessThanOrEqual(columns);
      expect(lines.map((line) => printLine(line, false)).join('')).not.toContain('\u001b');
    }
  });

  it('follows a row by its models, and says where a sum lacks a price', () => {
    const lines = printed(sessions([{ ...SESSION, unpriced_requests: 1 }]), 200, true);
    expect(lines[1]).toMatch(/\$1234\.57\+$/);
    expect(lines[2]).toMatch(/^ {2}opus-5 .*\$1234\.57$/);
    expect(lines[3]).toMatch(/^ {2}kimi .*—$/);
  });

  it('says so when there is nothing', () => {
    expect(printed(sessions([]), 80)).toEqual(['Nothing was done in this time.']);
  });
});

describe('tokens', () => {
  it.each([
    [0, '0', '0'],
    [999, '999', '999'],
    [1000, '1,000', '1,000'],
    [9999, '9,999', '9,999'],
    [10_000, '10,000', '10.0k'],
    [100_000, '100,000', '100k'],
    [1_234_567, '1,234,567', '1.2M'],
    [123_456_789, '123,456,789', '123M'],
    [2_824_136_214, '2,824,136,214', '2.8B'],
  ])('prints %d as %s and %s', (count, full, short) => {
    expect(tokens(count)).toEqual([full, short]);
  });
});

describe('reportCsv', () => {
  it('has one line per row and model', () => {
    const lines = reportCsv(sessions([SESSION])).split('\r\n');
    expect(lines).toHaveLength(4);
    expect(lines[0]).toBe(
      'session,projects,branches,first_at,last_at,model,requests,input_tokens,output_tokens,cache_write_5m_tokens,cache_write_1h_tokens,cache_read_tokens,total_tokens,web_searches,usd,unpriced_requests',
    );
    expect(lines[1]).toBe(
      '73701512-8521-4aaa-936c-15a21c1e52e1,/home/me/work/app,main =cmd|x,2026-11-20T10:00:00.000Z,2026-11-20T12:00:00.000Z,claude-opus-5,1234,45678,901234,1000000,234567,1234567890,1236749369,0,1234.567,0',
    );
    expect(lines[2]).toContain(',kimi,1234,');
  });

  it('quotes what has to be, and hands no formulas to a spreadsheet', () => {
    const csv = reportCsv(
      sessions([{ ...SESSION, session: '=1+1', projects: ['/a "b", c'], models: [{ ...USE, model: '@x' }] }]),
    );
    expect(csv.split('\r\n')[1]).toMatch(/^'=1\+1,"\/a ""b"", c",main =cmd\|x,.*,'@x,/);
  });
});
