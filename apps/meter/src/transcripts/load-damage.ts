import type { DatabaseSync } from 'node:sqlite';
import type { DamageKind } from './file-scan.ts';

/** A line that is not counted, and why. */
export interface DamagedLine {
  path: string;
  /** Bytes from the start of the file to the start of the line. */
  offset: number;
  kind: DamageKind;
}

/** Lines of the transcripts that could not be counted. */
export interface IndexDamage {
  lines: number;
  /** How many transcripts they stand in. */
  files: number;
  /** Some of them, in the order of their files. */
  first: DamagedLine[];
}

/** So many are named. */
const MOST_NAMED = 10;

/** What the index knows of damaged lines. */
export function loadDamage(database: DatabaseSync): IndexDamage {
  const sums = database
    .prepare('SELECT coalesce(sum(damaged), 0) AS lines, count(*) AS files FROM file WHERE damaged > 0')
    .get();
  const named = database
    .prepare(
      'SELECT path, damage.offset AS offset, kind FROM damage JOIN file ON file.id = file_id ORDER BY path, damage.offset LIMIT ?',
    )
    .all(MOST_NAMED);
  return {
    lines: Number(sums?.['lines']),
    files: Number(sums?.['files']),
    first: named.map(({ path, offset, kind }) => ({
      path: String(path),
      offset: Number(offset),
      kind: String(kind) as DamageKind,
    })),
  };
}
