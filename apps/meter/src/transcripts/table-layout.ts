import { type KeyTable, KINDS } from '@claude-meter/sources';

/** What the kernel keeps outside of its buffers lies in the first page of its memory. */
export const PAGE = 64 * 1024;

/** Lays tables out in the first page, as the kernel expects them. */
export class TableLayout {
  readonly #bytes: Uint8Array;
  readonly #words: DataView;
  // Place 0 is no place.
  #next = 16;

  constructor(memory: { readonly buffer: ArrayBuffer }) {
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
