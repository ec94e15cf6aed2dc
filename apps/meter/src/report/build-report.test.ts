import { CHAIN, RequestRows } from '@claude-meter/sources';
import type { Report } from '@claude-meter/wire';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PriceBook } from '../prices/price-table.ts';
import type { PullRequest, PullRequestBook } from '../pull-requests/pull-request-types.ts';
import type { Context } from '../transcripts/chunk.ts';
import type { Requests } from '../transcripts/load-requests.ts';
import { plainUnique } from '../transcripts/unpack-chunks.ts';
import { blocksOf } from './blocks.ts';
import { buildReport } from './build-report.ts';
import { type QueryWords, readQuery } from './report-query.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');

interface Spec {
  at: string;
  session?: string;
  cwd?: string;
  branch?: string;
  model?: string | null;
  output?: number;
  counts?: boolean;
}

function requestsOf(specs: readonly Spec[]): Requests {
  const names: string[] = [''];
  const idOf = (text: string | null | undefined): number => {
    if (text == null) return 0;
    const known = names.indexOf(text);
    return known > 0 ? known : names.push(text) - 1;
  };
  const rows = new RequestRows();
  const contexts: Context[] = [];
  const contextOf = (spec: Spec): number => {
    const session = idOf(spec.session ?? 's1');
    const cwd = idOf(spec.cwd ?? '/app');
    const branch = idOf(spec.branch ?? 'main');
    const known = contexts.findIndex(
      (one) => one.session === session && one.cwd === cwd && one.branch === branch,
    );
    return known === -1 ? contexts.push({ session, cwd, branch }) - 1 : known;
  };
  specs.forEach((spec, index) => {
    rows.add({
      idHigh: 1,
      idLow: index,
      requestId: 1,
      at: Date.parse(spec.at),
      input: 1_000_000,
      output: spec.output ?? 0,
      cache5m: 0,
      cache1h: 0,
      cacheRead: 0,
      webSearches: 0,
      fast: false,
      chain: CHAIN.main,
      model: idOf(spec.model === undefined ? 'claude-opus-5' : spec.model),
      context: contextOf(spec),
      rank: 0,
    });
  });
  const counts = Uint8Array.from(specs, (spec) => (spec.counts === false ? 0 : 1));
  return {
    ...plainUnique(rows, counts),
    contexts,
    nameOf: (id) => names[id] || null,
  };
}

/** The same with a context of its own for each request, so that each is a run of its own. */
function eachApart(requests: Requests): Requests {
  const { rows, contexts } = requests;
  const own = Array.from(rows.context.subarray(0, rows.length), (context) => contexts[context] as Context);
  rows.context.set(own.map((__, row) => row));
  return { ...requests, contexts: own };
}

function report(
  words: QueryWords,
  specs: readonly Spec[],
  resets: { sessionResets?: string[]; weekResets?: string[] } = {},
  pullRequests?: PullRequestBook,
): Report {
  return reportOf(words, requestsOf(specs), resets, pullRequests);
}

function reportOf(
  words: QueryWords,
  requests: Requests,
  resets: { sessionResets?: string[]; weekResets?: string[] } = {},
  pullRequests?: PullRequestBook,
): Report {
  const read = readQuery({ timezone: 'UTC', ...words }, { zone: 'Own/Zone', now: NOW });
  if (!read.ok) throw new Error(read.error);
  return buildReport(read.query, {
    requests,
    book: new PriceBook(),
    damaged: { lines: 0, files: 0, first: [] },
    now: NOW,
    ...(pullRequests === undefined ? {} : { pullRequests }),
    sessionResets: (resets.sessionResets ?? []).map((text) => Date.parse(text)),
    weekResets: (resets.weekResets ?? []).map((text) => Date.parse(text)),
  });
}

const DAYS: Spec[] = [
  { at: '2026-11-20T10:00:00Z', output: 1 },
  { at: '2026-11-20T23:59:59Z', output: 2, model: 'claude-haiku-4-5' },
  { at: '2026-11-21T00:00:00Z', output: 4 },
  { at: '2026-11-21T00:00:01Z', output: 1000, counts: false },
  { at: '2026-11-22T11:00:00Z', output: 8, model: 'kimi-k2.6' },
];

describe('buildReport', () => {
  it('counts each request on its day, once, with its list price', () => {
    const made = report({ kind: 'daily' }, DAYS);
    expect(
      made.rows.map((row) => ('from' in row ? [row.from, row.to, row.output_tokens, row.usd] : [])),
    ).toEqual([
      ['2026-11-20', '2026-11-20', 3, 6.000035],
      ['2026-11-21', '2026-11-21', 4, 5.0001],
      ['2026-11-22', '2026-11-22', 8, null],
    ]);
    expect(made.totals).toMatchObject({ requests: 4, output_tokens: 15, unpriced_requests: 1 });
    expect(made.totals.usd).toBeCloseTo(11.000135, 9);
    expect(made.unpriced_models).toEqual(['kimi-k2.6']);
  });

  it('splits each row by model, and the parts sum up to it', () => {
    const made = report({ kind: 'monthly' }, DAYS);
    const [row] = made.rows;
    if (row === undefined || !('models' in row)) throw new Error('no row');
    expect(row.models.map(({ model, requests }) => [model, requests])).toEqual([
      ['claude-opus-5', 2],
      ['kimi-k2.6', 1],
      ['claude-haiku-4-5', 1],
    ]);
    expect(row.models.reduce((sum, one) => sum + one.total_tokens, 0)).toBe(row.total_tokens);
  });

  it.each<[string, QueryWords, number]>([
    ['everything', { kind: 'daily' }, 15],
    ['from a day on', { kind: 'daily', since: '2026-11-21' }, 12],
    ['up to and with a day', { kind: 'daily', until: '20261120' }, 3],
    ['one day', { kind: 'daily', since: '2026-11-21', until: '2026-11-21' }, 4],
    ['the last two days', { kind: 'daily', since: '1d' }, 12],
    ['today', { kind: 'today' }, 8],
    ['days of another zone', { kind: 'daily', until: '2026-11-20', timezone: 'Asia/Tokyo' }, 1],
  ])('takes %s', (_, words, output) => {
    expect(report(words, DAYS).totals.output_tokens).toBe(output);
  });

  it('says the same of requests that follow one another as of each by itself', () => {
    // Close to one another, and to the days and windows that end between them.
    const minute = fc.integer({ min: 0, max: 4 * 24 * 2 }).map((halves) => {
      return new Date(Date.parse('2026-10-30T00:00:00Z') + halves * 30 * 60_000).toISOString();
    });
    const spec: fc.Arbitrary<Spec> = fc.record({
      at: minute,
      session: fc.constantFrom('s1', 's1', 's1', 's2'),
      cwd: fc.constantFrom('/app', '/app', '/app', '/lib'),
      model: fc.constantFrom('claude-opus-5', 'claude-opus-5', 'claude-haiku-4-5', 'kimi-k2.6', null),
      output: fc.nat(1000),
      counts: fc.boolean(),
    });
    const words = fc.record({
      kind: fc.constantFrom('daily', 'weekly', 'sessions', 'projects', 'models', 'blocks'),
      timezone: fc.constantFrom('UTC', 'Europe/Berlin', 'Asia/Kathmandu'),
      since: fc.constantFrom(undefined, '2026-10-31'),
      until: fc.constantFrom(undefined, '2026-11-01'),
    });
    const resets = fc.record({
      sessionResets: fc.array(minute, { maxLength: 3 }),
      weekResets: fc.array(minute, { maxLength: 3 }),
    });
    fc.assert(
      fc.property(fc.array(spec, { maxLength: 30, size: 'max' }), words, resets, (specs, asked, known) => {
        const sorted = specs.toSorted((a, b) => (a.at < b.at ? -1 : 1));
        const made = reportOf(asked, requestsOf(sorted), known);
        expect(made).toEqual(reportOf(asked, eachApart(requestsOf(sorted)), known));
      }),
      { numRuns: 1500 },
    );
  });

  it('means the weeks of the calendar where the server said nothing, else the weeks of the server', () => {
    const weeks = (made: Report): unknown[] =>
      made.rows.map((row) =>
        'window' in row ? [row.from, row.to, row.window?.end ?? null, row.output_tokens] : [],
      );
    const specs = [
      { at: '2026-11-15T10:00:00Z', output: 1 },
      { at: '2026-11-16T10:00:00Z', output: 2 },
      { at: '2026-11-19T17:59:59Z', output: 4 },
      { at: '2026-11-19T18:00:00Z', output: 8 },
    ];
    expect(weeks(report({ kind: 'weekly' }, specs))).toEqual([
      ['2026-11-09', '2026-11-15', null, 1],
      ['2026-11-16', '2026-11-22', null, 14],
    ]);
    expect(weeks(report({ kind: 'weekly' }, specs, { weekResets: ['2026-11-19T18:00:00Z'] }))).toEqual([
      ['2026-11-12', '2026-11-19', '2026-11-19T18:00:00.000Z', 7],
      ['2026-11-16', '2026-11-22', null, 8],
    ]);
  });

  it('lists sessions, the latest first, with where they were at work', () => {
    const made = report({ kind: 'sessions' }, [
      { at: '2026-11-20T10:00:00Z', session: 's1', cwd: '/a', branch: 'main' },
      { at: '2026-11-20T11:00:00Z', session: 's2', cwd: '/b', branch: 'fix' },
      { at: '2026-11-20T12:00:00Z', session: 's1', cwd: '/a', branch: 'fix' },
    ]);
    expect(made.rows).toMatchObject([
      {
        session: 's1',
        projects: ['/a'],
        branches: ['main', 'fix'],
        first_at: '2026-11-20T10:00:00.000Z',
        last_at: '2026-11-20T12:00:00.000Z',
        requests: 2,
      },
      { session: 's2', projects: ['/b'], requests: 1 },
    ]);
  });

  it('finds a session by the beginning of its id', () => {
    const specs = ['73701512-8521', '7370ffff', 'be708378'].map((session) => ({
      at: '2026-11-20T10:00:00Z',
      session,
    }));
    const found = (session: string): number => report({ kind: 'session', session }, specs).rows.length;
    expect([found('73701512-8521'), found('7370'), found('x')]).toEqual([1, 2, 0]);
  });

  it('sums up projects', () => {
    const made = report({ kind: 'projects' }, [
      { at: '2026-11-20T10:00:00Z', session: 's1', cwd: '/a' },
      { at: '2026-11-20T11:00:00Z', session: 's2', cwd: '/b' },
      { at: '2026-11-20T12:00:00Z', session: 's3', cwd: '/b' },
    ]);
    expect(made.rows).toMatchObject([
      { project: '/b', sessions: 2, requests: 2 },
      { project: '/a', sessions: 1, requests: 1 },
    ]);
  });

  it('says nothing of nothing', () => {
    for (const kind of ['daily', 'weekly', 'monthly', 'sessions', 'projects', 'models', 'blocks']) {
      const made = report({ kind }, []);
      expect(made.rows).toEqual([]);
      expect(made.totals).toMatchObject({ requests: 0, total_tokens: 0, usd: 0, models: [] });
    }
  });

  it('knows the running block', () => {
    const made = report({ kind: 'blocks' }, DAYS, { sessionResets: ['2026-11-22T15:00:00Z'] });
    expect(
      made.rows.map((row) =>
        'is_anchored' in row ? [row.start, row.is_anchored, row.is_active, row.requests] : [],
      ),
    ).toEqual([
      ['2026-11-20T10:00:00.000Z', false, false, 1],
      ['2026-11-20T23:00:00.000Z', false, false, 2],
      ['2026-11-22T10:00:00.000Z', true, true, 1],
    ]);
  });
});

describe('readQuery', () => {
  it.each<[QueryWords, string]>([
    [{ kind: 'yearly' }, '"yearly" is no report. There are: today, daily'],
    [{ kind: 'session' }, 'Which session?'],
    [{ kind: 'daily', session: 's1' }, '"s1" means nothing to the report "daily"'],
    [{ kind: 'daily', since: 'Tuesday' }, '"Tuesday" is no day; write it like 2026-11-22'],
    [{ kind: 'daily', until: '2026-02-30' }, '"2026-02-30" is no day'],
    [
      { kind: 'daily', since: '2026-11-22', until: '2026-11-20' },
      'would end on 2026-11-20, before it begins',
    ],
    [{ kind: 'daily', timezone: 'Nowhere' }, '"Nowhere" is no time zone'],
  ])('refuses %j', (words, why) => {
    const read = readQuery(words, { zone: 'UTC', now: NOW });
    expect(read.ok ? '' : read.error).toContain(why);
  });
});

describe('blocksOf', () => {
  const hour = (text: string): number => Date.parse(`2026-11-20T${text}Z`);
  const blocks = (times: string[], resets: string[] = []): string[] =>
    blocksOf(times.map(hour), resets.map(hour)).map(({ start, end, isAnchored }) =>
      [start, end]
        .map((at) => new Date(at).toISOString().slice(11, 16))
        .join('–')
        .concat(isAnchored ? ' known' : ''),
    );

  it.each<[string, string[], string[], string[]]>([
    ['one block from the hour of its first request', ['10:20:00', '14:59:00'], [], ['10:00–15:00']],
    ['another one when five hours are over', ['10:20:00', '15:00:00'], [], ['10:00–15:00', '15:00–20:00']],
    ['none where nothing was done', ['01:00:00', '12:30:00'], [], ['01:00–06:00', '12:00–17:00']],
    ['the window that the server named', ['10:20:00'], ['13:10:00'], ['08:10–13:10 known']],
    [
      'a guess that ends where a known window begins',
      ['06:30:00', '08:00:00', '08:20:00'],
      ['13:10:00'],
      ['06:00–08:10', '08:10–13:10 known'],
    ],
    [
      'a guess that begins where a known window ended',
      ['10:00:00', '13:30:00'],
      ['13:10:00'],
      ['08:10–13:10 known', '13:10–18:10'],
    ],
    [
      'two windows that overlap, without counting anything twice',
      ['06:00:00', '08:00:00', '11:00:00'],
      ['10:00:00', '12:00:00'],
      ['05:00–10:00 known', '10:00–12:00 known'],
    ],
  ])('makes %s', (_, times, resets, expected) => {
    expect(blocks(times, resets)).toEqual(expected);
  });
});

describe('a report of pull requests', () => {
  const one = (key: string, given: Partial<PullRequest>): PullRequest => ({
    key,
    repository: 'github.com/me/app',
    branch: key,
    number: null,
    url: null,
    state: 'open',
    landedAt: null,
    way: null,
    ...given,
  });
  const LANDED = one('a', {
    number: 1,
    state: 'landed',
    landedAt: Date.parse('2026-11-21T00:00:00Z'),
    way: 'squash',
  });
  const LATER = one('a again', { number: 3, state: 'landed', landedAt: NOW, way: 'merge' });
  const book: PullRequestBook = {
    troubles: [{ folder: '/gone\x1b', problem: 'gone' }],
    pullRequestOf: (_cwd, branch, at) => {
      if (branch !== 'a') return one('b', {});
      return at <= (LANDED.landedAt ?? 0) ? LANDED : LATER;
    },
  };
  const specs: Spec[] = [
    { at: '2026-11-19T10:00:00Z', session: 's1', branch: 'a', output: 1_000_000 },
    { at: '2026-11-20T10:00:00Z', session: 's2', branch: 'a' },
    { at: '2026-11-21T10:00:00Z', session: 's2', branch: 'a' },
    { at: '2026-11-21T11:00:00Z', session: 's3', branch: 'b', model: 'kimi-k2.6' },
    { at: '2026-11-21T12:00:00Z', session: 's3', branch: 'b' },
  ];
  const resets = {
    weekResets: ['2026-11-19T18:00:00Z', '2026-11-21T10:00:00Z'],
    sessionResets: ['2026-11-20T09:00:00Z'],
  };
  const made = (): Report & { kind: 'prs' } => {
    const all = report({ kind: 'prs' }, specs, resets, book);
    if (all.kind !== 'prs') throw new Error(all.kind);
    return all;
  };

  it('has a row for each, and marks those that a weekly reset cut', () => {
    const rows = made().rows.map((row) => [
      row.number,
      row.branch,
      row.sessions,
      row.usd,
      row.week_resets,
      row.is_incomplete,
    ]);
    expect(rows).toEqual([
      [1, 'a', 2, 35, 1, true],
      [null, 'b', 1, 5, 0, false],
      [3, 'a again', 1, 5, 0, false],
    ]);
    expect(made().rows[0]).toMatchObject({
      session_resets: 1,
      landed_at: '2026-11-21T00:00:00.000Z',
      way: 'squash',
    });
  });

  it('says what one that landed took, and what all the work comes to for each that did', () => {
    expect(made().landed).toEqual({
      pull_requests: 2,
      average_tokens: 2_000_000,
      average_usd: 20,
      median_usd: 20,
      all_usd_per_landed: 22.5,
      unpriced_requests: 0,
    });
    const none = report({ kind: 'prs' }, specs.slice(3), resets, book);
    expect(none).toMatchObject({ landed: { pull_requests: 0, average_usd: null, all_usd_per_landed: null } });
  });

  it('names the folders that could not be looked into, with what to do', () => {
    expect(made().troubles).toEqual([
      {
        folder: '/gone\x1b',
        problem: 'gone',
        text: '"/gone\\u001b": repository gone; its branches cannot be told to have landed.',
      },
    ]);
  });

  it('has rows that sum up to all', () => {
    const { rows, totals } = made();
    expect(rows.reduce((sum, row) => sum + row.total_tokens, 0)).toBe(totals.total_tokens);
    expect(totals.requests).toBe(specs.length);
  });
});
