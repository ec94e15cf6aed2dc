import { Buffer } from 'node:buffer';
import { readSync } from 'node:fs';
import { decodeLines, type LineVerdict, USAGE_MARK, type UsageLine } from '@claude-meter/sources';
import type { FileRows } from './file-rows.ts';
import {
  DAMAGE_KEPT,
  type Damage,
  type DamageKind,
  type FileIdentity,
  type FileScan,
  type ScanStart,
} from './file-scan.ts';
import { type Fingerprint, FingerprintTaker, windowsOf } from './fingerprint.ts';

/** A longer line is not kept in memory; a line of Claude Code with a usage has a few hundred kilobytes at most. */
const LONGEST_LINE = 16 * 1024 * 1024;
/** The first timestamp of a file is looked for in so many lines. */
const FIRST_LINES = 64;
const LINE_FEED = 0x0a;

/** What one scan after another can use. */
export interface ScanTools {
  buffer: Buffer;
  line: UsageLine;
  rows: FileRows;
}

/** One file being read, buffer by buffer. The last byte of the buffer stays free for a line feed. */
export class LineStream {
  readonly #fd: number;
  readonly #line: UsageLine;
  #buffer: Buffer;
  /** Bytes in the buffer, the first of them from `#base` in the file. */
  #filled = 0;
  #base = 0;
  #isAtEnd = false;
  readonly #rows: FileRows;
  #firstAt: number | null = null;
  #hasSeenFirst = false;
  readonly #damage: Damage[] = [];
  #damaged = 0;
  readonly #fingerprint = new FingerprintTaker();

  constructor(fd: number, tools: ScanTools) {
    this.#fd = fd;
    this.#buffer = tools.buffer;
    this.#line = tools.line;
    this.#rows = tools.rows;
  }

  /** Reads all whole lines from `start` on; from the beginning when the file is no longer the one that `start` knew. */
  scan(identity: FileIdentity, start: ScanStart | null): FileScan {
    const isResumed = start !== null && this.#resume(start);
    this.#base = isResumed ? start.offset : 0;
    this.#hasSeenFirst = isResumed;
    let ended: ({ offset: number } & Fingerprint) | null = null;
    while (!this.#isAtEnd && ended === null) {
      if (!this.#hasRoom()) ended = this.#skipLongLine();
      else this.#readBuffer();
    }
    const rows = this.#rows.take();
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

  onLine(verdict: LineVerdict, start: number, _end: number): void {
    if (verdict === 'request') this.#rows.add(this.#line, this.#buffer);
    else if (verdict !== 'nothing') this.#note(verdict, start);
  }

  get line(): UsageLine {
    return this.#line;
  }

  /** Whether the file still holds what an earlier scan read of it; if so, goes on from there. */
  #resume(start: ScanStart): boolean {
    const windows = windowsOf(start.offset);
    const head = this.#readWindow(windows.head);
    const tail = this.#readWindow(windows.tail);
    if (head === null || tail === null) return false;
    this.#fingerprint.resume(head, tail);
    const now = this.#fingerprint.result();
    if (now.head === start.head && now.tail === start.tail) return true;
    this.#fingerprint.resume(Buffer.alloc(0), Buffer.alloc(0));
    return false;
  }

  #readWindow([from, to]: [number, number]): Buffer | null {
    const bytes = Buffer.alloc(to - from);
    return readSync(this.#fd, bytes, 0, bytes.length, from) === bytes.length ? bytes : null;
  }

  #readBuffer(): void {
    const wanted = this.#buffer.length - 1 - this.#filled;
    const count = readSync(this.#fd, this.#buffer, this.#filled, wanted, this.#base + this.#filled);
    this.#isAtEnd = count < wanted;
    this.#filled += count;
    const rest = decodeLines(this.#buffer, { from: 0, to: this.#filled }, this);
    if (!this.#hasSeenFirst && rest > 0) this.#findFirstTime(rest);
    this.#consume(rest);
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

  /** Makes the buffer larger for a line that does not fit; false when the line is too long for any buffer. */
  #hasRoom(): boolean {
    if (this.#filled < this.#buffer.length - 1) return true;
    if (this.#buffer.length > LONGEST_LINE) return false;
    const larger = Buffer.allocUnsafeSlow(this.#buffer.length * 2);
    this.#buffer.copy(larger, 0, 0, this.#filled);
    this.#buffer = larger;
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
      const wanted = this.#buffer.length - 1 - this.#filled;
      const count = readSync(this.#fd, this.#buffer, this.#filled, wanted, this.#base + this.#filled);
      if (count === 0) return began;
      this.#filled += count;
    }
  }

  /** The rows of an unfinished last line, when all of it but the line feed is there. */
  #readTail(): FileScan['tailRows'] {
    if (this.#filled === 0 || this.#buffer.subarray(0, this.#filled).indexOf(USAGE_MARK) === -1) return null;
    this.#buffer[this.#filled] = LINE_FEED;
    if (this.#line.read(this.#buffer, 0, this.#filled) !== 'request') return null;
    this.#rows.add(this.#line, this.#buffer);
    return this.#rows.take();
  }

  #note(kind: DamageKind, start: number): void {
    this.#noteAt(kind, this.#base + start);
  }

  #noteAt(kind: DamageKind, offset: number): void {
    this.#damaged++;
    if (this.#damage.length < DAMAGE_KEPT) this.#damage.push({ offset, kind });
  }
}
