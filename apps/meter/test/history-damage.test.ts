import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { HistoryAnswer, SeriesInfo } from '@claude-meter/wire';
import { describe, expect, it } from 'vitest';
import { MIGRATIONS } from '../src/store/schema.ts';
import { writeMadeHistory } from './made-history.ts';
import { ORG, originalPost, startMeter, temporaryFolder } from './meter.ts';

const [MINUTE, DAY] = [60_000, 86_400_000];
const NOW = Date.parse('2026-11-20T12:00:00Z');
const PAGE = 4096;

type Meter = Awaited<ReturnType<typeof startMeter>>;

/** Thirty days of two orgs: more than SQLite keeps in memory. */
function seededHome(): string {
  const home = join(temporaryFolder(), 'home');
  writeMadeHistory(home, { orgs: [ORG], from: NOW - 30 * DAY, to: NOW, stepMs: 2 * MINUTE });
  return home;
}

const post = (meter: Meter, at: number, utilization: number) =>
  meter.post([
    originalPost({
      fetched_at: new Date(at).toISOString(),
      usage: { five_hour: { utilization, resets_at: null } },
    }),
  ]);
const asideIn = (home: string) =>
  readdirSync(home).filter((name) => /^history\.(damaged|not)-.*\.db$/.test(name));
const health = async (meter: Meter) =>
  (await (await meter.get('/healthz')).json()) as { ok: boolean; store_trouble: string | null };
const drawn = (meter: Meter, from: number, to: number) =>
  meter.get(`/api/history?org=${ORG}&limit=five_hour&from=${from}&to=${to}&points=4000`);

/** Overwrites pages of a file in place with bytes that mean nothing. */
function overwrite(path: string, isHit: (page: number) => boolean): void {
  const file = openSync(path, 'r+');
  const pages = Math.ceil(statSync(path).size / PAGE);
  const noise = Buffer.alloc(PAGE, 'no page at all ');
  for (let page = 0; page < pages; page += 1) if (isHit(page)) writeSync(file, noise, 0, PAGE, page * PAGE);
  closeSync(file);
}

const DAMAGES: readonly [string, (path: string) => void][] = [
  ['cut off to nothing', (path) => truncateSync(path, 0)],
  ['cut in half', (path) => truncateSync(path, Math.floor(statSync(path).size / 2))],
  ['cut within its first page', (path) => truncateSync(path, 1000)],
  ['overwritten from its first page on', (path) => overwrite(path, () => true)],
  ['overwritten but for its first page', (path) => overwrite(path, (page) => page > 0)],
  ['overwritten on every third page', (path) => overwrite(path, (page) => page % 3 === 2)],
];

describe('a history that is damaged while the meter runs', () => {
  it.each(DAMAGES)('%s: is put aside and reported; posts and what is shown go on', async (_, damage) => {
    const home = seededHome();
    const clock = { now: NOW };
    const meter = await startMeter({ home }, clock);
    const path = join(home, 'history.db');
    await post(meter, NOW, 10);
    damage(path);
    for (let minute = 1; minute <= 6; minute += 1) {
      clock.now = NOW + minute * MINUTE;
      expect((await post(meter, clock.now, 10 + minute)).status).toBe(200);
      expect((await meter.snapshots())[0]).toMatchObject({
        usage: { five_hour: { utilization: 10 + minute } },
      });
      const asked = await drawn(meter, NOW - 30 * DAY, clock.now + 1);
      // A page of it may be asked for in between: words, or numbers.
      if (!asked.ok) expect(((await asked.json()) as { error: string }).error).toMatch(/history/);
    }
    const [aside, ...more] = asideIn(home);
    expect([aside, more]).toEqual([expect.stringMatching(/^history\.damaged-2026-11-20T12-0\d/), []]);
    expect((await health(meter)).store_trouble).toContain(aside);
    const history = (await (await drawn(meter, NOW, clock.now + 1)).json()) as HistoryAnswer;
    expect(history.percent.at(-1)).toBe(16);
    await meter.stop();
    const again = await startMeter({ home }, clock);
    expect((await again.snapshots())[0]).toMatchObject({ usage: { five_hour: { utilization: 16 } } });
    expect(asideIn(home)).toEqual([aside]);
  });

  it('removed: says so and begins a new one', async () => {
    const home = seededHome();
    const clock = { now: NOW };
    const meter = await startMeter({ home }, clock);
    await post(meter, NOW, 10);
    for (const suffix of ['', '-wal', '-shm']) rmSync(join(home, `history.db${suffix}`));
    clock.now += MINUTE;
    await post(meter, clock.now, 11);
    expect((await health(meter)).store_trouble).toMatch(/was removed while the meter ran/);
    expect(existsSync(join(home, 'history.db'))).toBe(true);
    const history = (await (await drawn(meter, 0, clock.now + 1)).json()) as HistoryAnswer;
    expect(history.percent).toEqual([11]);
  });

  it('damaged where the latest state stands: starts all the same', async () => {
    const home = seededHome();
    const first = await startMeter({ home }, { now: NOW });
    await post(first, NOW, 10);
    await first.stop();
    overwrite(join(home, 'history.db'), (page) => page > 0);
    const second = await startMeter({ home }, { now: NOW });
    expect(await second.snapshots()).toEqual([]);
    expect((await health(second)).store_trouble).toContain(asideIn(home)[0]);
  });
});

const sql = (text: string) => (path: string) => {
  const database = new DatabaseSync(path);
  database.exec(text);
  database.close();
};

const FOREIGN: readonly [string, (path: string) => void, string][] = [
  ['of another program', sql('CREATE TABLE bookmarks (id INTEGER, url TEXT)'), 'body.at'],
  ['of another program that counts versions', sql('CREATE TABLE a (b); PRAGMA user_version = 2'), 'body.at'],
  ['with a version and nothing else', sql(`PRAGMA user_version = ${MIGRATIONS.length}`), 'body.at'],
  [
    'of an unfinished version, not yet migrated',
    sql('CREATE TABLE sample (at); PRAGMA user_version = 1'),
    'no such table',
  ],
  [
    'that lacks a table',
    sql(`${MIGRATIONS.join(';')}; DROP TABLE watch; PRAGMA user_version = ${MIGRATIONS.length}`),
    'watch.org_uuid',
  ],
  [
    'that lacks a column',
    sql(
      `${MIGRATIONS.join(';')}; ALTER TABLE window DROP COLUMN peak; PRAGMA user_version = ${MIGRATIONS.length}`,
    ),
    'window.peak',
  ],
  ['with our tables and no version', sql(`${MIGRATIONS.join(';')}`), 'its version'],
];

describe('a file that is no history of ClaudeMeter', () => {
  it.each(FOREIGN)(
    '%s: is put aside as it is, with what it lacks, and a new one begun',
    async (_, make, lacks) => {
      const home = temporaryFolder();
      make(join(home, 'history.db'));
      const before = tablesOf(join(home, 'history.db'));
      const meter = await startMeter({ home }, { now: NOW });
      const [aside = ''] = asideIn(home);
      expect(aside).toMatch(/^history\.not-a-history-2026-11-20T12-00-00-000Z\.db$/);
      const { store_trouble } = await health(meter);
      expect(store_trouble).toContain(aside);
      expect(store_trouble).toContain(lacks);
      expect(tablesOf(join(home, aside))).toEqual(before);
      await post(meter, NOW, 42);
      expect(((await (await meter.get('/api/series')).json()) as SeriesInfo[])[0]).toMatchObject({
        since: NOW,
      });
    },
  );

  it('one after the other: none takes the place of another', async () => {
    const home = temporaryFolder();
    for (const name of ['first', 'second']) {
      writeFileSync(join(home, 'history.db'), name.repeat(1000));
      const meter = await startMeter({ home }, { now: NOW });
      await meter.stop();
    }
    const kept = asideIn(home).map((name) => readFileSync(join(home, name), 'utf8').slice(0, 5));
    expect(kept.sort()).toEqual(['first', 'secon']);
  });
});

function tablesOf(path: string): unknown[] {
  const database = new DatabaseSync(path, { readOnly: true });
  const tables = database.prepare('SELECT name, sql FROM sqlite_schema ORDER BY name').all();
  database.close();
  return tables;
}
