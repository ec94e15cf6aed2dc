import { skipScalar } from './json-bytes.ts';
import { utf8Text } from './utf8-text.ts';

/** More tokens than any one request can have: the number is damage. */
const MAX_COUNT = 1e9;

/** The count is not there, or null. */
export const ABSENT = -1;
/** The count is there and cannot be meant: negative, huge, broken, or no number. */
export const BAD = -2;

/** The count that the JSON value `bytes[from, to)` stands for. */
export function countAt(bytes: Uint8Array, from: number, to: number): number {
  if (from === -1) return ABSENT;
  let value = 0;
  for (let index = from; index < to; index++) {
    const digit = (bytes[index] as number) - 0x30;
    if (digit < 0 || digit > 9) return oddCount(bytes, from, to);
    value = value * 10 + digit;
  }
  return value <= MAX_COUNT ? value : BAD;
}

/** Anything but plain digits. */
function oddCount(bytes: Uint8Array, from: number, to: number): number {
  const first = bytes[from] as number;
  if (first === 0x6e) return ABSENT;
  const isNumber = first === 0x2d || (first >= 0x30 && first <= 0x39);
  if (!isNumber || skipScalar(bytes, from) !== to) return BAD;
  const value = Number(utf8Text(bytes, from, to));
  // Adding zero turns the -0 that JSON knows into 0.
  return Number.isInteger(value) && value >= 0 && value <= MAX_COUNT ? value + 0 : BAD;
}
