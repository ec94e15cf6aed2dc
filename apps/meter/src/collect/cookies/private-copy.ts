import { randomBytes } from 'node:crypto';
import { type BigIntStats, constants } from 'node:fs';
import { chmod, copyFile, lstat, mkdir, readdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const DIR_NAME = /^claude-meter-copy-(\d+)-[0-9a-f]{16}$/;
/** A copy lives for milliseconds. One this old is a leftover even if its process id is in use again. */
const LEFTOVER_AGE_MS = 10 * 60_000;
/** A real store is a few megabytes; a file beyond this is not one. */
const MAX_BYTES = 256n * 1024n * 1024n;
/** Waits between attempts to catch a store between two writes, ms. */
const RETRY_WAITS_MS = [20, 60, 180] as const;
/** The database, its write-ahead log, its rollback journal: all that SQLite needs to see every row. */
const PARTS = ['', '-wal', '-journal'] as const;

export type CopyOutcome<T> =
  | { kind: 'used'; value: T }
  /** The store kept changing while it was copied, or the system does not share it. */
  | { kind: 'in_use'; code: string }
  | { kind: 'unreadable'; code: string };

export interface CopyOptions {
  /** Folder for the copy: memory-backed where there is one. Must exist. */
  base: string;
  signal?: AbortSignal | undefined;
}

/**
 * Hands a private copy of a SQLite store to `use` and removes it, whatever happens. The copy is made with
 * plain reads: no lock is taken, for a reader's lock can make the browser's own commit fail, and nothing
 * is written beside the store (opening it in place would create `-shm`). Its `-wal` and `-journal` come
 * along, its `-shm` does not: SQLite rebuilds that from the log. A store that changed meanwhile is copied
 * again, so that the parts belong together.
 */
export async function withPrivateCopy<T>(
  store: string,
  use: (copy: string) => T,
  { base, signal }: CopyOptions,
): Promise<CopyOutcome<T>> {
  const dir = join(base, `claude-meter-copy-${process.pid}-${randomBytes(8).toString('hex')}`);
  const copy = join(dir, basename(store));
  try {
    await mkdir(dir, { mode: 0o700 });
    for (const wait of [...RETRY_WAITS_MS, null]) {
      signal?.throwIfAborted();
      if (await copyConsistently(store, copy)) return { kind: 'used', value: use(copy) };
      if (wait !== null) await sleep(wait, undefined, { signal });
    }
    return { kind: 'in_use', code: 'CHANGING' };
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === null || signal?.aborted) throw error;
    return code === 'EBUSY' ? { kind: 'in_use', code } : { kind: 'unreadable', code };
  } finally {
    await rm(dir, { recursive: true, force: true, maxRetries: 3 });
  }
}

/**
 * Removes what a killed run may have left in `base`: folders named by `withPrivateCopy` whose process is
 * gone. Returns how many.
 */
export async function sweepPrivateCopies(
  base: string,
  { now, isAlive = processIsAlive }: { now: number; isAlive?: (pid: number) => boolean },
): Promise<number> {
  let swept = 0;
  for (const name of await readdir(base).catch(() => [])) {
    const pid = DIR_NAME.exec(name)?.[1];
    if (pid === undefined) continue;
    const dir = join(base, name);
    const info = await lstat(dir).catch(() => null);
    if (!info?.isDirectory() || (process.getuid && info.uid !== process.getuid())) continue;
    if (isAlive(Number(pid)) && now - info.mtimeMs < LEFTOVER_AGE_MS) continue;
    await rm(dir, { recursive: true, force: true });
    swept += 1;
  }
  return swept;
}

/**
 * Identifies the content of a store without opening it: the same text means that nothing was written
 * since. Null when there is no store or it cannot be looked at.
 */
export async function storeSignature(store: string): Promise<string | null> {
  try {
    return signatureOf(await statParts(store));
  } catch {
    return null;
  }
}

async function copyConsistently(store: string, copy: string): Promise<boolean> {
  const before = await statParts(store);
  for (const part of PARTS) {
    await rm(copy + part, { force: true });
    if (!before.has(part)) continue;
    await copyFile(store + part, copy + part, constants.COPYFILE_FICLONE);
    // `copyFile` gives the copy the mode of its source; the 0700 folder has covered it until here.
    await chmod(copy + part, 0o600);
  }
  return signatureOf(before) === signatureOf(await statParts(store));
}

async function statParts(store: string): Promise<Map<string, BigIntStats>> {
  const parts = new Map<string, BigIntStats>();
  for (const part of PARTS) {
    const info = await stat(store + part, { bigint: true }).catch((error: unknown) => {
      if (part !== '' && systemErrorCode(error) === 'ENOENT') return null;
      throw error;
    });
    if (info === null) continue;
    if (!info.isFile())
      throw Object.assign(new Error(`not a file: ${JSON.stringify(store + part)}`), { code: 'EFTYPE' });
    if (info.size > MAX_BYTES)
      throw Object.assign(new Error(`too large: ${JSON.stringify(store + part)}`), { code: 'EFBIG' });
    parts.set(part, info);
  }
  return parts;
}

function signatureOf(parts: Map<string, BigIntStats>): string {
  return [...parts].map(([part, { ino, size, mtimeNs }]) => `${part}:${ino}:${size}:${mtimeNs}`).join('|');
}

function systemErrorCode(error: unknown): string | null {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return typeof code === 'string' && /^E[A-Z]+$/.test(code) ? code : null;
}

function processIsAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, but belongs to somebody else.
    return systemErrorCode(error) === 'EPERM';
  }
}
