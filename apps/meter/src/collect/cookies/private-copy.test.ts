import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { copyBase } from './copy-base.ts';
import { storeSignature, sweepPrivateCopies, withPrivateCopy } from './private-copy.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

function makeStore(parts: Record<string, string> = { '': 'database', '-wal': 'log', '-shm': 'index' }) {
  const folder = temporaryFolder(onTestFinished);
  const base = join(folder, 'copies');
  const store = join(folder, 'profile', 'Cookies');
  mkdirSync(base);
  mkdirSync(dirname(store));
  for (const [part, text] of Object.entries(parts)) writeFileSync(store + part, text);
  return { base, store };
}

describe('withPrivateCopy', () => {
  it('copies database, log and journal, not the index, where only the user can look, and removes them', async () => {
    const { base, store } = makeStore({ '': 'database', '-wal': 'log', '-journal': 'undo', '-shm': 'index' });
    chmodSync(store, 0o644);
    const outcome = await withPrivateCopy(
      store,
      (copy) => {
        const names = readdirSync(dirname(copy)).sort();
        return {
          texts: names.map((name) => [name, readFileSync(join(dirname(copy), name), 'utf8')]),
          modes: [dirname(copy), ...names.map((name) => join(dirname(copy), name))].map(
            (path) => statSync(path).mode & 0o777,
          ),
          inBase: dirname(dirname(copy)) === base,
          name: basename(copy),
        };
      },
      { base },
    );
    expect(outcome).toEqual({
      kind: 'used',
      value: {
        texts: [
          ['Cookies', 'database'],
          ['Cookies-journal', 'undo'],
          ['Cookies-wal', 'log'],
        ],
        modes: [0o700, 0o600, 0o600, 0o600],
        inBase: true,
        name: 'Cookies',
      },
    });
    expect(readdirSync(base)).toEqual([]);
    expect(readdirSync(dirname(store)).sort()).toEqual([
      'Cookies',
      'Cookies-journal',
      'Cookies-shm',
      'Cookies-wal',
    ]);
  });

  it('removes the copy when its reader throws, and lets the error through', async () => {
    const { base, store } = makeStore();
    const fail = () => {
      throw new Error('reader');
    };
    await expect(withPrivateCopy(store, fail, { base })).rejects.toThrow('reader');
    expect(readdirSync(base)).toEqual([]);
  });

  it('makes nothing when aborted before, and rejects with the reason', async () => {
    const { base, store } = makeStore();
    const signal = AbortSignal.abort(new Error('quit'));
    await expect(withPrivateCopy(store, () => 1, { base, signal })).rejects.toThrow('quit');
    expect(readdirSync(base)).toEqual([]);
  });

  it.each([
    ['a store that is gone', 'ENOENT', (store: string) => `${store}-gone`],
    ['a folder', 'EFTYPE', (store: string) => dirname(store)],
  ])('%s: unreadable with code %s', async (_, code, path) => {
    const { base, store } = makeStore();
    expect(await withPrivateCopy(path(store), () => 1, { base })).toEqual({ kind: 'unreadable', code });
    expect(readdirSync(base)).toEqual([]);
  });
});

describe('sweepPrivateCopies', () => {
  it('removes what a killed run left, and nothing else', async () => {
    const { base } = makeStore();
    const now = Date.now();
    const dirs = {
      dead: 'claude-meter-copy-11-0123456789abcdef',
      alive: 'claude-meter-copy-22-0123456789abcdef',
      reused: 'claude-meter-copy-22-fedcba9876543210',
      foreign: 'claude-meter-copy-11',
      other: 'something-else',
    };
    for (const name of Object.values(dirs)) {
      mkdirSync(join(base, name));
      writeFileSync(join(base, name, 'Cookies'), 'secret');
    }
    utimesSync(join(base, dirs.reused), new Date(now - 3_600_000), new Date(now - 3_600_000));
    expect(await sweepPrivateCopies(base, { now, isAlive: (pid) => pid === 22 })).toBe(2);
    expect(readdirSync(base).sort()).toEqual([dirs.foreign, dirs.alive, dirs.other].sort());
  });

  it('takes a missing folder for an empty one', async () => {
    expect(await sweepPrivateCopies('/nowhere/at/all', { now: 0 })).toBe(0);
  });
});

describe('storeSignature', () => {
  it('changes with the log as well as with the database, and is null for no store', async () => {
    const { store } = makeStore();
    const first = await storeSignature(store);
    expect(await storeSignature(store)).toBe(first);
    writeFileSync(`${store}-wal`, 'log and more');
    expect(await storeSignature(store)).not.toBe(first);
    expect(await storeSignature(`${store}-gone`)).toBeNull();
  });
});

describe('copyBase', () => {
  it.each([
    [0o700, true],
    [0o755, false],
  ])('a runtime folder of mode %o is taken: %s', (mode, taken) => {
    const folder = temporaryFolder(onTestFinished);
    chmodSync(folder, mode);
    expect(copyBase({ XDG_RUNTIME_DIR: folder }) === folder).toBe(taken);
  });

  it('without a runtime folder it is the temporary one', () => {
    expect(copyBase({})).toBe(copyBase({ XDG_RUNTIME_DIR: '/nowhere/at/all' }));
  });
});
