import { copyFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readChromiumStore } from './chromium-store.ts';
import { withPrivateCopy } from './private-copy.ts';
import {
  type ChromiumRow,
  type ChromiumStoreOptions,
  DAY_MS,
  makeChromiumStore,
  NOON,
} from './testing/make-stores.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const row = (change: Partial<ChromiumRow> = {}): ChromiumRow => ({
  host: '.claude.ai',
  name: 'sessionKey',
  encrypted: Buffer.from('v10secret'),
  ...change,
});

function read(rows: readonly ChromiumRow[], options: ChromiumStoreOptions = {}) {
  const path = join(temporaryFolder(onTestFinished), 'Cookies');
  makeChromiumStore(path, rows, options).close();
  return readChromiumStore(path);
}

function names(outcome: ReturnType<typeof readChromiumStore>): string[] | string {
  return outcome.kind === 'read' ? outcome.value.cookies.map(({ name }) => name) : outcome.kind;
}

describe('a Chromium cookie store', () => {
  it('gives times in ms since 1970, and null for what is not set', () => {
    const created = Date.UTC(2026, 0, 2, 3, 4, 5, 678);
    const outcome = read([row({ created, updated: NOON, expires: null })]);
    expect(outcome).toEqual({
      kind: 'read',
      value: {
        version: 24,
        cookies: [
          {
            host: '.claude.ai',
            name: 'sessionKey',
            path: '/',
            expiresAt: null,
            createdAt: created,
            updatedAt: NOON,
            value: { scheme: 'encrypted', prefix: 'v10', ciphertext: Buffer.from('secret') },
          },
        ],
      },
    });
  });

  it.each([
    ['claude.ai', true],
    ['.claude.ai', true],
    ['www.claude.ai', false],
    ['.evil-claude.ai', false],
    ['claude.ai.evil.test', false],
    ['xclaude.ai', false],
  ])('reads rows of %s: %s', (host, taken) => {
    expect(names(read([row({ host })]))).toEqual(taken ? ['sessionKey'] : []);
  });

  it.each([
    ['no partition', {}, true],
    ["claude.ai's own partition", { partition: 'https://claude.ai', nested: 0 }, true],
    ['its own, below another site', { partition: 'https://claude.ai', nested: 1 }, false],
    ['a partition of another site', { partition: 'https://example.com', nested: 0 }, false],
  ])('%s: %j → %s', (_, change, taken) => {
    expect(names(read([row(change)]))).toHaveLength(taken ? 1 : 0);
  });

  it.each<[string, ChromiumStoreOptions]>([
    [
      'version 18, before partitions',
      { version: 18, without: ['top_frame_site_key', 'has_cross_site_ancestor'] },
    ],
    [
      'version 20, before last_update_utc',
      { version: 20, without: ['last_update_utc', 'has_cross_site_ancestor'] },
    ],
    ['version 23, before bound values', { version: 23, without: ['has_cross_site_ancestor'] }],
    ['version 31, with columns nobody knows yet', { version: 31, more: ['device_bound', 'provenance'] }],
    ['a version without the plain column', { version: 40, without: ['value'] }],
  ])('is read by its columns: %s', (_, options) => {
    const outcome = read([row()], options);
    expect(names(outcome)).toEqual(['sessionKey']);
    expect(outcome).toMatchObject({ value: { version: options.version } });
  });

  it('names what an unknown schema lacks, and its version', () => {
    expect(read([], { version: 99, without: ['encrypted_value', 'expires_utc'] })).toEqual({
      kind: 'schema_unknown',
      version: 99,
      missing: ['expires_utc', 'encrypted_value'],
    });
  });

  it('says that a database of something else has no cookies', () => {
    const path = join(temporaryFolder(onTestFinished), 'Cookies');
    const db = new DatabaseSync(path);
    db.exec('CREATE TABLE history(url)');
    db.close();
    expect(readChromiumStore(path)).toEqual({ kind: 'schema_unknown', version: null, missing: ['cookies'] });
  });
});

describe('a store that was caught half written', () => {
  const many = Array.from({ length: 400 }, (_, n) => row({ name: `n${n}`, encrypted: Buffer.alloc(200, 1) }));

  it.each([
    ['cut off in the middle', (path: string) => truncateSync(path, 20_000)],
    ['cut off in the first page', (path: string) => truncateSync(path, 300)],
    ['not a database', (path: string) => writeFileSync(path, 'x'.repeat(5000))],
    [
      'pages overwritten',
      (path: string) => {
        const bytes = readFileSync(path);
        writeFileSync(path, bytes.fill(0xff, 4096, 24_000));
      },
    ],
  ])('%s: it says so', (_, damage) => {
    const path = join(temporaryFolder(onTestFinished), 'Cookies');
    makeChromiumStore(path, many).close();
    damage(path);
    expect(readChromiumStore(path)).toMatchObject({ kind: 'half_written' });
  });

  it('an empty file is one that the browser has only begun', () => {
    const path = join(temporaryFolder(onTestFinished), 'Cookies');
    writeFileSync(path, '');
    expect(readChromiumStore(path)).toEqual({ kind: 'half_written', code: 'EMPTY' });
  });

  it('rows that are only in the write-ahead log are seen in the private copy', async () => {
    const folder = temporaryFolder(onTestFinished);
    const path = join(folder, 'Cookies');
    const writer = makeChromiumStore(path, [row()], { wal: true });
    const alone = join(folder, 'Alone');
    copyFileSync(path, alone);
    const outcome = await withPrivateCopy(path, readChromiumStore, { base: folder });
    writer.close();
    expect(outcome.kind === 'used' && names(outcome.value)).toEqual(['sessionKey']);
    // Without its log the same file holds nothing: what a copy of the database alone would have shown.
    expect(readChromiumStore(alone)).toMatchObject({ kind: 'half_written' });
  });

  it('a transaction that is not finished is rolled back in the private copy', async () => {
    const folder = temporaryFolder(onTestFinished);
    const path = join(folder, 'Cookies');
    const writer = makeChromiumStore(path, many);
    // A cache this small makes SQLite write pages of the open transaction into the database.
    writer.exec('PRAGMA cache_size = 1; PRAGMA cache_spill = 1; BEGIN IMMEDIATE');
    writer.exec("UPDATE cookies SET name = 'unfinished', encrypted_value = zeroblob(300)");
    expect(readFileSync(path).includes('unfinished')).toBe(true);
    const outcome = await withPrivateCopy(path, readChromiumStore, { base: folder });
    writer.exec('ROLLBACK');
    writer.close();
    expect(outcome.kind === 'used' && names(outcome.value)).toEqual(many.map(({ name }) => name));
  });

  it('a login that ended at noon is told from one that lasts', () => {
    const outcome = read([row({ expires: NOON }), row({ name: 'x', expires: NOON + DAY_MS })]);
    expect(outcome.kind === 'read' && outcome.value.cookies.map(({ expiresAt }) => expiresAt)).toEqual([
      NOON,
      NOON + DAY_MS,
    ]);
  });
});
