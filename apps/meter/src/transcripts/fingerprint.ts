import { Buffer } from 'node:buffer';

/** How much of either end of the bytes read so far is kept in mind. */
const WINDOW = 1024;

/** Says whether a file still begins with the bytes that were read of it, without reading them all again. */
export interface Fingerprint {
  head: number;
  tail: number;
}

/** Takes in the bytes of a file as they are consumed, and hashes the first and the last of them. */
export class FingerprintTaker {
  #head = Buffer.alloc(0);
  #tail = Buffer.alloc(0);

  /** The next consumed bytes. */
  feed(bytes: Buffer): void {
    if (bytes.length === 0) return;
    if (this.#head.length < WINDOW) {
      this.#head = Buffer.concat([this.#head, bytes.subarray(0, WINDOW - this.#head.length)]);
    }
    const last = bytes.subarray(Math.max(0, bytes.length - WINDOW));
    const kept = this.#tail.subarray(Math.max(0, this.#tail.length + last.length - WINDOW));
    this.#tail = Buffer.concat([kept, last]);
  }

  /** Goes on from where an earlier scan ended: both ends of the first `offset` bytes. */
  resume(head: Buffer, tail: Buffer): void {
    this.#head = Buffer.from(head);
    this.#tail = Buffer.from(tail);
  }

  result(): Fingerprint {
    return { head: hashBytes(this.#head), tail: hashBytes(this.#tail) };
  }
}

/** Where the two windows of the first `offset` bytes lie, `[from, to)`. */
export function windowsOf(offset: number): { head: [number, number]; tail: [number, number] } {
  return { head: [0, Math.min(WINDOW, offset)], tail: [Math.max(0, offset - WINDOW), offset] };
}

/** 53-bit hash, exact in a double. */
function hashBytes(bytes: Buffer): number {
  let high = 0x3c6ef372;
  let low = 0x510e527f;
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index] as number;
    high = Math.imul(((high << 5) | (high >>> 27)) ^ byte, 0x9e3779b1);
    low = Math.imul(((low << 9) | (low >>> 23)) ^ byte, 0x85ebca77);
  }
  // The upper bits of a product hold the most of what went in.
  return (high >>> 11) * 2 ** 32 + (low >>> 0);
}
