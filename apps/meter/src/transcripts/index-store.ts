import { sep } from 'node:path';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { chunkOf, type RowNames } from './chunk.ts';
import type { PackedRows } from './file-rows.ts';
import { DAMAGE_KEPT, type FileIdentity, type FileScan } from './file-scan.ts';
import { joinChunks } from './join-chunks.ts';
import type { KnownFile, KnownLook, PlannedScan } from './plan-update.ts';

/** A chunk below this many bytes takes the next rows of its file in, so that a file has few chunks. */
const SMALL_CHUNK = 4096;
/** Chunks of file n have the ids from n times this on. */
const CHUNKS_PER_FILE = 65536;

/** One change of the index. */
export type IndexChange =
  | { kind: 'scanned'; planned: PlannedScan; scan: FileScan }
  | { kind: 'moved'; known: KnownFile; path: string; identity: FileIdentity }
  | { kind: 'gone'; known: KnownFile };

/** The tables of the index, as the update of the index needs them. */
export class IndexStore {
  readonly #database: DatabaseSync;
  readonly #statements: Statements;
  readonly #names = new Map<string, number>();
  #generation = -1;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#statements = prepare(database);
  }

  /** The files that are known, all or those that are or lie below one of some paths. Commits build on this state. */
  load(within?: readonly string[]): KnownLook[] {
    this.#generation = this.#currentGeneration();
    this.#names.clear();
    if (within === undefined) return knownLooks(this.#statements.looks.all());
    const found = within.flatMap((path) => {
      const below = path + sep;
      return knownLooks(this.#statements.looksWithin.all(path, [...below].length, below));
    });
    return [...new Map(found.map((file) => [file.id, file])).values()];
  }

  /** The rest of what is known of some files: of thousands only a few are ever asked for. */
  filesOf(looks: readonly KnownLook[]): KnownFile[] {
    const { file } = this.#statements;
    return looks.flatMap((look) => {
      // Another program may have dropped it since; then no commit will succeed either.
      const rest = file.get(look.id) as FileRest | undefined;
      return rest === undefined ? [] : [{ ...look, ...rest }];
    });
  }

  /**
   * Carries out changes, all or none. False when another program changed the index since `load`: then nothing was
   * done, and whoever updates has to begin again.
   */
  commit(changes: readonly IndexChange[]): boolean {
    if (changes.length === 0) return true;
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      if (this.#currentGeneration() !== this.#generation) {
        this.#database.exec('ROLLBACK');
        return false;
      }
      for (const change of changes) this.#apply(change);
      this.#statements.countUp.run();
      this.#database.exec('COMMIT');
      this.#generation++;
      return true;
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  #currentGeneration(): number {
    return Number(this.#statements.generation.get()?.['generation']);
  }

  #apply(change: IndexChange): void {
    if (change.kind === 'gone') {
      this.#statements.keepGone.run(change.known.id);
      this.#statements.dropDamage.run(change.known.id);
      this.#statements.dropFile.run(change.known.id);
    } else if (change.kind === 'moved') {
      const { device, inode, size, modified, changed, born } = change.identity;
      this.#statements.moveFile.run(
        change.path,
        device,
        inode,
        size,
        modified,
        changed,
        born,
        change.known.id,
      );
    } else this.#applyScan(change.planned, change.scan);
  }

  #applyScan({ path, known }: PlannedScan, scan: FileScan): void {
    const id = known?.id ?? Number(this.#statements.nextFile.get()?.['id']);
    const { device, inode, size, modified, changed, born } = scan.identity;
    if (scan.isWhole && known !== null) this.#dropRows(id);
    if (known === null) this.#dropGone(path);
    if (scan.rows !== null) this.#addRows(id, scan.rows);
    const tail = scan.tailRows === null ? null : chunkOf(scan.tailRows.packed, this.#namesOf(scan.tailRows));
    const before = scan.isWhole ? null : known;
    const firstAt = before === null ? scan.firstAt : before.firstAt;
    const damagedBefore = before?.damaged ?? 0;
    const identity = [device, inode, size, modified, changed, born] as const;
    const place = [scan.offset, scan.head, scan.tail, firstAt] as const;
    this.#statements.putFile.run(id, path, ...identity, ...place, damagedBefore + scan.damaged, tail);
    for (const { offset, kind } of scan.damage.slice(0, Math.max(0, DAMAGE_KEPT - damagedBefore))) {
      this.#statements.addDamage.run(id, offset, kind);
    }
  }

  #addRows(file: number, rows: PackedRows): void {
    const first = file * CHUNKS_PER_FILE;
    const last = this.#statements.lastChunk.get(first, first + CHUNKS_PER_FILE);
    const added = chunkOf(rows.packed, this.#namesOf(rows));
    if (last === undefined) {
      this.#statements.putChunk.run(first, added);
      return;
    }
    const id = Number(last['id']);
    const bytes = last['rows'] as Uint8Array;
    if (bytes.length < SMALL_CHUNK) this.#statements.putChunk.run(id, joinChunks(bytes, added));
    else this.#statements.putChunk.run(id + 1, added);
  }

  /** A file that is back, or another one under its name, takes the place of the one that was gone. */
  #dropGone(path: string): void {
    for (const { id } of this.#statements.goneAt.all(path)) {
      this.#dropRows(Number(id));
      this.#statements.dropGone.run(Number(id));
    }
  }

  #dropRows(file: number): void {
    const first = file * CHUNKS_PER_FILE;
    this.#statements.dropChunks.run(first, first + CHUNKS_PER_FILE);
    this.#statements.dropDamage.run(file);
  }

  #namesOf(rows: PackedRows): RowNames {
    return {
      models: rows.models.map((text) => this.#nameId(text)),
      contexts: rows.contexts.map(({ session, cwd, branch }) => ({
        session: this.#nameId(session),
        cwd: this.#nameId(cwd),
        branch: this.#nameId(branch),
      })),
    };
  }

  #nameId(text: string | null): number {
    if (text === null) return 0;
    const known = this.#names.get(text);
    if (known !== undefined) return known;
    const stored = this.#statements.name.get(text);
    const id = Number(
      stored === undefined ? this.#statements.addName.run(text).lastInsertRowid : stored['id'],
    );
    this.#names.set(text, id);
    return id;
  }
}

/**
 * Rows as arrays, in the order of the columns: thousands of objects with names would take twice as long. They are taken
 * apart by their places for the same reason: in code that is run for the first time, a pattern asks for an iterator.
 */
function knownLooks(rows: unknown[]): KnownLook[] {
  return (rows as LookRow[]).map((row) => ({
    id: row[0],
    path: row[1],
    device: row[2],
    inode: row[3],
    size: row[4],
    modified: row[5],
    changed: row[6],
  }));
}

type LookRow = [
  id: number,
  path: string,
  device: number,
  inode: number,
  size: number,
  modified: number,
  changed: number,
];

type FileRest = Omit<KnownFile, keyof KnownLook>;

type Statements = ReturnType<typeof prepare>;

function prepare(database: DatabaseSync) {
  const lookColumns = 'id, path, device, inode, size, modified, changed';
  const looks = `SELECT ${lookColumns} FROM file`;
  const statements = {
    generation: database.prepare('SELECT generation FROM state'),
    countUp: database.prepare('UPDATE state SET generation = generation + 1'),
    looks: database.prepare(looks),
    looksWithin: database.prepare(`${looks} WHERE path = ? OR substr(path, 1, ?) = ?`),
    file: database.prepare(
      'SELECT born, offset, head, tail, first_at AS firstAt, damaged FROM file WHERE id = ?',
    ),
    nextFile: database.prepare(
      'SELECT coalesce(max(id), 0) + 1 AS id FROM (SELECT max(id) AS id FROM file UNION SELECT max(id) FROM gone_file)',
    ),
    keepGone: database.prepare(
      'INSERT INTO gone_file (id, path, born, first_at) SELECT id, path, born, first_at FROM file WHERE id = ?',
    ),
    goneAt: database.prepare('SELECT id FROM gone_file WHERE path = ?'),
    dropGone: database.prepare('DELETE FROM gone_file WHERE id = ?'),
    putFile: database.prepare(
      `INSERT OR REPLACE INTO file (${lookColumns}, born, offset, head, tail, first_at, damaged, tail_rows)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    moveFile: database.prepare(
      'UPDATE file SET path = ?, device = ?, inode = ?, size = ?, modified = ?, changed = ?, born = ? WHERE id = ?',
    ),
    dropFile: database.prepare('DELETE FROM file WHERE id = ?'),
    lastChunk: database.prepare(
      'SELECT id, rows FROM chunk WHERE id >= ? AND id < ? ORDER BY id DESC LIMIT 1',
    ),
    putChunk: database.prepare('INSERT OR REPLACE INTO chunk (id, rows) VALUES (?, ?)'),
    dropChunks: database.prepare('DELETE FROM chunk WHERE id >= ? AND id < ?'),
    name: database.prepare('SELECT id FROM name WHERE text = ?'),
    addName: database.prepare('INSERT INTO name (text) VALUES (?)'),
    addDamage: database.prepare('INSERT INTO damage (file_id, offset, kind) VALUES (?, ?, ?)'),
    dropDamage: database.prepare('DELETE FROM damage WHERE file_id = ?'),
  } satisfies Record<string, StatementSync>;
  statements.looks.setReturnArrays(true);
  statements.looksWithin.setReturnArrays(true);
  return statements;
}
