import type { Buffer } from 'node:buffer';
import {
  BufferLineFinder,
  decodeLines,
  type LineDamage,
  type LineFinder,
  type LineVerdict,
  type UsageLine,
} from '@claude-meter/sources';
import { FileRows, type PackedRows } from './file-rows.ts';

/** Takes the requests out of the lines in a buffer, of one file after another. */
export interface LineTaker {
  /**
   * Takes the whole lines of the first `to` bytes that hold a usage. Returns where the rest begins, a line without
   * line feed. `onDamage` is told where in the buffer a damaged line begins.
   */
  takeLines(to: number, onDamage: (kind: LineDamage, start: number) => void): number;
  /** Takes the line `[start, end)`, behind which a line feed stands. */
  takeLine(start: number, end: number): LineVerdict;
  /** Hands out the rows of the file, null when there are none, and begins anew. */
  take(): PackedRows | null;
}

/** In plain code. */
export class PlainLineTaker implements LineTaker {
  readonly #buffer: Buffer;
  readonly #line: UsageLine;
  readonly #finder: LineFinder;
  readonly #rows = new FileRows();

  /** `line` reads in `buffer`. */
  constructor(buffer: Buffer, line: UsageLine) {
    this.#buffer = buffer;
    this.#line = line;
    this.#finder = new BufferLineFinder(buffer);
  }

  takeLines(to: number, onDamage: (kind: LineDamage, start: number) => void): number {
    const onLine = (verdict: LineVerdict, start: number) => {
      if (verdict === 'request') this.#rows.add(this.#line, this.#buffer);
      else if (verdict !== 'nothing') onDamage(verdict, start);
    };
    return decodeLines(this.#buffer, { from: 0, to }, { line: this.#line, finder: this.#finder, onLine });
  }

  takeLine(start: number, end: number): LineVerdict {
    const verdict = this.#line.read(this.#buffer, start, end);
    if (verdict === 'request') this.#rows.add(this.#line, this.#buffer);
    return verdict;
  }

  take(): PackedRows | null {
    return this.#rows.take();
  }
}
