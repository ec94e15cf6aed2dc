import { instantMs } from './instant.ts';
import { isWord, skipSpace, skipValue, stringEnd } from './json-bytes.ts';
import type { KeyTable, WantedKey } from './key-table.ts';
import { type Hash64, hashText } from './text-hash.ts';
import { ABSENT, countAt } from './token-count.ts';
import { stringText } from './utf8-text.ts';

/** What was found of the object skimmed last, by slot. */
export interface Skimmed {
  /** `[from, to)` of each value, quotes included; -1 where there is none. */
  readonly spans: Int32Array;
  /** Of values of the kind `count`: tokens, `ABSENT` or `BAD`. */
  readonly counts: Int32Array;
  /** Of the kind `text`: both halves of the hash; 0 and 0 where there is no text. */
  readonly hashes: Int32Array;
  /** Of the kind `time`: ms since 1970, NaN where there is no usable instant. */
  readonly times: Float64Array;
}

/** Finds the values of wanted keys in a JSON object, stepping over everything else. */
export interface Skimmer extends Skimmed {
  /**
   * Skims the object that begins at `at`. Returns the index behind it, -1 when it is no JSON. As everywhere, the last
   * of several equal keys counts.
   */
  skim(bytes: Uint8Array, at: number): number;
  /** Forgets what was found. */
  clear(): void;
}

const QUOTE = 0x22;
const COLON = 0x3a;
const COMMA = 0x2c;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const BACKSLASH = 0x5c;

/** A skimmer in plain code. */
export class ByteSkimmer implements Skimmer {
  readonly spans: Int32Array;
  readonly counts: Int32Array;
  readonly hashes: Int32Array;
  readonly times: Float64Array;
  readonly #table: KeyTable;

  constructor(table: KeyTable) {
    this.#table = table;
    this.spans = new Int32Array(2 * table.endSlot);
    this.counts = new Int32Array(table.endSlot);
    this.hashes = new Int32Array(2 * table.endSlot);
    this.times = new Float64Array(table.endSlot);
  }

  clear(): void {
    this.#forget(this.#table);
  }

  skim(bytes: Uint8Array, at: number): number {
    this.clear();
    return this.#object(bytes, at, this.#table);
  }

  #forget({ firstSlot, endSlot }: KeyTable): void {
    this.spans.fill(-1, 2 * firstSlot, 2 * endSlot);
    this.counts.fill(ABSENT, firstSlot, endSlot);
    this.hashes.fill(0, 2 * firstSlot, 2 * endSlot);
    this.times.fill(Number.NaN, firstSlot, endSlot);
  }

  #object(bytes: Uint8Array, at: number, table: KeyTable): number {
    let index = skipSpace(bytes, at + 1);
    if (bytes[index] === CLOSE) return index + 1;
    for (;;) {
      if (bytes[index] !== QUOTE) return -1;
      const keyEnd = stringEnd(bytes, index + 1);
      if (keyEnd === -1) return -1;
      const key = findKey(table, bytes, index + 1, keyEnd);
      index = skipSpace(bytes, keyEnd + 1);
      if (bytes[index] !== COLON) return -1;
      index = skipSpace(bytes, index + 1);
      index = key === null ? skipValue(bytes, index) : this.#wanted(bytes, index, key);
      if (index === -1) return -1;
      index = skipSpace(bytes, index);
      if (bytes[index] === CLOSE) return index + 1;
      if (bytes[index] !== COMMA) return -1;
      index = skipSpace(bytes, index + 1);
    }
  }

  #wanted(bytes: Uint8Array, at: number, key: WantedKey): number {
    const { slot, inside } = key;
    // What an earlier value under the same key held is forgotten with it.
    if (inside !== null) this.#forget(inside);
    const end =
      inside !== null && bytes[at] === OPEN ? this.#object(bytes, at, inside) : skipValue(bytes, at);
    if (end === -1) return -1;
    this.spans[2 * slot] = at;
    this.spans[2 * slot + 1] = end;
    takeValue(this, key, bytes);
    return end;
  }
}

/** Notes what the kind of a key wants of its value, the span of which is noted already. */
export function takeValue(into: Skimmed, { slot, kind }: WantedKey, bytes: Uint8Array): void {
  const from = into.spans[2 * slot] as number;
  const to = into.spans[2 * slot + 1] as number;
  const isText = bytes[from] === QUOTE;
  if (kind === 'count') into.counts[slot] = countAt(bytes, from, to);
  else if (kind === 'time') into.times[slot] = isText ? instantMs(bytes, from + 1, to - 1) : Number.NaN;
  else if (kind === 'text') {
    HASH.high = 0;
    HASH.low = 0;
    if (isText) hashText(bytes, from + 1, to - 1, HASH);
    into.hashes[2 * slot] = HASH.high;
    into.hashes[2 * slot + 1] = HASH.low;
  }
}

const HASH: Hash64 = { high: 0, low: 0 };

/** The wanted key that is the JSON string `bytes[from, to)`, quotes left out. */
function findKey(table: KeyTable, bytes: Uint8Array, from: number, to: number): WantedKey | null {
  const length = to - from;
  for (const key of table.keys) {
    if (key.bytes.length === length && isWord(bytes, from, key.bytes)) return key;
  }
  // JSON may spell any letter as an escape.
  for (let index = from; index < to; index++) {
    if (bytes[index] === BACKSLASH) {
      const text = stringText(bytes, from, to);
      return table.keys.find((key) => key.text === text) ?? null;
    }
  }
  return null;
}
