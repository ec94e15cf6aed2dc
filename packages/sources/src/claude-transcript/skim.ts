import { isWord, skipSpace, skipValue, stringEnd } from './json-bytes.ts';
import type { KeyTable, WantedKey } from './key-table.ts';
import { stringText } from './utf8-text.ts';

/** Finds the values of wanted keys in a JSON object, stepping over everything else. */
export interface Skimmer {
  /** Of the object skimmed last: `[from, to)` of the value of each slot, quotes included; -1 where there is none. */
  readonly spans: Int32Array;
  /**
   * Skims the object that begins at `at`. Returns the index behind it, -1 when it is no JSON. As everywhere, the last
   * of several equal keys counts.
   */
  skim(bytes: Uint8Array, at: number): number;
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
  readonly #table: KeyTable;

  constructor(table: KeyTable) {
    this.#table = table;
    this.spans = new Int32Array(2 * table.endSlot);
  }

  skim(bytes: Uint8Array, at: number): number {
    this.spans.fill(-1);
    return this.#object(bytes, at, this.#table);
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

  #wanted(bytes: Uint8Array, at: number, { slot, inside }: WantedKey): number {
    // What an earlier value under the same key held is forgotten with it.
    if (inside !== null) this.spans.fill(-1, 2 * inside.firstSlot, 2 * inside.endSlot);
    const end =
      inside !== null && bytes[at] === OPEN ? this.#object(bytes, at, inside) : skipValue(bytes, at);
    this.spans[2 * slot] = at;
    this.spans[2 * slot + 1] = end;
    return end;
  }
}

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
