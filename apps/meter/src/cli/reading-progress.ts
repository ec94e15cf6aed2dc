import type { UpdateProgress, UpdateResult } from '../transcripts/update-index.ts';
import type { Io } from './io.ts';
import { visible } from './view/visible.ts';

/** So long a look at the transcripts goes without a word, ms. */
const PATIENCE_MS = 400;

/** One line that counts up on the terminal while a first look takes its time, and is gone afterwards. */
export function progressLine(io: Io): (progress: UpdateProgress) => void {
  const began = io.now();
  let shown = 0;
  return ({ bytes, bytesDone, files, filesDone }) => {
    const now = io.now();
    // Whether it is a terminal is asked last: to find out takes longer than most looks.
    if (now - began < PATIENCE_MS || !io.stderr.isTerminal) return;
    const isDone = filesDone === files;
    if (!isDone && now - shown < 100) return;
    shown = now;
    const text = `Reading transcripts: ${megabytes(bytesDone)} of ${megabytes(bytes)} MB`;
    io.stderr.write(isDone ? '\r\x1b[K' : `\r${text}\x1b[K`);
  };
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(0);
}

/** Tells what went wrong when something was made of the transcripts; null when nothing came of it. */
export function tellTrouble<Made extends { ok: true; update: UpdateResult }>(
  io: Io,
  made: Made | { ok: false; error: string },
): Made | null {
  if (made.ok) {
    tellUnreadable(io, made.update);
    return made;
  }
  io.stderr.write(`claude-meter: ${made.error}\n`);
  return null;
}

/** Names what could not be read: the first five. */
function tellUnreadable(io: Io, { unreadable }: UpdateResult): void {
  for (const { path, code } of unreadable.slice(0, 5)) {
    io.stderr.write(`claude-meter: "${visible(path)}" cannot be read (${code}); it is not counted.\n`);
  }
  if (unreadable.length > 5) io.stderr.write(`claude-meter: and ${unreadable.length - 5} more.\n`);
}
