import type { DatabaseSync } from 'node:sqlite';
import type { Unreadable } from './find-files.ts';
import { isDamage, openIndex, removeIndex } from './open-index.ts';
import { transcriptRoots } from './roots.ts';
import { DamagedIndexError, updateApart } from './update-apart.ts';
import { type UpdateProgress, updateIndex } from './update-index.ts';
import { watchFolders } from './watch.ts';

/** How often everything is looked at even if no watch said a word, ms. */
const LOOK_AROUND_MS = 15 * 60 * 1000;

export interface TranscriptIndexOptions {
  /** The state folder. It exists. */
  home: string;
  /** @default the folders of Claude Code on this machine, asked again at each look around */
  roots?: readonly string[];
  /** Ends watching and indexing; then `closed` resolves. */
  signal: AbortSignal;
  now?: () => number;
  onProgress?: (progress: UpdateProgress) => void;
  /** Called after an update that changed something. */
  onChange?: () => void;
}

export interface IndexStatus {
  /** Ms of the last update that went through, null before the first. */
  updatedAt: number | null;
  /** How far the update under way is, null when none is. */
  progress: UpdateProgress | null;
  /** Files and folders that could not be read at the last look around. */
  unreadable: readonly Unreadable[];
  /** Why the last update failed, null when it did not. */
  trouble: string | null;
}

/** The index of the transcripts of this machine, kept up to date. */
export interface TranscriptIndex {
  /** Resolves when everything was looked at once. */
  ready: Promise<void>;
  status(): IndexStatus;
  /** Counts up when the index changed. */
  version(): number;
  /** Looks at everything. */
  refresh(): Promise<void>;
  closed: Promise<void>;
}

export type StartedIndex = { ok: true; index: TranscriptIndex } | { ok: false; error: string };

/**
 * Opens the index, brings it up to date in the background and keeps it so by watching the folders. A failing update
 * is told in `status` and tried again with the next change; nothing here throws later on.
 */
export function startTranscriptIndex(options: TranscriptIndexOptions): StartedIndex {
  const opened = openIndex(options.home);
  if (!opened.ok) return opened;
  const keeper = new IndexKeeper(opened.database, options);
  return { ok: true, index: keeper.start() };
}

class IndexKeeper {
  #database: DatabaseSync;
  readonly #options: TranscriptIndexOptions;
  readonly #now: () => number;
  readonly #ending = new AbortController();
  #status: IndexStatus = { updatedAt: null, progress: null, unreadable: [], trouble: null };
  #version = 0;
  /** Updates run one after another. */
  #queue: Promise<void> = Promise.resolve();
  /** What the next update has to look at: nothing yet, some paths, or everything. */
  #wanted: Set<string> | 'everything' | null = null;
  #watching: AbortController | null = null;
  #hasBegunAnew = false;

  constructor(database: DatabaseSync, options: TranscriptIndexOptions) {
    this.#database = database;
    this.#options = options;
    this.#now = options.now ?? Date.now;
  }

  start(): TranscriptIndex {
    const { signal } = this.#options;
    const lookAround = setInterval(() => void this.#lookAround(), LOOK_AROUND_MS);
    lookAround.unref();
    const ready = this.#lookAround();
    const closed = this.#closeOn(signal, () => clearInterval(lookAround));
    return {
      ready,
      closed,
      status: () => this.#status,
      version: () => this.#version,
      refresh: () => this.#update('everything'),
    };
  }

  async #closeOn(signal: AbortSignal, stopTimer: () => void): Promise<void> {
    if (!signal.aborted) {
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    }
    stopTimer();
    this.#ending.abort();
    await this.#queue;
    this.#database.close();
  }

  /** Watches anew, since folders come and go, and then looks at everything: nothing falls in between. */
  #lookAround(): Promise<void> {
    this.#watching?.abort();
    this.#watching = new AbortController();
    watchFolders(this.#roots(), {
      signal: AbortSignal.any([this.#watching.signal, this.#ending.signal]),
      now: this.#now,
      onChange: (paths) => void this.#update(new Set(paths)),
    });
    return this.#update('everything');
  }

  #roots(): readonly string[] {
    return this.#options.roots ?? transcriptRoots();
  }

  #update(wanted: Set<string> | 'everything'): Promise<void> {
    const before = this.#wanted;
    if (before === null) this.#wanted = wanted;
    else if (before !== 'everything')
      this.#wanted = wanted === 'everything' ? wanted : new Set([...before, ...wanted]);
    this.#queue = this.#queue.then(() => this.#runWanted());
    return this.#queue;
  }

  async #runWanted(): Promise<void> {
    const wanted = this.#wanted;
    if (wanted === null || this.#ending.signal.aborted) return;
    this.#wanted = null;
    try {
      await this.#run(wanted);
    } catch (error) {
      // Whatever it was (a full disk, a damaged index): readings go on without transcripts, and the next change tries again.
      this.#status = { ...this.#status, progress: null, trouble: (error as Error).message };
      // Once: a disk that damages the next index too is no matter of trying again.
      const isDamaged = isDamage(error) || error instanceof DamagedIndexError;
      if (isDamaged && !this.#hasBegunAnew) this.#beginAnew();
    }
  }

  #beginAnew(): void {
    this.#hasBegunAnew = true;
    this.#database.close();
    removeIndex(this.#options.home);
    const opened = openIndex(this.#options.home);
    if (!opened.ok) throw new Error(opened.error);
    this.#database = opened.database;
    this.#wanted = 'everything';
    this.#queue = this.#queue.then(() => this.#runWanted());
  }

  async #run(wanted: Set<string> | 'everything'): Promise<void> {
    const isEverything = wanted === 'everything';
    const { signal } = this.#ending;
    const onProgress = (progress: UpdateProgress) => {
      this.#status = { ...this.#status, progress };
      this.#options.onProgress?.(progress);
    };
    const roots = this.#roots();
    const result = isEverything
      ? await updateApart({ home: this.#options.home, roots }, { signal, onProgress })
      : await updateIndex(this.#database, {
          roots,
          only: [...wanted],
          isServing: true,
          signal,
          now: this.#now,
          onProgress,
        });
    if (result === null) return;
    const unreadable = isEverything ? result.unreadable : this.#status.unreadable;
    this.#status = { updatedAt: this.#now(), progress: null, unreadable, trouble: null };
    if (!result.isChanged) return;
    this.#version++;
    this.#options.onChange?.();
  }
}
