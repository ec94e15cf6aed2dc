import { fork } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import { programFile } from '../program-file.ts';
import type { UpdateProgress, UpdateResult } from './update-index.ts';

export interface UpdateJob {
  /** The state folder. */
  home: string;
  roots: readonly string[];
}

export type UpdateAnswer =
  | { kind: 'progress'; progress: UpdateProgress }
  | { kind: 'done'; result: UpdateResult }
  | { kind: 'failed'; error: string; isDamage: boolean };

export interface ApartOptions {
  signal: AbortSignal;
  onProgress(progress: UpdateProgress): void;
}

/** The index is damaged: it has to be built anew. */
export class DamagedIndexError extends Error {}

/**
 * Updates the index in a process of its own, at low priority. A program that runs for weeks so stays as small as it
 * was: what reading gigabytes takes is given back. Null when it was stopped.
 */
export function updateApart(
  job: UpdateJob,
  { signal, onProgress }: ApartOptions,
): Promise<UpdateResult | null> {
  return new Promise((resolve, reject) => {
    const file = fileURLToPath(programFile('transcripts/update-process'));
    const child = fork(file, [JSON.stringify(job)], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    const stop = () => void child.kill();
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    let answer: UpdateAnswer | null = null;
    child.on('message', (message) => {
      const said = message as UpdateAnswer;
      if (said.kind === 'progress') onProgress(said.progress);
      else answer = said;
    });
    child.once('spawn', () => makeHumble(child.pid));
    child.once('error', reject);
    child.once('exit', (code) => {
      signal.removeEventListener('abort', stop);
      if (answer?.kind === 'done') resolve(answer.result);
      else if (signal.aborted) resolve(null);
      else if (answer?.kind === 'failed') {
        reject(answer.isDamage ? new DamagedIndexError(answer.error) : new Error(answer.error));
      } else reject(new Error(`The update of the transcripts ended without an answer (${code}).`));
    });
  });
}

/** Others go first. Where that cannot be arranged, it works all the same. */
function makeHumble(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It ended already, or the system does not let us.
  }
}
