import { DatabaseSync } from 'node:sqlite';

/** Primary result codes of SQLite that mean "these bytes are not a whole database". */
const DAMAGED = new Map([
  [10, 'SQLITE_IOERR'],
  [11, 'SQLITE_CORRUPT'],
  [26, 'SQLITE_NOTADB'],
]);

export type StoreRead<T> =
  | { kind: 'read'; value: T }
  | { kind: 'half_written'; code: string }
  /** SQLite cannot work with the file for another reason (a newer format, a full disk). */
  | { kind: 'unreadable'; code: string }
  | { kind: 'schema_unknown'; version: number | null; missing: string[] };

/**
 * Opens a private copy of a cookie store, checks that it is whole and reads from it. The copy is opened
 * for writing because SQLite has to finish (roll back) what the browser had begun; `read` only queries.
 */
export function readSqliteCopy<T>(copy: string, read: (db: DatabaseSync) => StoreRead<T>): StoreRead<T> {
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(copy, { enableForeignKeyConstraints: false });
    db.exec('PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY');
    const verdict = db.prepare('PRAGMA quick_check(1)').get();
    if (verdict === undefined || Object.values(verdict)[0] !== 'ok') {
      return { kind: 'half_written', code: 'SQLITE_CORRUPT' };
    }
    // No table at all: the browser is just making the file.
    if (db.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined) {
      return { kind: 'half_written', code: 'EMPTY' };
    }
    return read(db);
  } catch (error) {
    const primary = sqliteCode(error);
    if (primary === null) throw error;
    const code = DAMAGED.get(primary);
    return code === undefined
      ? { kind: 'unreadable', code: `SQLITE_${primary}` }
      : { kind: 'half_written', code };
  } finally {
    db?.close();
  }
}

/** Column names of a table; empty when there is no such table. */
export function columnsOf(db: DatabaseSync, table: string): Set<string> {
  const rows = db.prepare('SELECT name FROM pragma_table_info(?)').all(table);
  return new Set(rows.map((row) => String(row['name'])));
}

function sqliteCode(error: unknown): number {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number'
    ? error.errcode
    : -1;
}
