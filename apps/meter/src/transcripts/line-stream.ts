import { Buffer } from 'node:buffer';
import { readSync } from 'node:fs';
import { USAGE_MARK, type UsageLine } from '@claude-meter/sources';
import {
  DAMAGE_KEPT,
  type Damage,
  type DamageKind,
  type FileIdentity,
  type FileScan,
  type ScanStart,
} from './file-scan.ts';
import { type Fingerprint, type FingerprintTaker, windowsOf } from './fingerprint.ts';
import type { LineTaker } from './line-taker.ts';
import type { ScanMemory } from './scan-memory.ts';

/** A longer line is not kept in memory; a line of Claude Code with a usage has a few hundred kilobytes at most. */
export const LONGEST_LINE = 16 * 1024 * 1024;
/** Lines are hardly ever longer: memory for the others is made when one is met. */
export const USUAL_LINE = 4 * 1024 * 1024;
/** So much is read at once while lines are shorter: it stays in the cache of the processor. */
const PIECE = 256 * 1024;
/** The first timestamp of a file is looked for in so many lines. */
const FIRST_LINES = 64;
const LINE_FEED = 0x0a;

/** What one scan after another can use. */
export interface ScanTools {
  /** Its buffer has room for a line of `memory.longest` and a line feed. */
  memory: ScanMemory;
  fingerprint: FingerprintTaker;
}

/** One file being read, piece by piece. Behind the bytes in the buffer there is always room for a line feed. */
export class LineStream {
  readonly #fd: number;
  readonly #line: UsageLine;
  readonly #taker: LineTaker;
  readonly #buffer: Buffer;
  readonly #longest: number;
  /** How much of the buffer is in use; more for lines that do not fit. */
  #room = PIECE;
  /** Bytes in the buffer, the first of them from `#base` in the file. */
  #filled = 0;
  #base = 0;
  #isAtEnd = false;
  #firstAt: number | null = null;
  #hasSeenFirst = false;
  readonly #damage: Damage[] = [];
  #damaged = 0;
  readonly #fingerprint: FingerprintTaker;

  constructor(fd: number, tools: ScanTools) {
    this.#fd = fd;
    this.#buffer = tools.memory.buffer;
    this.#longest = tools.memory.longest;
    this.#line = tools.memory.line;
    this.#taker = tools.memory.taker;
    this.#fingerprint = tools.fingerprint;
    this.#fingerprint.begin();
  }

  /**
   * Reads all whole lines from `start` on; from the beginning when the file is no longer the one that `start` knew.
   * Null when a line needs a larger memory.
   */
  scan(identity: FileIdentity, start: ScanStart | null): FileScan | null {
    const isResumed = start !== null && this.#resume(start);
    this.#base = isResumed ? start.offset : 0;
    this.#hasSeenFirst = isResumed;
    let ended: ({ offset: number } & Fingerprint) | null = null;
    while (!this.#isAtEnd && ended === null) {
      if (this.#hasRoom()) this.#readBuffer();
      else if (this.#longest < LONGEST_LINE) return null;
      else ended = this.#skipLongLine();
    }
    const rows = this.#taker.take();
    return {
      ok: true,
      identity,
      isWhole: !isResumed,
      ...(ended ?? { offset: this.#base, ...this.#fingerprint.result() }),
      rows,
      tailRows: ended === null ? this.#readTail() : null,
      firstAt: this.#firstAt,
      damage: this.#damage,
      damaged: this.#damaged,
    };
  }

  /** Whether the file still holds what an earlier scan read of it; if so, goes on from there. */
  #resume(start: ScanStart): boolean {
    const windows = windowsOf(start.offset);
    const head = this.#readWindow(windows.head);
    const tail = this.#readWindow(windows.tail);
    if (head === null || tail === null) return false;
    this.#fingerprint.begin(head, tail);
    const now = this.#fingerprint.result();
    if (now.head === start.head && now.tail === start.tail) return true;
    this.#fingerprint.begin();
    return false;
  }

  #readWindow([from, to]: [number, number]): Buffer | null {
    const bytes = Buffer.alloc(to - from);
    return readSync(this.#fd, bytes, 0, bytes.length, from) === bytes.length ? bytes : null;
  }

  #readBuffer(): void {
    this.#isAtEnd = !this.#readPiece();
    const rest = this.#taker.takeLines(this.#filled, (kind, start) => this.#note(kind, start));
    if (!this.#hasSeenFirst && rest > 0) this.#findFirstTime(rest);
    this.#consume(rest);
  }

  /** Fills the room that is left; false when the file ended before that. */
  #readPiece(): boolean {
    const wanted = this.#room - this.#filled;
    const count = readSync(this.#fd, this.#buffer, this.#filled, wanted, this.#base + this.#filled);
    this.#filled += count;
    return count === wanted;
  }

  #consume(count: number): void {
    if (count === 0) return;
    this.#fingerprint.feed(this.#buffer.subarray(0, count));
    this.#buffer.copyWithin(0, count, this.#filled);
    this.#base += count;
    this.#filled -= count;
  }

  #findFirstTime(to: number): void {
    this.#hasSeenFirst = true;
    let start = 0;
    for (let count = 0; count < FIRST_LINES && start < to; count++) {
      const end = this.#buffer.indexOf(LINE_FEED, start);
      const at = this.#line.read(this.#buffer, start, end) === 'json' ? Number.NaN : this.#line.lineTime();
      if (!Number.isNaN(at)) {
        this.#firstAt = at;
        return;
      }
      start = end + 1;
    }
  }

  /** Makes room for a line that does not fit; false when it is too long for any room. */
  #hasRoom(): boolean {
    if (this.#filled < this.#room) return true;
    if (this.#room >= this.#longest) return false;
    this.#room *= 2;
    return true;
  }

  /** Steps over a line that is too long. Returns where it began when the file ends before the line does. */
  #skipLongLine(): ({ offset: number } & Fingerprint) | null {
    const began = { offset: this.#base, ...this.#fingerprint.result() };
    let hasUsage = false;
    for (;;) {
      const filled = this.#buffer.subarray(0, this.#filled);
      const feed = filled.indexOf(LINE_FEED);
      const piece = feed === -1 ? filled : filled.subarray(0, feed);
      hasUsage ||= piece.indexOf(USAGE_MARK) !== -1;
      if (feed !== -1) {
        if (hasUsage) this.#noteAt('long', began.offset);
        this.#consume(feed + 1);
        return null;
      }
      // The mark may lie across two pieces.
      this.#consume(Math.max(0, this.#filled - USAGE_MARK.length + 1));
      if (!this.#readPiece() && this.#filled < USAGE_MARK.length) return began;
    }
  }

  /** The rows of an unfinished last line, when all of it but the line feed is there. */
  #readTail(): FileScan['tailRows'] {
    if (this.#filled === 0 || this.#buffer.subarray(0, this.#filled).indexOf(USAGE_MARK) === -1) return null;
    this.#buffer[this.#filled] = LINE_FEED;
    return this.#taker.takeLine(0, this.#filled) === 'request' ? this.#taker.take() : null;
  }

  #note(kind: DamageKind, start: number): void {
    this.#noteAt(kind, this.#base + start);
  }

  #noteAt(kind: DamageKind, offset: number): void {
    this.#damaged++;
    if (this.#damage.length < DAMAGE_KEPT) this.#damage.push({ offset, kind });
  }
}
