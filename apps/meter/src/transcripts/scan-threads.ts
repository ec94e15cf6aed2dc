import { programFile } from '../program-file.ts';
import type { WorkerAnswer, WorkerJobs } from './scan-pool.ts';

interface Answering {
  signal: AbortSignal;
  onAnswer(answer: WorkerAnswer): void;
}

/** A thread that scans. It starts at once and waits for its jobs. */
interface ScanThread {
  /** Does jobs until none is left, then ends. */
  run(given: WorkerJobs, answering: Answering): Promise<void>;
  stop(): void;
}

/** The threads that scan beside this one. */
export class ScanThreads {
  #waiting: ScanThread[] = [];

  /** Sees to it that so many threads are there or starting. */
  start(count: number): void {
    while (this.#waiting.length < count) this.#waiting.push(startThread());
  }

  /** Has so many threads do the jobs, and ends the others. */
  async run(count: number, given: WorkerJobs, answering: Answering): Promise<void> {
    this.start(count);
    const chosen = this.#waiting.splice(0, count);
    this.stop();
    await Promise.all(chosen.map((thread) => thread.run(given, answering)));
  }

  /** Ends those that have no jobs. */
  stop(): void {
    for (const thread of this.#waiting.splice(0)) thread.stop();
  }
}

function startThread(): ScanThread {
  // Loaded only here: most updates need no other thread.
  const { Worker } = process.getBuiltinModule('node:worker_threads');
  const worker = new Worker(programFile('transcripts/scan-worker'));
  const ended = new Promise<void>((resolve, reject) => {
    worker.once('error', reject);
    worker.once('exit', () => resolve());
  });
  // Whoever gives it jobs is told.
  ended.catch(() => undefined);
  const stop = () => void worker.terminate();
  return {
    stop,
    async run(given, { signal, onAnswer }) {
      if (signal.aborted) return stop();
      signal.addEventListener('abort', stop, { once: true });
      worker.on('message', onAnswer);
      worker.postMessage(given);
      await ended.finally(() => signal.removeEventListener('abort', stop));
    },
  };
}
