import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readFirefoxStore } from './firefox-store.ts';
import { withPrivateCopy } from './private-copy.ts';
import { DAY_MS, type FirefoxRow, makeFirefoxStore, NOON } from './testing/make-stores.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

const row = (change: Partial<FirefoxRow> = {}): FirefoxRow => ({
  host: '.claude.ai',
  name: 'sessionKey',
  value: 'plain',
  ...change,
});

function read(rows: readonly FirefoxRow[], without: readonly string[] = []) {
  const path = join(temporaryFolder(onTestFinished), 'cookies.sqlite');
  makeFirefoxStore(path, rows, { without }).close();
  return readFirefoxStore(path);
}

describe('a Firefox cookie store', () => {
  it('keeps containers apart and leaves private, partitioned and foreign rows out', () => {
    const outcome = read([
      row({ value: 'plain profile' }),
      row({ value: 'two', attributes: '^userContextId=2' }),
      row({ value: 'private', attributes: '^privateBrowsingId=1' }),
      row({ value: 'embedded', attributes: '^partitionKey=%28https%2Cexample.com%29' }),
      row({ value: 'foreign', host: '.example.com' }),
      row({ value: 'alike', host: 'notclaude.ai' }),
    ]);
    const values =
      outcome.kind === 'read'
        ? [...outcome.value].map(([id, list]) => [id, list.map(({ value }) => value)])
        : [];
    expect(values).toEqual([
      [0, ['plain profile']],
      [2, ['two']],
    ]);
  });

  it.each([
    ['milliseconds', NOON + DAY_MS],
    ['seconds', (NOON + DAY_MS) / 1000],
  ])('reads an expiry in %s', (_, expiry) => {
    const outcome = read([row({ expiry })]);
    expect(outcome.kind === 'read' && outcome.value.get(0)?.[0]?.expiresAt).toBe(NOON + DAY_MS);
  });

  it('gives the creation time in ms, and does without it where it is not kept', () => {
    const times = (without: string[]) => {
      const outcome = read([row({ created: NOON })], without);
      return outcome.kind === 'read' ? outcome.value.get(0)?.[0]?.createdAt : outcome.kind;
    };
    expect(times([])).toBe(NOON);
    expect(times(['creationTime'])).toBe(0);
  });

  it('names what an unknown schema lacks, and its version', () => {
    expect(read([], ['expiry'])).toEqual({ kind: 'schema_unknown', version: 17, missing: ['expiry'] });
  });

  it('says that half a file is half written', () => {
    const path = join(temporaryFolder(onTestFinished), 'cookies.sqlite');
    writeFileSync(path, Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(600, 7)]));
    expect(readFirefoxStore(path)).toMatchObject({ kind: 'half_written' });
  });

  it('sees rows that Firefox has only in its write-ahead log', async () => {
    const folder = temporaryFolder(onTestFinished);
    const path = join(folder, 'cookies.sqlite');
    const running = makeFirefoxStore(path, [row()], { wal: true });
    const outcome = await withPrivateCopy(path, readFirefoxStore, { base: folder });
    running.close();
    expect(outcome).toMatchObject({ kind: 'used', value: { kind: 'read' } });
    expect(outcome.kind === 'used' && outcome.value.kind === 'read' && outcome.value.value.size).toBe(1);
  });
});
