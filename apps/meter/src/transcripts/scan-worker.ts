import { parentPort } from 'node:worker_threads';
import { FileScanner } from './file-scanner.ts';
import { takeJobs, type WorkerJobs } from './scan-pool.ts';

// A scanning thread: gets ready, waits for jobs, and takes them until none is left.
const scanner = new FileScanner();
parentPort?.once('message', (given: WorkerJobs) => {
  for (const answer of takeJobs(given, () => scanner)) parentPort?.postMessage(answer);
});
