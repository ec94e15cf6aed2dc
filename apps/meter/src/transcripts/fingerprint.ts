import { Buffer } from 'node:buffer';

/** How much of either end of the bytes read so far is kept in mind. */
const WINDOW = 1024;
const NOTHING = Buffer.alloc(0);

/** Says whether a file still begins with the bytes that were read of it, without reading them all again. */
export interface Fingerprint {
  head: number;
  tail: number;
}

/** Takes in the bytes of one file after another as they are consumed, and hashes the first and the last of each. */
export class FingerprintTaker {
  readonly #head = Buffer.alloc(WINDOW);
  readonly #tail = Buffer.alloc(WINDOW);
  #headLength = 0;
  #tailLength = 0;

  /** Begins a file, or goes on with one of which both ends of what was consumed are known. */
  begin(head: Buffer = NOTHING, tail: Buffer = NOTHING): void {
    this.#headLength = head.copy(this.#head);
    this.#tailLength = tail.copy(this.#tail);
  }

  /** The next consumed bytes. */
  feed(bytes: Buffer): void {
    this.#headLength += bytes.copy(this.#head, this.#headLength);
    const added = Math.min(WINDOW, bytes.length);
    const kept = Math.min(this.#tailLength, WINDOW - added);
    this.#tail.copyWithin(0, this.#tailLength - kept, this.#tailLength);
    bytes.copy(this.#tail, kept, bytes.length - added);
    this.#tailLength = kept + added;
  }

  result(): Fingerprint {
    return { head: hashBytes(this.#head, this.#headLength), tail: hashBytes(this.#tail, this.#tailLength) };
  }
}

/** Where the two windows of the first `offset` bytes lie, `[from, to)`. */
export function windowsOf(offset: number): { head: [number, number]; tail: [number, number] } {
  return { head: [0, Math.min(WINDOW, offset)], tail: [Math.max(0, offset - WINDOW), offset] };
}

/** 53-bit hash, exact in a double. */
function hashBytes(bytes: Buffer, length: number): number {
  let high = 0x3c6ef372;
  let low = 0x510e527f;
  for (let index = 0; index < length; index++) {
    const byte = bytes[index] as number;
    high = Math.imul(((high << 5) | (high >>> 27)) ^ byte, 0x9e3779b1);
    low = Math.imul(((low << 9) | (low >>> 23)) ^ byte, 0x85ebca77);
  }
  // The upper bits of a product hold the most of what went in.
  return (high >>> 11) * 2 ** 32 + (low >>> 0);
}
