import { Buffer } from 'node:buffer';
import {
  BufferLineFinder,
  ByteSkimmer,
  type KeyTable,
  type LineFinder,
  type Skimmer,
  TRANSCRIPT_KEYS,
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
  layOut(stack: number, spans: number, line: number, buffer: number): void;
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
  const spansAt = layout.take(8 * TRANSCRIPT_KEYS.endSlot);
  const lineAt = layout.take(8);
  kernel.layOut(stackAt, spansAt, lineAt, bufferAt);
  const buffer = Buffer.from(memory.buffer, bufferAt, room);
  const spans = new Int32Array(memory.buffer, spansAt, 2 * TRANSCRIPT_KEYS.endSlot);
  return {
    buffer,
    skimmer: new KernelSkimmer({ kernel, spans, tableAt, bufferAt }),
    finder: new KernelLineFinder(kernel, new Int32Array(memory.buffer, lineAt, 2), bufferAt),
  };
}

class KernelSkimmer implements Skimmer {
  readonly spans: Int32Array;
  readonly #kernel: Kernel;
  readonly #tableAt: number;
  readonly #bufferAt: number;
  /** For the line that the kernel cannot read. */
  readonly #plain = new ByteSkimmer(TRANSCRIPT_KEYS);

  constructor(given: { kernel: Kernel; spans: Int32Array; tableAt: number; bufferAt: number }) {
    this.#kernel = given.kernel;
    this.spans = given.spans;
    this.#tableAt = given.tableAt;
    this.#bufferAt = given.bufferAt;
  }

  skim(bytes: Uint8Array, at: number): number {
    const behind = this.#kernel.skim(this.#bufferAt + at, this.#tableAt);
    if (behind === 0) return -1;
    if (behind === ESCAPED_KEY) {
      const end = this.#plain.skim(bytes, at);
      this.spans.set(this.#plain.spans);
      return end;
    }
    return behind - this.#bufferAt;
  }
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
    const at = this.take(16 + 16 * keys.length);
    const lengths = keys.reduce((bits, key) => bits | (1 << key.bytes.length), 0);
    this.#put(at, [keys.length, firstSlot, endSlot, lengths]);
    keys.forEach((key, index) => {
      const inside = key.inside === null ? 0 : this.table(key.inside);
      const bytesAt = this.take(key.bytes.length);
      this.#bytes.set(key.bytes, bytesAt);
      this.#put(at + 16 + 16 * index, [key.bytes.length, key.slot, inside, bytesAt]);
    });
    return at;
  }

  #put(at: number, words: readonly number[]): void {
    for (const [index, word] of words.entries()) this.#words.setInt32(at + 4 * index, word, true);
  }
}
