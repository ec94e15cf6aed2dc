import { type FSWatcher, readdirSync, type Stats, statSync, watch } from 'node:fs';
import { join } from 'node:path';
import { isWithin } from './find-files.ts';

/** A burst of changes is told once: when it has been quiet for so long, ms, … */
const QUIET_MS = 300;
/** … and at the latest after so long. */
const LONGEST_WAIT_MS = 2_000;
/** A folder in which nothing was made for so long is not watched: its session is over. */
const ACTIVE_MS = 48 * 60 * 60 * 1000;
/** Folders that are watched even then: the roots and, one level below, the projects. */
const ALWAYS_DEPTH = 1;
/** No more than so many folders, of the thousands that a user may watch in all. */
const MOST_FOLDERS = 2_000;

export interface WatchOptions {
  signal: AbortSignal;
  now: () => number;
  platform?: NodeJS.Platform;
  /** Files and folders that may have changed, appeared or gone. */
  onChange(paths: string[]): void;
}

/**
 * Tells which files and folders below the roots change. May miss some (folders of old sessions, systems that run out
 * of watches): whoever needs them all looks for himself now and then. Folders that do not exist are passed over.
 */
export function watchFolders(roots: readonly string[], options: WatchOptions): void {
  const burst = new Burst(options);
  // Linux has no recursive watch of its own, and the one that Node builds holds a watch for every single file.
  const isOneByOne = !['darwin', 'win32'].includes(options.platform ?? process.platform);
  for (const root of roots) {
    if (isOneByOne) new FolderWatches(options, (path) => burst.add(path)).watchTree(root, 0);
    else watchRecursively(root, options.signal, (path) => burst.add(path));
  }
}

function watchRecursively(root: string, signal: AbortSignal, onPath: (path: string) => void): void {
  try {
    const watcher = watch(root, { recursive: true, persistent: false, signal });
    watcher.on('change', (_, name) => onPath(name === null ? root : join(root, String(name))));
    watcher.on('error', () => watcher.close());
  } catch {
    // Not there, or no watches left: found by the next look at everything.
  }
}

/** Collects paths until a burst of changes is over. */
class Burst {
  readonly #options: WatchOptions;
  readonly #paths = new Set<string>();
  #timer: NodeJS.Timeout | null = null;
  #since = 0;

  constructor(options: WatchOptions) {
    this.#options = options;
    options.signal.addEventListener('abort', () => this.#stop(), { once: true });
  }

  add(path: string): void {
    if (this.#options.signal.aborted) return;
    const now = this.#options.now();
    if (this.#paths.size === 0) this.#since = now;
    this.#paths.add(path);
    const wait = Math.max(0, Math.min(QUIET_MS, this.#since + LONGEST_WAIT_MS - now));
    this.#stop();
    this.#timer = setTimeout(() => this.#tell(), wait);
    this.#timer.unref();
  }

  #tell(): void {
    this.#timer = null;
    const paths = [...this.#paths];
    this.#paths.clear();
    this.#options.onChange(withoutInner(paths));
  }

  #stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}

/** Leaves out what lies below another of the paths. */
function withoutInner(paths: readonly string[]): string[] {
  const kept: string[] = [];
  for (const path of paths.toSorted()) {
    if (!kept.some((folder) => isWithin(path, folder))) kept.push(path);
  }
  return kept;
}

/** One watch per folder, for the folders where something may happen. */
class FolderWatches {
  readonly #options: WatchOptions;
  readonly #onPath: (path: string) => void;
  readonly #watchers = new Map<string, FSWatcher>();

  constructor(options: WatchOptions, onPath: (path: string) => void) {
    this.#options = options;
    this.#onPath = onPath;
  }

  /** Watches a folder and those below it that are in use. */
  watchTree(folder: string, depth: number): void {
    if (this.#watchers.has(folder) || this.#watchers.size >= MOST_FOLDERS) return;
    if (depth > ALWAYS_DEPTH && !this.#isActive(folder)) return;
    if (!this.#watchFolder(folder, depth)) return;
    for (const entry of foldersIn(folder)) this.watchTree(join(folder, entry), depth + 1);
  }

  #isActive(folder: string): boolean {
    const stat = statOf(folder);
    return stat !== undefined && this.#options.now() - stat.mtimeMs < ACTIVE_MS;
  }

  #watchFolder(folder: string, depth: number): boolean {
    try {
      const watcher = watch(folder, { persistent: false, signal: this.#options.signal });
      this.#watchers.set(folder, watcher);
      watcher.on('change', (_, name) => this.#changed(folder, depth, name === null ? null : String(name)));
      watcher.on('error', () => watcher.close());
      watcher.on('close', () => this.#watchers.delete(folder));
      return true;
    } catch {
      return false;
    }
  }

  #changed(folder: string, depth: number, name: string | null): void {
    if (name === null) {
      this.#onPath(folder);
      return;
    }
    const path = join(folder, name);
    if (name.endsWith('.jsonl')) {
      this.#onPath(path);
      // A session that goes on after a long time: its subagents write into the folder of its name.
      this.watchTree(path.slice(0, -'.jsonl'.length), depth + 1);
      return;
    }
    const stat = statOf(path);
    if (stat?.isDirectory() === false) return;
    this.#onPath(path);
    if (stat === undefined) this.#watchers.get(path)?.close();
    else this.watchTree(path, depth + 1);
  }
}

/** What cannot be looked at (no rights, a link to itself) is as good as gone: nobody else may end by it. */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function foldersIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
  } catch {
    return [];
  }
}
