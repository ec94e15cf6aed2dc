import { Worker } from 'node:worker_threads';
import type { AttributionQuery } from './attribution/attribution-query.ts';
import type { AttributionReply } from './attribution/print-attribution.ts';
import { programFile } from './program-file.ts';
import type { ReportAnswer } from './report/print-report.ts';
import type { QueryWords } from './report/report-query.ts';

/** It ends when nobody asked for so long, ms: what it took of memory is given back. */
const IDLE_MS = 10_000;
/** So long it may take to end, ms. */
const END_MS = 1_000;

export interface RetrospectWorkerData {
  /** The state folder. */
  home: string;
  env: Readonly<Record<string, string | undefined>>;
}

type Asked = { kind: 'report'; words: QueryWords } | { kind: 'attribution'; query: AttributionQuery };

export interface RetrospectQuestion {
  id: number;
  asked: Asked;
  /** Ms. */
  now: number;
}

export type RetrospectAnswer =
  | { id: number; reply: ReportAnswer | AttributionReply }
  | { id: number; error: string };

/** Questions about the past: each takes a tenth of a second or several, in which numbers of now must not wait. */
export interface RetrospectThread {
  /** Rejects when the index cannot be read, and when the thread ended without an answer. */
  report(words: QueryWords, now: number): Promise<ReportAnswer>;
  attribution(query: AttributionQuery, now: number): Promise<AttributionReply>;
  /** Resolves when there is no thread: it ends when nobody asks, and with the signal. */
  closed(): Promise<void>;
}

export interface RetrospectThreadOptions extends RetrospectWorkerData {
  signal: AbortSignal;
  /** @default 10 s */
  idleMs?: number;
}

/** Answers by a thread that is there while there are questions. Starts none yet. */
export function createRetrospectThread({
  signal,
  idleMs = IDLE_MS,
  ...data
}: RetrospectThreadOptions): RetrospectThread {
  let thread: Thread | null = null;
  let idle: NodeJS.Timeout | undefined;
  signal.addEventListener('abort', stop, { once: true });

  function stop(): void {
    clearTimeout(idle);
    thread?.end();
  }

  async function ask(asked: Asked, now: number): Promise<unknown> {
    if (signal.aborted) throw new Error('This meter is ending.');
    clearTimeout(idle);
    if (thread === null || thread.isEnding) thread = new Thread(data);
    const asking = thread;
    try {
      return await asking.ask(asked, now);
    } finally {
      if (asking.isIdle()) {
        clearTimeout(idle);
        idle = setTimeout(() => asking.end(), idleMs);
        idle.unref();
      }
    }
  }

  return {
    report: (words, now) => ask({ kind: 'report', words }, now) as Promise<ReportAnswer>,
    attribution: (query, now) => ask({ kind: 'attribution', query }, now) as Promise<AttributionReply>,
    closed: async () => {
      await thread?.ended;
    },
  };
}

/** One life of the thread. */
class Thread {
  readonly ended: Promise<void>;
  isEnding = false;
  readonly #worker: Worker;
  readonly #waiting = new Map<number, { resolve(reply: unknown): void; reject(error: Error): void }>();
  #lastId = 0;

  constructor(workerData: RetrospectWorkerData) {
    this.#worker = new Worker(programFile('retrospect-worker'), {
      // The environment of a process cannot be handed over as it is.
      workerData: { ...workerData, env: { ...workerData.env } },
    });
    this.#worker.on('message', (answer: RetrospectAnswer) => this.#take(answer));
    let trouble = 'the thread for it ended';
    this.#worker.once('error', (error: Error) => {
      trouble = error.message;
    });
    this.ended = new Promise((resolve) => {
      this.#worker.once('exit', () => {
        this.isEnding = true;
        for (const { reject } of this.#waiting.values()) reject(new Error(`Not answered: ${trouble}.`));
        resolve();
      });
    });
  }

  isIdle(): boolean {
    return this.#waiting.size === 0;
  }

  ask(asked: Asked, now: number): Promise<unknown> {
    const question: RetrospectQuestion = { id: ++this.#lastId, asked, now };
    return new Promise((resolve, reject) => {
      this.#waiting.set(question.id, { resolve, reject });
      this.#worker.postMessage(question);
    });
  }

  /** What is being answered now is not waited for long. */
  end(): void {
    this.isEnding = true;
    this.#worker.postMessage(null);
    setTimeout(() => void this.#worker.terminate(), END_MS).unref();
  }

  #take(answer: RetrospectAnswer): void {
    const asked = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if ('error' in answer) asked?.reject(new Error(answer.error));
    else asked?.resolve(answer.reply);
  }
}
