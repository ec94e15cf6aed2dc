import { parentPort, workerData } from 'node:worker_threads';
import { takeJobs, type WorkerJobs } from './scan-pool.ts';

// A scanning thread: takes jobs until none is left.
for (const answer of takeJobs(workerData as WorkerJobs)) parentPort?.postMessage(answer);
