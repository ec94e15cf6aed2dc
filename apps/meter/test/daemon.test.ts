import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startDaemon } from '../src/daemon.ts';
import { readLatest } from '../src/store/read-latest.ts';
import { ORG, originalPost, startMeter, temporaryFolder } from './meter.ts';

const settings = (home: string, port = 0) => ({
  home,
  port,
  upstream: null,
  freshnessMs: 120_000,
  pollMs: 60_000,
});
const signal = () => AbortSignal.timeout(10_000);

describe('silence', () => {
  it('makes a row stale after two minutes and drops it after two hours', async () => {
    const clock = { now: Date.now() };
    const meter = await startMeter({}, clock);
    await meter.post([originalPost({ fetched_at: new Date(clock.now).toISOString() })]);
    const state = () => meter.ingest.state();
    const look = () => {
      meter.publisher.update(state());
      return meter.publisher.current().snapshots.map((one) => one.stale);
    };
    clock.now += 119_999;
    expect(look()).toEqual([false]);
    clock.now += 1;
    expect(look()).toEqual([true]);
    clock.now += 2 * 3_600_000;
    expect(look()).toEqual([]);
  });
});

describe('a restart', () => {
  it('keeps everything, stale until somebody posts again', async () => {
    const home = join(temporaryFolder(), 'home');
    const first = await startMeter({ home });
    await first.post([originalPost()]);
    const [before] = await first.snapshots();
    await first.stop();
    expect(readLatest(home, Date.now(), 120_000)).toEqual([
      expect.objectContaining({ org_uuid: ORG, stale: true }),
    ]);
    const second = await startMeter({ home });
    expect(await second.snapshots()).toEqual([{ ...before, stale: true }]);
    await second.post([originalPost()]);
    expect(await second.snapshots()).toEqual([expect.objectContaining({ stale: false })]);
  });

  it('puts a damaged history aside under a telling name and says so', async () => {
    const home = join(temporaryFolder(), 'home');
    const first = await startMeter({ home });
    await first.post([originalPost()]);
    await first.stop();
    const damage = Buffer.from('this is no database'.repeat(500));
    writeFileSync(join(home, 'history.db'), damage);
    const second = await startMeter({ home });
    expect(second.store.trouble()).toMatchObject({ kind: 'damaged' });
    const aside = readdirSync(home).filter((name) => name.startsWith('history.damaged-'));
    expect(readFileSync(join(home, aside[0] ?? '')).equals(damage)).toBe(true);
    expect((await second.post([originalPost()])).status).toBe(200);
    expect(await (await second.get('/healthz')).json()).toMatchObject({
      store_trouble: expect.stringContaining(aside[0] ?? 'nothing'),
    });
  });

  it('leaves the history of a newer version alone', async () => {
    const home = temporaryFolder();
    const database = new DatabaseSync(join(home, 'history.db'));
    database.exec('PRAGMA user_version = 999');
    database.close();
    const started = await startDaemon(settings(home), { signal: signal() });
    expect(started).toMatchObject({
      ok: false,
      kind: 'store_unusable',
      error: expect.stringContaining('newer'),
    });
  });
});

describe('one meter', () => {
  it('per port: the second says who is there', async () => {
    const meter = await startMeter();
    const second = await startDaemon(settings(temporaryFolder(), meter.port), { signal: signal() });
    expect(second).toMatchObject({
      ok: false,
      kind: 'already_running',
      error: expect.stringContaining(`pid ${process.pid}, port ${meter.port}`),
    });
  });

  it('per state folder: the second says who is there', async () => {
    const meter = await startMeter();
    const second = await startDaemon(settings(meter.home), { signal: signal() });
    expect(second).toMatchObject({ ok: false, kind: 'already_running', port: meter.port });
  });

  it('a stranger on the port is told apart', async () => {
    const stranger = createServer((_request, response) => response.end('hello')).listen(0, '127.0.0.1');
    onTestFinished(() => void stranger.close());
    await new Promise((resolve) => stranger.once('listening', resolve));
    const { port } = stranger.address() as AddressInfo;
    const second = await startDaemon(settings(temporaryFolder(), port), { signal: signal() });
    expect(second).toMatchObject({
      ok: false,
      kind: 'port_taken',
      error: expect.stringContaining('another program'),
    });
  });
});

describe('the state folder', () => {
  it('is for this user alone, files too', async () => {
    const home = join(temporaryFolder(), 'home');
    mkdirSync(home);
    chmodSync(home, 0o755);
    const meter = await startMeter({ home });
    await meter.post([originalPost()]);
    expect(statSync(home).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(home))
      expect([name, statSync(join(home, name)).mode & 0o777]).toEqual([name, 0o600]);
  });

  it.each([
    ['a link', (path: string) => symlinkSync(temporaryFolder(), path), /is a link or a file/],
    ['a file', (path: string) => writeFileSync(path, ''), /cannot be used|is a link or a file/],
  ])('is refused when it is %s', async (_name, make, error) => {
    const home = join(temporaryFolder(), 'home');
    make(home);
    const started = await startDaemon(settings(home), { signal: signal() });
    expect(started).toMatchObject({ ok: false, kind: 'home_unusable', error: expect.stringMatching(error) });
  });
});

describe('the history', () => {
  const samples = (home: string) => {
    const database = new DatabaseSync(join(home, 'history.db'), { readOnly: true });
    const rows = database
      .prepare(
        'SELECT limit_id, percent, hex(body_sha256) AS sha256 FROM sample JOIN series ON id = series_id ORDER BY at, limit_id',
      )
      .all();
    database.close();
    return rows.map((row) => ({ ...row }));
  };

  it('holds each change of each limit once, with the hash of its body', async () => {
    const meter = await startMeter();
    const start = Date.now() - 10_000;
    const at = (second: number) => new Date(start + second * 1000).toISOString();
    const usage = (five: number, resets: string) => ({
      five_hour: { utilization: five, resets_at: resets },
      seven_day: { utilization: 7, resets_at: null },
    });
    await meter.post([
      originalPost({ fetched_at: at(0), usage: usage(1, '2026-11-22T15:00:00.100000+00:00') }),
    ]);
    await meter.post([
      originalPost({ fetched_at: at(1), usage: usage(1, '2026-11-22T14:59:59.900000+00:00') }),
    ]);
    await meter.post([
      originalPost({ fetched_at: at(2), usage: usage(2, '2026-11-22T15:00:00.200000+00:00') }),
    ]);
    await meter.post([
      originalPost({ fetched_at: at(3), usage: usage(2, '2026-11-22T20:00:00.200000+00:00') }),
    ]);
    expect(samples(meter.home).map((row) => [row['limit_id'], row['percent']])).toEqual([
      ['five_hour', 1],
      ['seven_day', 7],
      ['five_hour', 2],
      ['five_hour', 2],
    ]);
    expect(samples(meter.home).every((row) => /^[0-9A-F]{64}$/.test(String(row['sha256'])))).toBe(true);
  });
});
