import { ascii } from './json-bytes.ts';
import type { LineVerdict, UsageLine } from './usage-line.ts';

/** A byte buffer with a native search; `Buffer` of Node is one. */
export interface SearchableBytes extends Uint8Array {
  indexOf(wanted: number | Uint8Array, from?: number): number;
  lastIndexOf(wanted: number | Uint8Array, from?: number): number;
}

/**
 * What every line with a request holds. Inside of a JSON string its quotes would be escaped, so text that quotes a
 * transcript does not match. Seven bytes on purpose: searching for eight takes twice as long in Node.
 */
export const USAGE_MARK = ascii('"usage"');

const LINE_FEED = 0x0a;

/** Finds lines with a usage, one after another. */
export interface LineFinder {
  /** The line found last: `[start, end)`, without its line feed. */
  start: number;
  end: number;
  /** Finds the first such line in `[from, to)`, both of which stand at the start of a line. False when there is none. */
  find(from: number, to: number): boolean;
}

/** Finds lines by the searches of the buffer. */
export class BufferLineFinder implements LineFinder {
  start = 0;
  end = 0;
  readonly #bytes: SearchableBytes;

  constructor(bytes: SearchableBytes) {
    this.#bytes = bytes;
  }

  find(from: number, to: number): boolean {
    const mark = (this.#bytes.subarray(0, to) as SearchableBytes).indexOf(USAGE_MARK, from);
    if (mark === -1) return false;
    this.start = Math.max(from, this.#bytes.lastIndexOf(LINE_FEED, mark) + 1);
    this.end = this.#bytes.indexOf(LINE_FEED, mark);
    return true;
  }
}

export interface LineSink {
  /** The reader, which holds what the line says during `onLine`. */
  line: UsageLine;
  finder: LineFinder;
  onLine(verdict: LineVerdict, start: number, end: number): void;
}

/**
 * Reads the lines of `bytes[from, to)` that hold a usage, and only those. `from` is the start of a line; a line
 * without line feed at the end is left alone. Returns where that rest begins.
 */
export function decodeLines(
  bytes: SearchableBytes,
  range: { from: number; to: number },
  sink: LineSink,
): number {
  const { from, to } = range;
  const lastFeed = to > from ? bytes.lastIndexOf(LINE_FEED, to - 1) : -1;
  if (lastFeed < from) return from;
  const { finder, line } = sink;
  let next = from;
  while (next <= lastFeed && finder.find(next, lastFeed + 1)) {
    const { start, end } = finder;
    sink.onLine(line.read(bytes, start, end), start, end);
    next = end + 1;
  }
  return lastFeed + 1;
}
