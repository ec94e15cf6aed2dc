import type { TranscriptsStatus } from '@claude-meter/wire';
import {
  type StartedIndex,
  startTranscriptIndex,
  type TranscriptIndex,
  type TranscriptIndexOptions,
} from './transcript-index.ts';

/** How often it is looked whether transcripts may be read, ms. */
const REVIEW_MS = 30_000;
/** The longest pause before a look that failed is tried again, ms. */
const LONGEST_PAUSE_MS = 15 * 60_000;

export interface WarmOptions {
  /** The state folder. It exists. */
  home: string;
  /** Whether transcripts may be read now; asked again and again. */
  isWanted: () => boolean;
  /** @default the folders of Claude Code on this machine */
  roots?: readonly string[] | undefined;
  now: () => number;
  signal: AbortSignal;
  /** @default the index in the state folder */
  open?: (options: TranscriptIndexOptions) => StartedIndex;
}

/** The index of the transcripts beside a running meter: there while it is wanted, and never in the meter's way. */
export interface WarmTranscripts {
  /** Opens the index if it is wanted, and from then on follows what is wanted. */
  start(): void;
  /** Follows at once. */
  review(): void;
  status(): TranscriptsStatus;
  /** Null while it is off, or cannot be opened. */
  index(): TranscriptIndex | null;
  /** Resolves after the signal aborted and everything is closed. */
  closed(): Promise<void>;
}

interface Running {
  index: TranscriptIndex;
  ending: AbortController;
}

/** Does no I/O before `start`. */
export function createWarmTranscripts(options: WarmOptions): WarmTranscripts {
  const { signal, isWanted, open: openIndex = startTranscriptIndex } = options;
  let running: Running | null = null;
  /** Why it cannot be opened. */
  let trouble: string | null = null;
  let closing: Promise<unknown> = Promise.resolve();
  /** When a look that failed is tried again, and how long is waited after it, ms. */
  let retryAt = Number.NEGATIVE_INFINITY;
  let pause = REVIEW_MS;

  /** Whatever keeps it from starting is told, and tried again at the next review. */
  function tryStart(until: AbortSignal): StartedIndex {
    const { home, roots, now } = options;
    try {
      return openIndex({ home, now, signal: until, ...(roots === undefined ? {} : { roots }) });
    } catch (error) {
      return { ok: false, error: `The transcripts cannot be read: ${(error as Error).message}.` };
    }
  }

  function open(): void {
    const ending = new AbortController();
    const started = tryStart(AbortSignal.any([signal, ending.signal]));
    trouble = started.ok ? null : started.error;
    if (!started.ok) return;
    running = { index: started.index, ending };
    closing = Promise.allSettled([closing, started.index.closed]);
  }

  function review(): void {
    if (signal.aborted) return;
    const wanted = isWanted();
    if (!wanted) {
      running?.ending.abort();
      running = null;
      trouble = null;
    } else if (running === null) open();
    else retry(running.index);
  }

  /** A look that failed is not left at that: the index tries again by itself only when a transcript changes. */
  function retry(index: TranscriptIndex): void {
    if (index.status().trouble === null) {
      pause = REVIEW_MS;
      retryAt = Number.NEGATIVE_INFINITY;
      return;
    }
    const now = options.now();
    // A clock that went back must not keep it waiting.
    if (now < retryAt && retryAt - now <= LONGEST_PAUSE_MS) return;
    pause = Math.min(2 * pause, LONGEST_PAUSE_MS);
    retryAt = now + pause;
    void index.refresh();
  }

  return {
    start() {
      review();
      const timer = setInterval(review, REVIEW_MS);
      timer.unref();
      signal.addEventListener('abort', () => clearInterval(timer), { once: true });
    },
    review,
    status: () => statusOf(running?.index ?? null, trouble),
    index: () => running?.index ?? null,
    closed: async () => void (await closing),
  };
}

function statusOf(index: TranscriptIndex | null, trouble: string | null): TranscriptsStatus {
  if (index === null) {
    const state = trouble === null ? 'off' : 'failed';
    return { state, version: 0, progress: null, updated_at: null, unreadable: [], trouble };
  }
  const status = index.status();
  const { progress, updatedAt } = status;
  return {
    version: index.version(),
    state: status.trouble !== null ? 'failed' : updatedAt === null ? 'reading' : 'ready',
    progress:
      progress === null
        ? null
        : {
            files: progress.files,
            files_done: progress.filesDone,
            bytes: progress.bytes,
            bytes_done: progress.bytesDone,
          },
    updated_at: updatedAt === null ? null : new Date(updatedAt).toISOString(),
    unreadable: status.unreadable.map(({ path, code }) => ({ path, code })),
    trouble: status.trouble,
  };
}
