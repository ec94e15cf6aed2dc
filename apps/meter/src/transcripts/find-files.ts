import { type Dirent, readdirSync, realpathSync, type Stats, statSync } from 'node:fs';
import { sep } from 'node:path';
import type { FileIdentity } from './file-scan.ts';

export interface FoundFile extends FileIdentity {
  path: string;
}

/** A file or folder that could not be read. */
export interface Unreadable {
  path: string;
  code: string;
}

export interface FoundFiles {
  /** Those that `isSame` did not set aside. */
  files: FoundFile[];
  /** How many there are in all. */
  count: number;
  unreadable: Unreadable[];
}

const EXTENSION = '.jsonl';

/**
 * All transcripts below the roots, each a folder or a single file. Links are followed, each folder is visited once however many ways lead to it, and
 * what cannot be read is named. A root that does not exist is no trouble: nobody has to have them all. `isSame` is
 * asked of each file whether it looks as it did; of thousands of files nearly all do, and need not be remembered.
 */
export function findFiles(
  roots: readonly string[],
  isSame: (path: string, stat: Stats) => boolean = () => false,
): FoundFiles {
  const walk = new Walk(isSame);
  for (const root of roots) walk.root(root);
  walk.followLinks();
  return { files: walk.files, count: walk.count, unreadable: walk.unreadable };
}

class Walk {
  count = 0;
  readonly files: FoundFile[] = [];
  readonly unreadable: Unreadable[] = [];
  /** Real paths whose whole tree was or will be walked. */
  readonly #trees: string[] = [];
  readonly #links: string[] = [];
  readonly #isSame: (path: string, stat: Stats) => boolean;

  constructor(isSame: (path: string, stat: Stats) => boolean) {
    this.#isSame = isSame;
  }

  root(path: string): void {
    try {
      const stat = statSync(path);
      if (stat.isDirectory()) this.#tree(path, realpathSync(path));
      else if (stat.isFile() && path.endsWith(EXTENSION)) this.#found(path, stat);
    } catch (error) {
      this.#failed(path, error);
    }
  }

  /** Links are looked at last: by then it is known what the plain folders hold anyway. */
  followLinks(): void {
    for (let link = this.#links.shift(); link !== undefined; link = this.#links.shift()) this.root(link);
  }

  /** Walks a tree, unless it lies in one that is walked, or around one: then the link leads back to where it is. */
  #tree(path: string, real: string): void {
    if (this.#trees.some((tree) => isWithin(real, tree) || isWithin(tree, real))) return;
    this.#trees.push(real);
    this.#folder(path);
  }

  #folder(path: string): void {
    const pending = [path];
    for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
      let entries: Dirent[];
      try {
        entries = readdirSync(folder, { withFileTypes: true });
      } catch (error) {
        this.#failed(folder, error);
        continue;
      }
      for (const entry of entries) {
        const inside = folder + sep + entry.name;
        if (entry.isDirectory()) pending.push(inside);
        else if (entry.isSymbolicLink()) this.#links.push(inside);
        else if (entry.name.endsWith(EXTENSION)) this.#file(inside);
      }
    }
  }

  #file(path: string): void {
    let stat: Stats | undefined;
    try {
      stat = statSync(path, { throwIfNoEntry: false });
    } catch (error) {
      this.#failed(path, error);
      return;
    }
    if (stat?.isFile() === true) this.#found(path, stat);
    // A name that is no UTF-8 cannot be asked for by the text that it was listed as.
    else if (stat === undefined && path.includes('\ufffd')) this.unreadable.push({ path, code: 'EILSEQ' });
  }

  #found(path: string, stat: Stats): void {
    this.count++;
    if (this.#isSame(path, stat)) return;
    this.files.push({
      path,
      device: stat.dev,
      inode: stat.ino,
      size: stat.size,
      modified: stat.mtimeMs,
      changed: stat.ctimeMs,
      born: stat.birthtimeMs,
    });
  }

  #failed(path: string, error: unknown): void {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === undefined) throw error;
    // Gone since it was listed, never there, or a link in a circle: nothing that could be read.
    if (code !== 'ENOENT' && code !== 'ENOTDIR' && code !== 'ELOOP') this.unreadable.push({ path, code });
  }
}

/** Whether a path is a folder or lies below it. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}
