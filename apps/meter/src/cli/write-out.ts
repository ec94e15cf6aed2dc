import { writeSync } from 'node:fs';

/** How long a reader that is slow is given before it is tried again, ms. */
const PAUSE_MS = 1;

/**
 * Writes all of it to standard output before it returns: to open a stream takes a prompt longer than to write. Never
 * throws; whoever has gone away wants nothing more.
 */
export function writeOut(data: string | Uint8Array): void {
  const bytes = Buffer.from(data);
  let written = 0;
  while (written < bytes.length) {
    try {
      written += writeSync(1, bytes, written);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') return;
      pause();
    }
  }
}

/** A pipe that is full for now. */
function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
}
