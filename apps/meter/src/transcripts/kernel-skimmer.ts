import {
  ABSENT,
  ByteSkimmer,
  type KeyTable,
  type Skimmed,
  type Skimmer,
  TRANSCRIPT_KEYS,
  takeValue,
  type WantedKey,
} from '@claude-meter/sources';

/** What the kernel exports for skimming; pointers are numbers. */
export interface SkimKernel {
  skim(at: number, table: number): number;
}

/** Answer of the kernel to a key that is spelt with an escape. */
const ESCAPED_KEY = 1;
/** Where the kernel tells how many values it left to the caller. */
const ODD_COUNT = 2;
/** What it notes for the count of such a value. */
const ODD = -3;

/** Skims by the kernel what it can read, and all else in plain code. */
export class KernelSkimmer implements Skimmer {
  readonly spans: Int32Array;
  readonly counts: Int32Array;
  readonly times: Float64Array;
  readonly hashes: Int32Array;
  readonly #kernel: SkimKernel;
  readonly #line: Int32Array;
  readonly #tableAt: number;
  readonly #bufferAt: number;
  readonly #keys = keysOf(TRANSCRIPT_KEYS);
  /** For the line that the kernel cannot read. */
  readonly #plain = new ByteSkimmer(TRANSCRIPT_KEYS);

  constructor(
    found: Skimmed,
    given: { kernel: SkimKernel; line: Int32Array; tableAt: number; bufferAt: number },
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
