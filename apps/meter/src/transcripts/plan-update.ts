import type { Stats } from 'node:fs';
import type { FileIdentity, ScanStart } from './file-scan.ts';
import type { FoundFile } from './find-files.ts';

/** A file of the index, and what it looked like when it was read. */
export interface KnownLook extends Omit<FileIdentity, 'born'> {
  id: number;
  path: string;
}

/** All that the index knows of a file. */
export interface KnownFile extends KnownLook, FileIdentity, ScanStart {
  /** Ms of its first timestamp. */
  firstAt: number | null;
  /** How many damaged lines it has. */
  damaged: number;
}

/** A file that has to be read. */
export interface PlannedScan {
  path: string;
  /** The file of the index that it is, null when it is new. */
  known: KnownFile | null;
  /** Where to go on; null: from the beginning. */
  start: ScanStart | null;
  /** How many bytes there are to read, for progress and for sharing out the work. */
  bytes: number;
}

export interface UpdatePlan {
  scans: PlannedScan[];
  /** Files that only changed their name. */
  moved: { known: KnownFile; found: FoundFile }[];
  /** Files that are there no more. */
  gone: KnownFile[];
}

/** A file this small is simply read again when its first timestamp is not known yet. */
const SMALL_FILE = 1024 * 1024;

/**
 * What has to be done for the index to say what the files say.
 *
 * A file that looks as it did is left alone. One that only grew is read on from where the last scan ended, if it
 * still begins with what was read (the scan checks that). Anything else is read anew: shorter, or as long as it was
 * but touched. A name that is gone and a name that is new with the same identity are one file that moved.
 * `keep` says of a missing file that it may only be out of sight, because its folder cannot be read now.
 */
export function planUpdate(
  known: readonly KnownFile[],
  found: readonly FoundFile[],
  keep: (path: string) => boolean = () => false,
): UpdatePlan {
  const byPath = new Map(known.map((file) => [file.path, file]));
  const fresh: FoundFile[] = [];
  const scans: PlannedScan[] = [];
  for (const file of found) {
    const before = byPath.get(file.path);
    if (before === undefined) fresh.push(file);
    else {
      byPath.delete(file.path);
      if (!looksSame(before, file)) scans.push(scanOf(file, before));
    }
  }
  const missing = [...byPath.values()].filter((file) => !keep(file.path));
  const byIdentity = new Map(missing.map((file) => [identityKey(file), file]));
  const moved: UpdatePlan['moved'] = [];
  const movedFiles = new Set<KnownFile>();
  for (const file of fresh) {
    const before = byIdentity.get(identityKey(file));
    if (before === undefined || movedFiles.has(before)) {
      scans.push(scanOf(file, null));
      continue;
    }
    movedFiles.add(before);
    if (before.size === file.size && before.modified === file.modified)
      moved.push({ known: before, found: file });
    else scans.push(scanOf(file, before));
  }
  return { scans, moved, gone: missing.filter((file) => !movedFiles.has(file)) };
}

/**
 * Sets aside files that look as they did. They are found by their number, which is a shorter key than their path; of
 * two names of one file only one is found so, and `planUpdate` sees to the other.
 */
export class SameFiles {
  readonly #byInode = new Map<number, KnownLook>();
  readonly #known: readonly KnownLook[];
  readonly #same = new Set<KnownLook>();

  constructor(known: readonly KnownLook[]) {
    this.#known = known;
    for (const file of known) this.#byInode.set(file.inode, file);
  }

  isSame(path: string, stat: Stats): boolean {
    const known = this.#byInode.get(stat.ino);
    if (
      known === undefined ||
      known.size !== stat.size ||
      known.modified !== stat.mtimeMs ||
      known.changed !== stat.ctimeMs ||
      known.device !== stat.dev ||
      known.path !== path
    ) {
      return false;
    }
    this.#same.add(known);
    return true;
  }

  /** The known files that were not set aside. */
  rest(): KnownLook[] {
    return this.#same.size === this.#known.length ? [] : this.#known.filter((file) => !this.#same.has(file));
  }
}

function looksSame(known: KnownFile, found: FoundFile): boolean {
  return (
    known.size === found.size &&
    known.modified === found.modified &&
    known.changed === found.changed &&
    known.inode === found.inode &&
    known.device === found.device
  );
}

function scanOf(file: FoundFile, known: KnownFile | null): PlannedScan {
  const canResume =
    known !== null &&
    file.size > known.size &&
    file.size >= known.offset &&
    (known.firstAt !== null || known.offset > SMALL_FILE);
  const start = canResume ? { offset: known.offset, head: known.head, tail: known.tail } : null;
  return { path: file.path, known, start, bytes: file.size - (start?.offset ?? 0) };
}

function identityKey(file: FileIdentity): string {
  return `${file.device}:${file.inode}`;
}
