import { Buffer } from 'node:buffer';
import { ByteSkimmer, type Skimmer, TRANSCRIPT_KEYS, UsageLine } from '@claude-meter/sources';
import { kernelMemory } from './kernel-memory.ts';
import { type LineTaker, PlainLineTaker } from './line-taker.ts';

/** A buffer for files, and what reads in it. */
export interface ScanMemory {
  /** Large; memory that is never written to costs nothing. */
  buffer: Buffer;
  /** The longest line that there is room for, bytes. */
  longest: number;
  /** Skims objects in `buffer` for what is read of a transcript. A line feed stands behind each line. */
  skimmer: Skimmer;
  /** Reads lines in `buffer` by the skimmer. */
  line: UsageLine;
  taker: LineTaker;
}

/** How much longer than a line its buffer is: the next line begins in it too. */
const SPARE = 64 * 1024;

/** Scan memory for lines of up to `longest` bytes. */
export function scanMemory(longest: number): ScanMemory {
  // Node without a compiler (`--jitless`) has none of it.
  return typeof WebAssembly === 'undefined' ? plainMemory(longest) : kernelMemory(longest);
}

/** The same in plain code. */
export function plainMemory(longest: number): ScanMemory {
  const buffer = Buffer.allocUnsafeSlow(longest + SPARE);
  const skimmer = new ByteSkimmer(TRANSCRIPT_KEYS);
  const line = new UsageLine(skimmer);
  return { buffer, longest, skimmer, line, taker: new PlainLineTaker(buffer, line) };
}
