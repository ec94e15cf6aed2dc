import { appendFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { withPrivateCopy } from './private-copy.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

/** A browser that writes right after a part of its store was copied, as often as `writes` says. */
const browser = vi.hoisted(() => ({ writes: 0, write: (_source: string): void => {} }));

vi.mock('node:fs/promises', async (importOriginal) => {
  const original = await importOriginal<typeof import('node:fs/promises')>();
  const copyFile: typeof original.copyFile = async (source, target, mode) => {
    await original.copyFile(source, target, mode);
    if (browser.writes > 0) {
      browser.writes -= 1;
      browser.write(String(source));
    }
  };
  return { ...original, copyFile };
});

describe('a store that is written while it is copied', () => {
  let base: string;
  let store: string;

  beforeEach(() => {
    const folder = temporaryFolder(onTestFinished);
    base = join(folder, 'copies');
    mkdirSync(base);
    store = join(folder, 'Cookies');
    writeFileSync(store, 'one');
    browser.write = (source) => appendFileSync(source, ' more');
  });

  it('is copied again until the parts belong together', async () => {
    browser.writes = 2;
    const outcome = await withPrivateCopy(store, (copy) => readFileSync(copy, 'utf8'), { base });
    expect(outcome).toEqual({ kind: 'used', value: 'one more more' });
  });

  it('a journal that the commit removed is not carried over from the attempt before', async () => {
    writeFileSync(`${store}-journal`, 'undo');
    let copied = 0;
    browser.writes = 2;
    browser.write = () => {
      copied += 1;
      if (copied === 2) rmSync(`${store}-journal`);
    };
    const names = await withPrivateCopy(store, (copy) => readdirSync(dirname(copy)), { base });
    expect(names).toEqual({ kind: 'used', value: ['Cookies'] });
  });

  it('is given up on when it never stays still, and no copy stays behind', async () => {
    browser.writes = Number.POSITIVE_INFINITY;
    const outcome = await withPrivateCopy(store, () => 'read', { base });
    expect(outcome).toEqual({ kind: 'in_use', code: 'CHANGING' });
    expect(readdirSync(base)).toEqual([]);
  });

  it('can be aborted between two attempts, and no copy stays behind', async () => {
    browser.writes = Number.POSITIVE_INFINITY;
    const controller = new AbortController();
    browser.write = (source) => {
      appendFileSync(source, ' more');
      controller.abort(new Error('quit'));
    };
    await expect(withPrivateCopy(store, () => 'read', { base, signal: controller.signal })).rejects.toThrow();
    expect(readdirSync(base)).toEqual([]);
  });

  it('that the system does not share is in use', async () => {
    browser.writes = 1;
    browser.write = () => {
      throw Object.assign(new Error('EBUSY: resource busy or locked'), { code: 'EBUSY' });
    };
    expect(await withPrivateCopy(store, () => 'read', { base })).toEqual({ kind: 'in_use', code: 'EBUSY' });
  });
});
