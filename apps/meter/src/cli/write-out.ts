import { writeSync } from 'node:fs';

/** Writes to standard output at once: to open a stream takes a prompt longer than to write. Never throws. */
export function writeOut(data: string | Uint8Array): void {
  const bytes = Buffer.from(data);
  let written = 0;
  try {
    while (written < bytes.length) written += writeSync(1, bytes, written);
  } catch (error) {
    // A pipe that is full for now; a stream waits for it. Whoever has gone away wants nothing more.
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') process.stdout.write(bytes.subarray(written));
  }
}
