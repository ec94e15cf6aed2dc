import { Buffer } from 'node:buffer';
import {
  ABSENT,
  BufferLineFinder,
  ByteSkimmer,
  type KeyTable,
  KINDS,
  type LineFinder,
  type Skimmed,
  type Skimmer,
  TRANSCRIPT_KEYS,
  takeValue,
  type WantedKey,
} from '@claude-meter/sources';
import { SKIM_KERNEL } from './skim-kernel-bytes.ts';

/** A buffer for files, and what reads in it. */
export interface ScanMemory {
  /** Large; memory that is never written to costs nothing. */
  buffer: Buffer;
  /** Skims objects in `buffer` for what is read of a transcript. A line feed stands behind each line. */
  skimmer: Skimmer;
  /** Finds lines with a usage in `buffer`. */
  finder: LineFinder;
}

/** What the kernel exports; pointers are numbers. */
interface Kernel {
  layOut(...places: number[]): void;
  findLine(from: number, to: number): number;
  skim(at: number, table: number): number;
}

const PAGE = 64 * 1024;
/** Answer of the kernel to a key that is spelt with an escape. */
const ESCAPED_KEY = 1;

/** Scan memory for lines of up to `longest` bytes. */
export function scanMemory(longest: number): ScanMemory {
  // Node without a compiler (`--jitless`) has none of it.
  return typeof WebAssembly === 'undefined' ? plainMemory(longest) : kernelMemory(longest);
}

/** The same in plain code. */
export function plainMemory(longest: number): ScanMemory {
  const buffer = Buffer.allocUnsafeSlow(longest + PAGE);
  return {
    buffer,
    skimmer: new ByteSkimmer(TRANSCRIPT_KEYS),
    finder: new BufferLineFinder(buffer),
  };
}

function kernelMemory(longest: number): ScanMemory {
  const room = Math.ceil(longest / PAGE) * PAGE + PAGE;
  // Tables and spans in the first page, then the stack of open brackets, then the buffer with some bytes to spare:
  // vectors may be read beyond its end.
  const [stackAt, bufferAt] = [PAGE, PAGE + room];
  const memory = new WebAssembly.Memory({ initial: (bufferAt + room + PAGE) / PAGE });
  const module = new WebAssembly.Module(Buffer.from(SKIM_KERNEL, 'base64'));
  const kernel = new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Kernel;
  const layout = new TableLayout(memory);
  const tableAt = layout.table(TRANSCRIPT_KEYS);
  const slots = TRANSCRIPT_KEYS.endSlot;
  const [spansAt, timesAt, hashesAt] = [
    layout.take(8 * slots),
    layout.take(8 * slots),
    layout.take(8 * slots),
  ];
  const countsAt = layout.take(4 * slots);
  const lineAt = layout.take(12);
  kernel.layOut(stackAt, spansAt, countsAt, timesAt, hashesAt, lineAt, bufferAt);
  const buffer = Buffer.from(memory.buffer, bufferAt, room);
  const line = new Int32Array(memory.buffer, lineAt, 3);
  const found = {
    spans: new Int32Array(memory.buffer, spansAt, 2 * slots),
    counts: new Int32Array(memory.buffer, countsAt, slots),
    times: new Float64Array(memory.buffer, timesAt, slots),
    hashes: new Int32Array(memory.buffer, hashesAt, 2 * slots),
  };
  return {
    buffer,
    skimmer: new KernelSkimmer(found, { kernel, line, tableAt, bufferAt }),
    finder: new KernelLineFinder(kernel, line, bufferAt),
  };
}

/** Where the kernel tells how many values it left to the caller. */
const ODD_COUNT = 2;
/** What it notes for the count of such a value. */
const ODD = -3;

class KernelSkimmer implements Skimmer {
  readonly spans: Int32Array;
  readonly counts: Int32Array;
  readonly times: Float64Array;
  readonly hashes: Int32Array;
  readonly #kernel: Kernel;
  readonly #line: Int32Array;
  readonly #tableAt: number;
  readonly #bufferAt: number;
  readonly #keys = keysOf(TRANSCRIPT_KEYS);
  /** For the line that the kernel cannot read. */
  readonly #plain = new ByteSkimmer(TRANSCRIPT_KEYS);

  constructor(
    found: Skimmed,
    given: { kernel: Kernel; line: Int32Array; tableAt: number; bufferAt: number },
  ) {
    this.spans = found.spans;
    this.counts = found.counts;
    this.times = found.times;
    this.hashes = found.hashes;
    this.#kernel = given.kernel;
    this.#line = given.line;
    this.#tableAt = given.tableAt;
    this.#bufferAt = given.bufferAt;
  }

  clear(): void {
    this.#plain.clear();
    this.#copyPlain();
  }

  skim(bytes: Uint8Array, at: number): number {
    const behind = this.#kernel.skim(this.#bufferAt + at, this.#tableAt);
    if (behind === ESCAPED_KEY) {
      const end = this.#plain.skim(bytes, at);
      this.#copyPlain();
      return end;
    }
    if (behind === 0) return -1;
    if (this.#line[ODD_COUNT] !== 0) this.#takeOdd(bytes);
    return behind - this.#bufferAt;
  }

  #takeOdd(bytes: Uint8Array): void {
    for (const key of this.#keys) {
      if (this.counts[key.slot] !== ODD) continue;
      this.counts[key.slot] = ABSENT;
      takeValue(this, key, bytes);
    }
  }

  #copyPlain(): void {
    this.spans.set(this.#plain.spans);
    this.counts.set(this.#plain.counts);
    this.times.set(this.#plain.times);
    this.hashes.set(this.#plain.hashes);
  }
}

function keysOf(table: KeyTable): WantedKey[] {
  return table.keys.flatMap((key) => [key, ...(key.inside === null ? [] : keysOf(key.inside))]);
}

class KernelLineFinder implements LineFinder {
  start = 0;
  end = 0;
  readonly #kernel: Kernel;
  readonly #line: Int32Array;
  readonly #bufferAt: number;

  constructor(kernel: Kernel, line: Int32Array, bufferAt: number) {
    this.#kernel = kernel;
    this.#line = line;
    this.#bufferAt = bufferAt;
  }

  find(from: number, to: number): boolean {
    if (this.#kernel.findLine(this.#bufferAt + from, this.#bufferAt + to) === 0) return false;
    this.start = this.#line[0] as number;
    this.end = this.#line[1] as number;
    return true;
  }
}

/** Lays tables out in the first page, as the kernel expects them. */
class TableLayout {
  readonly #bytes: Uint8Array;
  readonly #words: DataView;
  // Place 0 is no place.
  #next = 16;

  constructor(memory: WebAssembly.Memory) {
    this.#bytes = new Uint8Array(memory.buffer, 0, PAGE);
    this.#words = new DataView(memory.buffer, 0, PAGE);
  }

  take(size: number): number {
    const at = this.#next;
    this.#next = at + Math.ceil(size / 8) * 8;
    return at;
  }

  table({ keys, firstSlot, endSlot }: KeyTable): number {
    const at = this.take(16 + 20 * keys.length);
    const lengths = keys.reduce((bits, key) => bits | (1 << key.bytes.length), 0);
    this.#put(at, [keys.length, firstSlot, endSlot, lengths]);
    keys.forEach((key, index) => {
      const inside = key.inside === null ? 0 : this.table(key.inside);
      const bytesAt = this.take(key.bytes.length);
      this.#bytes.set(key.bytes, bytesAt);
      this.#put(at + 16 + 20 * index, [key.bytes.length, key.slot, inside, bytesAt, KINDS[key.kind]]);
    });
    return at;
  }

  #put(at: number, words: readonly number[]): void {
    for (const [index, word] of words.entries()) this.#words.setInt32(at + 4 * index, word, true);
  }
}
