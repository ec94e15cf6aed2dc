import type { Buffer } from 'node:buffer';
import {
  LINE_SLOTS,
  type LineDamage,
  type LineVerdict,
  OWN_SLOTS,
  QUOTED_SLOTS,
  USAGE_WORDS,
  type UsageLine,
} from '@claude-meter/sources';
import { ByteWriter } from './byte-buffer.ts';
import type { PackedRows } from './file-rows.ts';
import type { LineTaker } from './line-taker.ts';
import { RowNames } from './row-names.ts';

/** What the kernel exports for taking rows; pointers are numbers. */
export interface RowKernel {
  layOutRows(...places: number[]): void;
  begin(): void;
  takeLines(from: number, to: number, table: number): number;
  candidate(): number;
  push(): void;
  drain(): number;
  finish(): number;
}

/** Where things lie in the memory of the kernel. */
export interface RowPlaces {
  memory: ArrayBuffer;
  /** The table of `TRANSCRIPT_KEYS`. */
  tableAt: number;
  bufferAt: number;
  /** Start and end of the line found last, from the start of the buffer. */
  lineAt: number;
  /** `ROW_STATE_SIZE` bytes of its own, at a multiple of eight. */
  stateAt: number;
}

/** The slots that the kernel asks for, in its order. */
const SLOTS = [
  ...[OWN_SLOTS.type, OWN_SLOTS.timestamp, OWN_SLOTS.requestId, OWN_SLOTS.id, OWN_SLOTS.model],
  ...[OWN_SLOTS.usage, OWN_SLOTS.input, OWN_SLOTS.output, OWN_SLOTS.cacheCreation, OWN_SLOTS.cacheRead],
  ...[OWN_SLOTS.cache5m, OWN_SLOTS.cache1h, OWN_SLOTS.webSearches, OWN_SLOTS.speed],
  ...[OWN_SLOTS.session, OWN_SLOTS.cwd, OWN_SLOTS.branch, LINE_SLOTS.isSidechain, QUOTED_SLOTS.usage],
];
/** In the order of the kernel. */
const WORDS = [USAGE_WORDS.assistant, USAGE_WORDS.synthetic, USAGE_WORDS.fast];
/** Four hashes, then the numbers of the model and of the context. */
const NAMES_SIZE = 40;
const NAMES_NUMBERS = 32;
const UNKNOWN = -1;
/** Four rows and the candidate. */
const RING_SIZE = 5 * 64;
const PACKED_SIZE = 16 * 1024;
const SLOTS_SIZE = 8 * Math.ceil(SLOTS.length / 2);
const WORDS_SIZE = 8 * WORDS.length;

/** How much memory the kernel needs for rows. */
export const ROW_STATE_SIZE = SLOTS_SIZE + WORDS_SIZE + NAMES_SIZE + RING_SIZE + PACKED_SIZE;

/** What `takeLines` of the kernel ends for. */
const DONE = 0;
const FULL = 2;

const LINE_FEED = 0x0a;

/** As `PlainLineTaker`; only odd lines, and rows with other names than the one before, are looked at in plain code. */
export class KernelLineTaker implements LineTaker {
  readonly #buffer: Buffer;
  readonly #line: UsageLine;
  readonly #kernel: RowKernel;
  readonly #places: RowPlaces;
  readonly #words: Int32Array;
  readonly #doubles: Float64Array;
  readonly #packedAt: number;
  readonly #namesAt: number;
  readonly #names = new RowNames();
  readonly #packed = new ByteWriter();

  /** `line` reads in `buffer`, which lies in the memory of the kernel. */
  constructor(buffer: Buffer, line: UsageLine, given: { kernel: RowKernel; places: RowPlaces }) {
    this.#buffer = buffer;
    this.#line = line;
    this.#kernel = given.kernel;
    this.#places = given.places;
    const { memory, stateAt } = given.places;
    this.#words = new Int32Array(memory);
    this.#doubles = new Float64Array(memory);
    const wordsAt = stateAt + SLOTS_SIZE;
    this.#namesAt = wordsAt + WORDS_SIZE;
    const ringAt = this.#namesAt + NAMES_SIZE;
    this.#packedAt = ringAt + RING_SIZE;
    this.#words.set(SLOTS, stateAt / 4);
    this.#words.set(
      WORDS.flatMap(({ high, low }) => [high, low]),
      wordsAt / 4,
    );
    this.#kernel.layOutRows(stateAt, wordsAt, this.#namesAt, ringAt, this.#packedAt, PACKED_SIZE);
    this.#begin();
  }

  takeLines(to: number, onDamage: (kind: LineDamage, start: number) => void): number {
    const { bufferAt, tableAt, lineAt } = this.#places;
    const rest = to === 0 ? 0 : this.#buffer.lastIndexOf(LINE_FEED, to - 1) + 1;
    for (let next = 0; next < rest; ) {
      const ended = this.#kernel.takeLines(bufferAt + next, bufferAt + rest, tableAt);
      if (ended === DONE) break;
      const start = this.#words[lineAt / 4] as number;
      if (ended === FULL) {
        this.#drain();
        next = start;
        continue;
      }
      const end = this.#words[lineAt / 4 + 1] as number;
      const verdict = this.takeLine(start, end);
      if (verdict !== 'request' && verdict !== 'nothing') onDamage(verdict, start);
      next = end + 1;
    }
    return rest;
  }

  takeLine(start: number, end: number): LineVerdict {
    const verdict = this.#line.read(this.#buffer, start, end);
    if (verdict !== 'request') return verdict;
    this.#drain();
    this.#put(this.#line);
    this.#kernel.push();
    return verdict;
  }

  take(): PackedRows | null {
    this.#drain();
    const count = this.#kernel.finish();
    this.#drain();
    const taken = count === 0 ? null : { packed: this.#withCount(count), count, ...this.#names.take() };
    this.#begin();
    return taken;
  }

  #begin(): void {
    this.#packed.clear();
    this.#kernel.begin();
    this.#words[(this.#namesAt + NAMES_NUMBERS) / 4] = UNKNOWN;
  }

  /** Puts a row together, and tells the kernel the numbers of its names. */
  #put(line: UsageLine): void {
    const model = this.#names.modelOf(line, this.#buffer);
    const context = this.#names.contextOf(line, this.#buffer);
    const names = [line.model, line.session, line.cwd, line.branch];
    this.#words.set([...names.flatMap(({ high, low }) => [high, low]), model, context], this.#namesAt / 4);
    const row = this.#kernel.candidate();
    // An empty id is none.
    const id = line.id.from === line.id.to ? { high: 0, low: 0 } : line.id;
    const hasRequestId = line.requestId.from !== line.requestId.to;
    this.#doubles[row / 8] = line.at;
    this.#words.set(
      [
        ...[id.high, id.low, hasRequestId ? line.requestId.low || line.requestId.high : 0],
        ...[line.input, line.output, line.cache5m, line.cache1h, line.cacheRead, line.webSearches],
        ...[model, context, line.chain, line.fast ? 1 : 0],
      ],
      row / 4 + 2,
    );
  }

  #drain(): void {
    const size = this.#kernel.drain();
    if (size > 0) this.#packed.append(new Uint8Array(this.#places.memory, this.#packedAt, size));
  }

  #withCount(count: number): Uint8Array<ArrayBuffer> {
    const whole = new ByteWriter();
    whole.count(count);
    whole.append(this.#packed.bytes());
    return whole.bytes();
  }
}
