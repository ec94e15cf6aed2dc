import type { DatabaseSync } from 'node:sqlite';
import type { ScanResult } from './file-scan.ts';
import { type FoundFiles, findFiles, isWithin, type Unreadable } from './find-files.ts';
import { type IndexChange, IndexStore } from './index-store.ts';
import { type PlannedScan, planUpdate, SameFiles, type UpdatePlan } from './plan-update.ts';
import { foreseeThreads, scanAll } from './scan-pool.ts';
import { ScanThreads } from './scan-threads.ts';

/** Scanned files are written once so many bytes of them were read: what a kill costs, and what is held meanwhile. */
const COMMIT_BYTES = 64 * 1024 * 1024;
const COMMIT_FILES = 500;
/** A file touched so shortly before it was read may have changed again within the same tick of its clock, ms. */
const CLOCK_TICK = 20;

export interface UpdateProgress {
  files: number;
  filesDone: number;
  bytes: number;
  bytesDone: number;
}

export interface UpdateOptions {
  roots: readonly string[];
  signal: AbortSignal;
  now: () => number;
  /** Files and folders that may have changed, when that is known; everything else is left as it is. @default the roots */
  only?: readonly string[];
  /** Whether this thread has requests to answer meanwhile. @default false */
  isServing?: boolean;
  onProgress?: (progress: UpdateProgress) => void;
}

export interface UpdateResult {
  /** Whether anything in the index changed. */
  isChanged: boolean;
  files: number;
  unreadable: Unreadable[];
}

/** Another program kept changing the index; it is being kept up to date all the same. */
const MOST_ATTEMPTS = 20;

/**
 * Makes the index say what the transcripts below the roots say. Can be stopped or killed at any moment: what was
 * committed stays, the rest is done next time.
 */
export async function updateIndex(database: DatabaseSync, options: UpdateOptions): Promise<UpdateResult> {
  const store = new IndexStore(database);
  const threads = new ScanThreads();
  try {
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      const known = store.load(options.only);
      const same = new SameFiles(known);
      const foresee = foreseeThreads(threads, options.isServing ?? false);
      const found = findFiles(options.only ?? options.roots, (path, stat) => {
        if (same.isSame(path, stat)) return true;
        // Of a known file only the end may have to be read.
        if (known.length === 0) foresee(stat.size);
        return false;
      });
      const plan = planUpdate(store.filesOf(same.rest()), found.files, mayBeHidden(found));
      const update = new Update(store, options, { plan, threads });
      if (await update.run()) {
        return {
          isChanged: update.isChanged,
          files: found.count,
          unreadable: [...found.unreadable, ...update.unreadable],
        };
      }
    }
  } finally {
    threads.stop();
  }
  throw new Error('The index of the transcripts is being changed by another program all the time.');
}

/** A missing file below a folder that cannot be read may still be there. */
function mayBeHidden(found: FoundFiles): (path: string) => boolean {
  const folders = found.unreadable.map(({ path }) => path);
  return (path) => folders.some((folder) => isWithin(path, folder));
}

/** One attempt. */
class Update {
  readonly unreadable: Unreadable[] = [];
  isChanged = false;
  readonly #store: IndexStore;
  readonly #options: UpdateOptions;
  readonly #plan: UpdatePlan;
  readonly #threads: ScanThreads;
  readonly #progress: UpdateProgress;
  #pending: IndexChange[] = [];
  #pendingBytes = 0;
  /** Another program changed the index: what this attempt would write no longer fits. */
  #isOvertaken = false;

  constructor(
    store: IndexStore,
    options: UpdateOptions,
    { plan, threads }: { plan: UpdatePlan; threads: ScanThreads },
  ) {
    this.#store = store;
    this.#options = options;
    this.#plan = plan;
    this.#threads = threads;
    this.#progress = {
      files: plan.scans.length,
      filesDone: 0,
      bytes: plan.scans.reduce((sum, scan) => sum + scan.bytes, 0),
      bytesDone: 0,
    };
  }

  /** False when it was overtaken and has to be planned again. */
  async run(): Promise<boolean> {
    const { moved, gone, scans } = this.#plan;
    this.#pending = [
      ...gone.map((known): IndexChange => ({ kind: 'gone', known })),
      ...moved.map(
        ({ known, found }): IndexChange => ({ kind: 'moved', known, path: found.path, identity: found }),
      ),
    ];
    const overtaken = new AbortController();
    await scanAll(scans, {
      threads: this.#threads,
      isServing: this.#options.isServing ?? false,
      signal: AbortSignal.any([this.#options.signal, overtaken.signal]),
      onResult: (planned, result) => {
        this.#take(planned, result);
        if (this.#isOvertaken) overtaken.abort();
      },
    });
    this.#commit();
    return !this.#isOvertaken;
  }

  #take(planned: PlannedScan, result: ScanResult): void {
    if (this.#isOvertaken) return;
    this.#progress.filesDone++;
    this.#progress.bytesDone += planned.bytes;
    this.#options.onProgress?.(this.#progress);
    if (!result.ok) {
      // Deleted meanwhile: the next update will miss it.
      if (result.code !== 'ENOENT') this.unreadable.push({ path: planned.path, code: result.code });
      return;
    }
    if (this.#options.now() - result.identity.modified < CLOCK_TICK) result.identity.changed = 0;
    this.#pending.push({ kind: 'scanned', planned, scan: result });
    this.#pendingBytes += planned.bytes;
    if (this.#pendingBytes >= COMMIT_BYTES || this.#pending.length >= COMMIT_FILES) this.#commit();
  }

  #commit(): void {
    if (this.#isOvertaken) return;
    this.isChanged ||= this.#pending.length > 0;
    this.#isOvertaken = !this.#store.commit(this.#pending);
    this.#pending = [];
    this.#pendingBytes = 0;
  }
}
