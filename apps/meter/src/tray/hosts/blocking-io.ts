import { readSync, writeSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';

const STDIN = 0;
const STDOUT = 1;

/**
 * Reads what has arrived on the standard input. It blocks when nothing has, so it is called only when the system says
 * that there is something.
 *
 * @returns null at the end: the meter is gone
 */
export function createStdinReader(bytes = 64 * 1024): () => string | null {
  const buffer = Buffer.alloc(bytes);
  const decoder = new StringDecoder('utf8');
  return () => {
    try {
      const length = readSync(STDIN, buffer, 0, buffer.length, null);
      return length === 0 ? null : decoder.write(buffer.subarray(0, length));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // Node reports the end of a Windows pipe as an error.
      if (code === 'EOF') return null;
      if (code === 'EAGAIN' || code === 'EINTR') return '';
      throw error;
    }
  };
}

/** Writes a line at once: nothing runs behind a blocked run loop that could do it later. */
export function writeStdout(line: string): void {
  const bytes = Buffer.from(line);
  for (let written = 0; written < bytes.length; ) {
    try {
      written += writeSync(STDOUT, bytes, written);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EPIPE') process.exit(0);
      if (code !== 'EAGAIN') throw error;
    }
  }
}
