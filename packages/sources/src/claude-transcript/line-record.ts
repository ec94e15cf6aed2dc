import { skipScalar, skipValue, TRUE } from './json-bytes.ts';
import { COUNT_FIELDS, FIELD, TEXT_FIELDS } from './line-keys.ts';
import { utf8Text } from './utf8-text.ts';

/** More tokens than any one request can have: the number is damage. */
const MAX_COUNT = 1e9;

/** The count is not there, or null. */
export const ABSENT = -1;
/** The count is there and cannot be meant: negative, huge, broken, or no number. */
export const BAD = -2;

/** What one record of a line says, as spans into the bytes and as counts. Reused from line to line. */
export class LineRecord {
  /** `[from, to)` of each text field, -1 when it is not there. */
  readonly spans = new Int32Array(2 * TEXT_FIELDS);
  /** Each count from `FIELD.input` on. */
  readonly counts = new Float64Array(COUNT_FIELDS);
  isSidechain = false;
  hasUsage = false;

  clear(): void {
    this.spans.fill(-1);
    this.isSidechain = false;
    this.clearMessage();
  }

  /** Forgets what an earlier `message` of the same line said: as everywhere, the last of two equal keys counts. */
  clearMessage(): void {
    this.clearText(FIELD.id);
    this.clearText(FIELD.model);
    this.clearUsage();
  }

  clearUsage(): void {
    this.hasUsage = false;
    this.clearText(FIELD.speed);
    this.counts.fill(ABSENT);
  }

  clearText(field: number): void {
    this.spans[2 * field] = -1;
    this.spans[2 * field + 1] = -1;
  }

  clearCount(field: number): void {
    this.counts[field - FIELD.input] = ABSENT;
  }

  from(field: number): number {
    return this.spans[2 * field] as number;
  }

  to(field: number): number {
    return this.spans[2 * field + 1] as number;
  }

  count(field: number): number {
    return this.counts[field - FIELD.input] as number;
  }

  /** Takes a text value; anything else counts as none. Returns the index behind the value, -1 when it is no JSON. */
  takeText(field: number, bytes: Uint8Array, at: number): number {
    const end = skipValue(bytes, at);
    const isText = bytes[at] === 0x22;
    this.spans[2 * field] = isText ? at + 1 : -1;
    this.spans[2 * field + 1] = isText ? end - 1 : -1;
    return end;
  }

  /** Takes a count. */
  takeCount(field: number, bytes: Uint8Array, at: number): number {
    let index = at;
    let value = 0;
    for (;;) {
      const digit = (bytes[index] as number) - 0x30;
      if (!(digit >= 0 && digit <= 9)) break;
      value = value * 10 + digit;
      index++;
    }
    const byte = bytes[index];
    const isWhole = index > at && index - at <= 9 && (byte === 0x2c || byte === 0x7d);
    if (isWhole && (bytes[at] !== 0x30 || index === at + 1)) {
      this.counts[field - FIELD.input] = value;
      return index;
    }
    return this.#takeOddCount(field, bytes, at);
  }

  #takeOddCount(field: number, bytes: Uint8Array, at: number): number {
    const end = skipValue(bytes, at);
    if (end !== -1) this.counts[field - FIELD.input] = countOf(bytes, at, end);
    return end;
  }

  takeSidechain(bytes: Uint8Array, at: number): number {
    const end = skipValue(bytes, at);
    this.isSidechain = bytes[at] === TRUE[0];
    return end;
  }
}

/** The count that a whole JSON value stands for. */
function countOf(bytes: Uint8Array, at: number, end: number): number {
  const first = bytes[at] as number;
  if (first === 0x6e) return ABSENT;
  const isNumber = first === 0x2d || (first >= 0x30 && first <= 0x39);
  if (!isNumber || skipScalar(bytes, at) !== end) return BAD;
  const value = Number(utf8Text(bytes, at, end));
  // Adding zero turns the -0 that JSON knows into 0.
  return Number.isInteger(value) && value >= 0 && value <= MAX_COUNT ? value + 0 : BAD;
}
