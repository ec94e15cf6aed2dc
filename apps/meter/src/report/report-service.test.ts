import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHAIN, RequestRows } from '@claude-meter/sources';
import { ROUTES } from '@claude-meter/wire';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serveReport } from '../bridge/api/report.ts';
import { writeRunFile } from '../run-file.ts';
import type { Requests } from '../transcripts/load-requests.ts';
import type { ReadIndex } from '../transcripts/read-index.ts';
import { plainUnique } from '../transcripts/unpack-chunks.ts';
import { printReport } from './print-report.ts';
import { readQuery } from './report-query.ts';
import { createReportService, type ReportService } from './report-service.ts';
import { servedReport } from './served-report.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'reports-'));
});
afterEach(() => rmSync(home, { recursive: true }));

const NOTHING: Requests = {
  ...plainUnique(new RequestRows(), new Uint8Array()),
  contexts: [],
  nameOf: () => null,
};

/** One request of a session of that name. */
function oneRequest(session: string): Requests {
  const rows = new RequestRows();
  const use = { input: 1, output: 1, cache5m: 0, cache1h: 0, cacheRead: 0, webSearches: 0, fast: false };
  const place = { chain: CHAIN.main, model: 0, context: 0, rank: 0 };
  rows.add({ idHigh: 1, idLow: 1, requestId: 1, at: NOW, ...use, ...place });
  return {
    ...plainUnique(rows, Uint8Array.of(1)),
    contexts: [{ session: 1, cwd: 0, branch: 0 }],
    nameOf: (id) => (id === 1 ? session : null),
  };
}

/** A service over an index of which a test says when it is ready and when it changes. */
function service(session: string | null = null): {
  reports: ReportService;
  index: { updatedAt: number | null; version: number; reads: number; now: number };
} {
  const index = { updatedAt: NOW as number | null, version: 1, reads: 0, now: NOW };
  const read: ReadIndex = {
    damage: () => ({ lines: 0, files: 0, first: [] }),
    requests: () => {
      index.reads++;
      return session === null ? NOTHING : oneRequest(session);
    },
  };
  const surroundings = { env: {}, platform: process.platform, home };
  const { signal } = new AbortController();
  const reports = createReportService({
    now: () => index.now,
    print: (words, now) => printReport(words, { index: read, home, surroundings, now, signal }),
    transcripts: {
      status: () => ({
        version: index.version,
        state: index.updatedAt === null ? 'reading' : 'ready',
        updated_at: index.updatedAt === null ? null : new Date(index.updatedAt).toISOString(),
        progress: null,
        unreadable: [],
        trouble: null,
      }),
      index: () => ({ version: () => index.version }),
    },
  });
  return { reports, index };
}

describe('createReportService', () => {
  it('reads the index once per change, query and minute', async () => {
    const { reports, index } = service();
    const daily = { kind: 'daily', timezone: 'UTC' };
    const first = await reports.answer(daily);
    expect(first.ok && JSON.parse(first.body)).toMatchObject({
      kind: 'daily',
      rows: [],
      totals: { requests: 0 },
    });
    expect(await reports.answer(daily)).toEqual(first);
    expect(index.reads).toBe(1);
    await reports.answer({ ...daily, since: '2026-11-20' });
    expect(index.reads).toBe(2);
    index.version++;
    await reports.answer(daily);
    expect(index.reads).toBe(3);
    index.now += 61_000;
    await reports.answer(daily);
    expect(index.reads).toBe(4);
  });

  it('keeps no more than some of the answers', async () => {
    const { reports, index } = service();
    for (let day = 0; day < 100; day++) await reports.answer({ kind: 'daily', since: `${day}d` });
    await reports.answer({ kind: 'daily', since: '99d' });
    expect(index.reads).toBe(100);
    await reports.answer({ kind: 'daily', since: '0d' });
    expect(index.reads).toBe(101);
  });

  it('keeps no more than some megabytes of answers, and always the newest', async () => {
    const { reports, index } = service('x'.repeat(3_000_000));
    for (const since of ['1d', '2d', '3d', '4d']) await reports.answer({ kind: 'sessions', since });
    const reads = index.reads;
    await reports.answer({ kind: 'sessions', since: '4d' });
    expect(index.reads).toBe(reads);
    await reports.answer({ kind: 'sessions', since: '1d' });
    expect(index.reads).toBe(reads + 1);
  });

  it('says why there is no report', async () => {
    const { reports, index } = service();
    index.updatedAt = null;
    expect(await reports.answer({ kind: 'daily' })).toMatchObject({ ok: false, kind: 'unready' });
    index.updatedAt = NOW;
    expect(await reports.answer({ kind: 'hourly' })).toMatchObject({ ok: false, kind: 'query' });
    writeFileSync(join(home, 'prices.json'), '{');
    expect(await reports.answer({ kind: 'daily' })).toMatchObject({ ok: false, kind: 'prices' });
  });
});

describe('a report of the running meter', () => {
  async function whileServed(use: () => Promise<void>, reports = service().reports): Promise<void> {
    const app = new Hono().get(ROUTES.report, (c) => serveReport(c, reports));
    const listener = getRequestListener(app.fetch);
    const server = createServer((request, response) => void listener(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    writeRunFile(home, { pid: process.pid, port: (server.address() as AddressInfo).port });
    await use();
    await new Promise((resolve) => server.close(resolve));
  }

  const query = () => {
    const read = readQuery(
      { kind: 'weekly', since: '2026-11-01', until: '2026-11-20', timezone: 'Asia/Tokyo' },
      { zone: 'Own/Zone', now: NOW },
    );
    if (!read.ok) throw new Error(read.error);
    return read.query;
  };

  it('is the one that was asked for', async () => {
    await whileServed(async () => {
      expect(await servedReport(query(), home)).toMatchObject({
        kind: 'weekly',
        since: '2026-11-01',
        until: '2026-11-20',
        timezone: 'Asia/Tokyo',
      });
    });
  });

  it('is none when the index is not ready, when the meter is gone, or when none ever ran', async () => {
    expect(await servedReport(query(), home)).toBeNull();
    const { reports, index } = service();
    index.updatedAt = null;
    await whileServed(async () => expect(await servedReport(query(), home)).toBeNull(), reports);
    expect(await servedReport(query(), home)).toBeNull();
  });
});
