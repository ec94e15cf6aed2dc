import { ascii } from './json-bytes.ts';
import { isPlainText, stringText } from './utf8-text.ts';

/** 64 bits as two signed halves. */
export interface Hash64 {
  high: number;
  low: number;
}

/**
 * Writes a 64-bit hash of the text of a raw JSON string into `into`. The same text hashes alike however it is
 * spelt. Not meant against forgers: whoever can write a person's transcripts can also write any count into them.
 */
export function hashText(bytes: Uint8Array, from: number, to: number, into: Hash64): void {
  let high = 0x3c6ef372;
  let low = 0x510e527f;
  if (isPlainText(bytes, from, to)) {
    for (let index = from; index < to; index++) {
      const unit = bytes[index] as number;
      high = Math.imul(((high << 5) | (high >>> 27)) ^ unit, 0x9e3779b1);
      low = Math.imul(((low << 9) | (low >>> 23)) ^ unit, 0x85ebca77);
    }
  } else {
    const text = stringText(bytes, from, to);
    for (let index = 0; index < text.length; index++) {
      const unit = text.charCodeAt(index);
      high = Math.imul(((high << 5) | (high >>> 27)) ^ unit, 0x9e3779b1);
      low = Math.imul(((low << 9) | (low >>> 23)) ^ unit, 0x85ebca77);
    }
  }
  into.high = finish(high ^ low);
  into.low = finish(low + Math.imul(high, 0xc2b2ae3d));
}

/** The hash of an ASCII word. */
export function wordHash(word: string): Hash64 {
  const into: Hash64 = { high: 0, low: 0 };
  hashText(ascii(word), 0, word.length, into);
  return into;
}

/** Spreads every bit over all others (the finisher of MurmurHash3). */
function finish(value: number): number {
  let mixed = value ^ (value >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
