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

export interface LineSink {
  /** The reader, which holds what the line says during `onLine`. */
  line: UsageLine;
  onLine(verdict: LineVerdict, start: number, end: number): void;
  /** Index of the first `USAGE_MARK` in `bytes[from, to)`, -1 when there is none. @default a search of the buffer */
  findMark?(from: number, to: number): number;
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
  const filled = bytes.subarray(0, to) as SearchableBytes;
  const lastFeed = to > from ? filled.lastIndexOf(LINE_FEED) : -1;
  if (lastFeed < from) return from;
  let next = from;
  for (;;) {
    const mark = sink.findMark?.(next, to) ?? filled.indexOf(USAGE_MARK, next);
    if (mark === -1 || mark > lastFeed) return lastFeed + 1;
    const start = Math.max(from, filled.lastIndexOf(LINE_FEED, mark) + 1);
    const end = filled.indexOf(LINE_FEED, mark);
    sink.onLine(sink.line.read(bytes, start, end), start, end);
    next = end + 1;
  }
}
