import { availableParallelism } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import type { ScanJob, ScanResult } from './file-scan.ts';
import { FileScanner } from './file-scanner.ts';
import type { PlannedScan } from './plan-update.ts';
import type { ScanThreads } from './scan-threads.ts';

/** Below so many bytes a second thread costs more than it saves. */
const WORTH_A_THREAD = 128 * 1024 * 1024;
/** So much is read at once even where requests are waiting: a few milliseconds. */
const SMALL_WORK = 4 * 1024 * 1024;
const MOST_THREADS = 4;

/** What a scanning thread is given. */
export interface WorkerJobs {
  jobs: readonly ScanJob[];
  /** How many jobs were taken, one number that all threads share. */
  taken: SharedArrayBuffer;
}

/** What it answers with, some files at a time. */
export type WorkerAnswer = { index: number; result: ScanResult }[];

export interface ScanOptions {
  /** The threads to do it with; those that are not needed are ended. */
  threads: ScanThreads;
  /** Whether this thread has requests to answer meanwhile, so that others have to do the reading. */
  isServing: boolean;
  signal: AbortSignal;
  onResult(planned: PlannedScan, result: ScanResult): void;
}

/** Scans files on as many threads as it is worth. Each takes the next one that nobody has; large ones come first. */
export async function scanAll(planned: readonly PlannedScan[], options: ScanOptions): Promise<void> {
  const sorted = planned.toSorted((a, b) => b.bytes - a.bytes);
  const bytes = sorted.reduce((sum, scan) => sum + scan.bytes, 0);
  const shared = threadsFor(bytes, options.isServing);
  const taken = new SharedArrayBuffer(4);
  const jobs = sorted.map(({ path, start }) => ({ path, start }));
  const onAnswer = (answer: WorkerAnswer) => {
    for (const { index, result } of answer) options.onResult(sorted[index] as PlannedScan, result);
  };
  const answering = { signal: options.signal, onAnswer };
  const others = options.threads.run(shared.others, { jobs, taken }, answering);
  await Promise.all([others, shared.own ? scanHere({ jobs, taken }, answering) : null]);
}

/** Sums up what is found to read, and has other threads get ready as soon as it is worth them. */
export function foreseeThreads(threads: ScanThreads, isServing: boolean): (bytes: number) => void {
  let sum = 0;
  return (bytes) => {
    sum += bytes;
    if (sum >= WORTH_A_THREAD) threads.start(threadsFor(sum, isServing).others);
  };
}

function threadsFor(bytes: number, isServing: boolean): { own: boolean; others: number } {
  const cores = Math.min(MOST_THREADS, availableParallelism());
  if (isServing) {
    if (bytes <= SMALL_WORK) return { own: true, others: 0 };
    return { own: false, others: bytes < WORTH_A_THREAD ? 1 : Math.max(1, cores - 1) };
  }
  return { own: true, others: bytes < WORTH_A_THREAD ? 0 : cores - 1 };
}

interface Answering {
  signal: AbortSignal;
  onAnswer(answer: WorkerAnswer): void;
}

/** Takes jobs until none is left, giving way to other work of this thread now and then. */
async function scanHere(given: WorkerJobs, { signal, onAnswer }: Answering): Promise<void> {
  const steps = takeJobs(given);
  for (const answer of steps) {
    onAnswer(answer);
    await setImmediate();
    if (signal.aborted) return;
  }
}

/** The answers of one thread. Its scanner is made for the first job: most updates find nothing to do. */
export function* takeJobs(
  { jobs, taken }: WorkerJobs,
  makeScanner: () => FileScanner = () => new FileScanner(),
): Generator<WorkerAnswer> {
  const next = new Int32Array(taken);
  let scanner: FileScanner | null = null;
  let answer: WorkerAnswer = [];
  let work = 0;
  for (;;) {
    const index = Atomics.add(next, 0, 1);
    const job = jobs[index];
    if (job === undefined) break;
    scanner ??= makeScanner();
    const result = scanner.scan(job);
    answer.push({ index, result });
    work += 64 * 1024 + (result.ok ? result.offset - (job.start?.offset ?? 0) : 0);
    if (work < SMALL_WORK) continue;
    yield answer;
    answer = [];
    work = 0;
  }
  if (answer.length > 0) yield answer;
}
