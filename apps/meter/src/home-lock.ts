import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const NAME = 'meter.lock';
/** SQLITE_BUSY. */
const BUSY = 5;

/** `taken`: another meter holds it. */
export type HomeLock = { kind: 'held'; release: () => void } | { kind: 'taken' };

/**
 * Keeps two meters out of one state folder, also those that start in the same moment. The system gives the lock back
 * however the meter ends. Where none can be had (a full disk, a file system without locks) the meter goes without.
 */
export function lockHome(home: string): HomeLock {
  const path = join(home, NAME);
  let database: DatabaseSync | null = null;
  try {
    database = new DatabaseSync(path);
    chmodSync(path, 0o600);
    // Nothing is ever written into it: the lock of an open transaction is all that is wanted.
    database.exec('PRAGMA journal_mode = MEMORY; PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE;');
    const held = database;
    return { kind: 'held', release: () => held.close() };
  } catch (error) {
    database?.close();
    const isTaken = ((error as { errcode?: number }).errcode ?? 0) % 256 === BUSY;
    return isTaken ? { kind: 'taken' } : { kind: 'held', release: () => {} };
  }
}
