import { DatabaseSync } from 'node:sqlite';
import { MIGRATIONS } from './schema.ts';

/** Every column of every table, as `table.column`. */
const COLUMNS = `
  SELECT tables.name || '.' || columns.name AS name
  FROM sqlite_schema AS tables JOIN pragma_table_info(tables.name) AS columns
  WHERE tables.type = 'table' AND tables.name NOT LIKE 'sqlite_%' ORDER BY 1`;

/**
 * What a history must have and this database lacks, such as `watch.until`; null when it has all. A version number alone
 * proves nothing: any SQLite file may carry one, and so may one of an unfinished ClaudeMeter.
 */
export function missingFrom(database: DatabaseSync): string | null {
  const there = new Set(columnsOf(database));
  return knownColumns().find((column) => !there.has(column)) ?? null;
}

/** Whether there is anything at all in a database. */
export function isEmpty(database: DatabaseSync): boolean {
  return database.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined;
}

let known: readonly string[] | null = null;

function knownColumns(): readonly string[] {
  if (known !== null) return known;
  const model = new DatabaseSync(':memory:');
  for (const step of MIGRATIONS) model.exec(step);
  known = columnsOf(model);
  model.close();
  return known;
}

function columnsOf(database: DatabaseSync): string[] {
  return database
    .prepare(COLUMNS)
    .all()
    .map((row) => String(row['name']));
}
