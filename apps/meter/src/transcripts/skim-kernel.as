// The skimmer for transcripts in AssemblyScript, compiled by `node scripts/transcript-kernels.ts`. It does what `ByteSkimmer`
// in packages/sources does, sixteen bytes at a time; a test holds the two against each other. Its caller lays out the
// memory:
//
//   table   i32 count, first slot, end slot, a bit for each length that a key has; then per key i32 length, slot,
//           pointer to the table inside (0: none), pointer to the key's bytes, kind
//   spans   per slot i32 from, to, counted from the start of the buffer; -1 where there is no value
//   counts  per slot i32; -1 where there is none, ODD where the caller has to look himself
//   times   per slot f64 ms; NaN where there is none
//   hashes  per slot i32 high, low; 0 and 0 where there is no text
//   line    i32 from, to of the line found last; then i32: how many values of the object skimmed last are odd
//   stack   one byte per open bracket, as many as a line has bytes
//
// Nothing is told about the end of a line: a line feed is legal in no JSON that was printed on one line, so every
// function stops there. The caller sees to it that one follows. Vectors may be read up to 16 bytes beyond it.

let stack: usize = 0;
export let spans: usize = 0;
export let counts: usize = 0;
export let times: usize = 0;
export let hashes: usize = 0;
export let line: usize = 0;
export let buffer: usize = 0;
/** Whether the string skipped last had an escape in it. */
let isEscaped: bool = false;

/** What `skim` answers when a key is spelt with an escape: somebody else has to read the line. */
export const ESCAPED_KEY: usize = 1;

/** Kinds of values; a place needs nothing more. */
const TEXT: i32 = 1;
const COUNT: i32 = 2;
const TIME: i32 = 3;

/** A value that is left to the caller. */
const ODD: i32 = -3;

export function layOut(
  stackAt: usize,
  spansAt: usize,
  countsAt: usize,
  timesAt: usize,
  hashesAt: usize,
  lineAt: usize,
  bufferAt: usize,
): void {
  stack = stackAt;
  spans = spansAt;
  counts = countsAt;
  times = timesAt;
  hashes = hashesAt;
  line = lineAt;
  buffer = bufferAt;
}

/** Finds the first line in `[from, to)` that holds `"usage"`. Both ends stand behind a line feed. */
export function findLine(from: usize, to: usize): bool {
  const mark = findMark(from, to);
  if (mark == 0) return false;
  store<usize>(line, behindFeed(from, mark) - buffer);
  store<usize>(line + 4, nextFeed(mark) - buffer);
  return true;
}

/** Behind the last line feed in `[from, before)`; `from` when there is none. */
function behindFeed(from: usize, before: usize): usize {
  const feed = i8x16.splat(0x0a);
  let at = before;
  while (at >= from + 16) {
    const bits = i8x16.bitmask(i8x16.eq(v128.load(at - 16), feed));
    if (bits != 0) return at + 16 - clz(bits);
    at -= 16;
  }
  while (at > from && load<u8>(at - 1) != 0x0a) at--;
  return at;
}

/** The next line feed. There is one. */
function nextFeed(from: usize): usize {
  const feed = i8x16.splat(0x0a);
  let at = from;
  while (true) {
    const bits = i8x16.bitmask(i8x16.eq(v128.load(at), feed));
    if (bits != 0) return at + ctz(bits);
    at += 16;
  }
}

/** Where `"usage"` stands first in `[from, to)`; 0 when nowhere. */
function findMark(from: usize, to: usize): usize {
  const quote = i8x16.splat(0x22);
  const letter = i8x16.splat(0x75);
  for (let at = from; at < to; at += 16) {
    const opens = v128.and(i8x16.eq(v128.load(at), quote), i8x16.eq(v128.load(at + 1), letter));
    let bits = i8x16.bitmask(v128.and(opens, i8x16.eq(v128.load(at + 6), quote)));
    while (bits != 0) {
      const hit = at + ctz(bits);
      // "sage"
      if (load<u32>(hit + 2) == 0x65676173) return hit + 7 <= to ? hit : 0;
      bits &= bits - 1;
    }
  }
  return 0;
}

/** Skims the object at `at`. Returns what is behind it, 0 when it is no JSON, `ESCAPED_KEY` when it cannot tell. */
export function skim(at: usize, table: usize): usize {
  forget(table);
  store<i32>(line + 8, 0);
  return skimObject(at, table);
}

/** Empties the slots of a table and of all inside of it. All bits set are -1, and for a time no number. */
function forget(table: usize): void {
  const first = load<i32>(table + 4);
  const size = load<i32>(table + 8) - first;
  memory.fill(spans + first * 8, 0xff, size * 8);
  memory.fill(counts + first * 4, 0xff, size * 4);
  memory.fill(times + first * 8, 0xff, size * 8);
  memory.fill(hashes + first * 8, 0, size * 8);
}

function skimObject(start: usize, table: usize): usize {
  let at = skipSpace(start + 1);
  if (load<u8>(at) == 0x7d) return at + 1;
  while (true) {
    if (load<u8>(at) != 0x22) return 0;
    isEscaped = false;
    const keyEnd = skipString(at + 1);
    if (keyEnd == 0) return 0;
    const key = findKey(table, at + 1, keyEnd - 1);
    if (key == 0 && isEscaped) return ESCAPED_KEY;
    at = skipSpace(keyEnd);
    if (load<u8>(at) != 0x3a) return 0;
    at = skipSpace(at + 1);
    at = key == 0 ? skipValue(at) : takeValue(at, key);
    if (at <= ESCAPED_KEY) return at;
    at = skipSpace(at);
    const byte = load<u8>(at);
    if (byte == 0x7d) return at + 1;
    if (byte != 0x2c) return 0;
    at = skipSpace(at + 1);
  }
}

function findKey(table: usize, from: usize, to: usize): usize {
  const length = i32(to - from);
  if (length > 31 || (load<u32>(table + 12) & (1 << length)) == 0) return 0;
  const end = table + 16 + load<i32>(table) * 20;
  for (let key = table + 16; key < end; key += 20) {
    if (load<i32>(key) == length && isSame(from, load<usize>(key + 12), length)) return key;
  }
  return 0;
}

function isSame(one: usize, other: usize, length: i32): bool {
  for (let index: i32 = 0; index < length; index++) {
    if (load<u8>(one + index) != load<u8>(other + index)) return false;
  }
  return true;
}

function takeValue(at: usize, key: usize): usize {
  const inside = load<usize>(key + 8);
  if (inside != 0) forget(inside);
  const end = inside != 0 && load<u8>(at) == 0x7b ? skimObject(at, inside) : skipValue(at);
  const slot = load<i32>(key + 4);
  store<usize>(spans + slot * 8, at - buffer);
  store<usize>(spans + slot * 8 + 4, end - buffer);
  const kind = load<i32>(key + 16);
  if (kind == TEXT) takeText(slot, at, end);
  else if (kind == COUNT) takeCount(slot, at, end);
  else if (kind == TIME) takeTime(slot, at, end);
  return end;
}

function beOdd(slot: i32): void {
  store<i32>(line + 8, load<i32>(line + 8) + 1);
  store<i32>(counts + slot * 4, ODD);
}

/** The same hash as `hashText` in packages/sources makes of ASCII without escapes; all else is odd. */
function takeText(slot: i32, from: usize, to: usize): void {
  store<i64>(hashes + slot * 8, 0);
  store<i32>(counts + slot * 4, -1);
  if (load<u8>(from) != 0x22 || to <= from + 1) return;
  let high: i32 = 0x3c6ef372;
  let low: i32 = 0x510e527f;
  for (let at = from + 1; at < to - 1; at++) {
    const byte = load<u8>(at);
    if (byte >= 0x80 || byte == 0x5c) {
      beOdd(slot);
      return;
    }
    high = (rotl<i32>(high, 5) ^ i32(byte)) * i32(0x9e3779b1);
    low = (rotl<i32>(low, 9) ^ i32(byte)) * i32(0x85ebca77);
  }
  store<i32>(hashes + slot * 8, finish(high ^ low));
  store<i32>(hashes + slot * 8 + 4, finish(low + high * i32(0xc2b2ae3d)));
}

function finish(value: i32): i32 {
  let mixed = value ^ (value >>> 16);
  mixed *= i32(0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed *= i32(0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

/** Up to nine plain digits, or null. */
function takeCount(slot: i32, from: usize, to: usize): void {
  if (load<u8>(from) == 0x6e) {
    store<i32>(counts + slot * 4, -1);
    return;
  }
  let value: i32 = 0;
  for (let at = from; at < to; at++) {
    const byte = load<u8>(at);
    if (!isDigit(byte) || at - from == 9) {
      beOdd(slot);
      return;
    }
    value = value * 10 + i32(byte - 0x30);
  }
  store<i32>(counts + slot * 4, value);
}

/** `"2026-11-22T04:00:00.000Z"`; all else is odd. */
function takeTime(slot: i32, from: usize, to: usize): void {
  const at = from + 1;
  const hasShape =
    to - from == 26 &&
    load<u8>(from) == 0x22 &&
    load<u8>(at + 4) == 0x2d &&
    load<u8>(at + 7) == 0x2d &&
    load<u8>(at + 10) == 0x54 &&
    load<u8>(at + 13) == 0x3a &&
    load<u8>(at + 16) == 0x3a &&
    load<u8>(at + 19) == 0x2e &&
    load<u8>(at + 23) == 0x5a;
  const year = digits(at, 4);
  const month = digits(at + 5, 2);
  const day = digits(at + 8, 2);
  const hour = digits(at + 11, 2);
  const minute = digits(at + 14, 2);
  const second = digits(at + 17, 2);
  const milli = digits(at + 20, 3);
  const isCertain =
    hasShape && year >= 2000 && year <= 2099 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month) &&
    hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60 && milli >= 0;
  store<i64>(times + slot * 8, -1);
  store<i32>(counts + slot * 4, -1);
  if (!isCertain) {
    beOdd(slot);
    return;
  }
  const clock = f64(hour) * 3600000 + f64(minute) * 60000 + f64(second) * 1000 + f64(milli);
  store<f64>(times + slot * 8, f64(daysBefore(year, month) + day - 1) * 86400000 + clock);
}

/** -1 when one of them is no digit. */
function digits(from: usize, length: i32): i32 {
  let value: i32 = 0;
  for (let at = from; at < from + length; at++) {
    const byte = load<u8>(at);
    if (!isDigit(byte)) return -1;
    value = value * 10 + i32(byte - 0x30);
  }
  return value;
}

/** Days of a month, from 2000 to 2099. */
function daysIn(year: i32, month: i32): i32 {
  if (month == 2) return (year & 3) == 0 ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

/** Days from 1970-01-01 to the first of a month, from 2000 to 2099: a leap year every four. */
function daysBefore(year: i32, month: i32): i32 {
  // As if years began in March: the day that comes and goes is then the last of a year.
  const shifted = month > 2 ? month - 3 : month + 9;
  const since = month > 2 ? year : year - 1;
  return (since * 1461) / 4 - (2000 * 1461) / 4 + (shifted * 153 + 2) / 5 + 11017;
}

function skipSpace(start: usize): usize {
  let at = start;
  while (true) {
    const byte = load<u8>(at);
    if (byte != 0x20 && byte != 0x09 && byte != 0x0d) return at;
    at++;
  }
}

/** From behind the opening quote to behind the closing one. */
function skipString(start: usize): usize {
  const quote = i8x16.splat(0x22);
  const backslash = i8x16.splat(0x5c);
  const blank = i8x16.splat(0x20);
  let at = start;
  while (true) {
    let bits = 0;
    while (true) {
      const bytes = v128.load(at);
      const ends = v128.or(i8x16.eq(bytes, quote), i8x16.eq(bytes, backslash));
      bits = i8x16.bitmask(v128.or(ends, i8x16.lt_u(bytes, blank)));
      if (bits != 0) break;
      at += 16;
    }
    at += ctz(bits);
    const byte = load<u8>(at);
    if (byte == 0x22) return at + 1;
    if (byte != 0x5c) return 0;
    isEscaped = true;
    const letter = load<u8>(at + 1);
    if (letter == 0x75) {
      if (!isHex(at + 2) || !isHex(at + 3) || !isHex(at + 4) || !isHex(at + 5)) return 0;
      at += 6;
    } else {
      if (!isEscape(letter)) return 0;
      at += 2;
    }
  }
}

function isHex(at: usize): bool {
  const byte = load<u8>(at);
  const letter = byte | 0x20;
  return isDigit(byte) || (letter >= 0x61 && letter <= 0x66);
}

/** " \ / b f n r t */
function isEscape(byte: u8): bool {
  return byte == 0x22 || byte == 0x5c || byte == 0x2f || byte == 0x62 || byte == 0x66 || byte == 0x6e || byte == 0x72 || byte == 0x74;
}

function isDigit(byte: u8): bool {
  return byte >= 0x30 && byte <= 0x39;
}

function skipValue(at: usize): usize {
  const byte = load<u8>(at);
  if (byte == 0x22) return skipString(at + 1);
  return byte == 0x7b || byte == 0x5b ? skipContainer(at) : skipScalar(at);
}

function skipScalar(start: usize): usize {
  const word = load<u32>(start);
  if (word == 0x65757274 || word == 0x6c6c756e) return start + 4; // true, null
  if (word == 0x736c6166) return load<u8>(start + 4) == 0x65 ? start + 5 : 0; // false
  let at = load<u8>(start) == 0x2d ? start + 1 : start;
  at = load<u8>(at) == 0x30 ? at + 1 : skipDigits(at);
  if (at == 0) return 0;
  if (load<u8>(at) == 0x2e) {
    at = skipDigits(at + 1);
    if (at == 0) return 0;
  }
  if ((load<u8>(at) | 0x20) != 0x65) return at;
  const sign = load<u8>(at + 1);
  return skipDigits(sign == 0x2b || sign == 0x2d ? at + 2 : at + 1);
}

/** At least one digit. */
function skipDigits(start: usize): usize {
  let at = start;
  while (isDigit(load<u8>(at))) at++;
  return at == start ? 0 : at;
}

function skipContainer(start: usize): usize {
  let at = start;
  let top = stack;
  while (true) {
    const byte = load<u8>(at);
    if (byte == 0x7b || byte == 0x5b) {
      const close: u8 = byte + 2;
      store<u8>(top++, close);
      at = skipSpace(at + 1);
      if (load<u8>(at) != close) {
        if (byte == 0x7b) at = skipKey(at);
        if (at == 0) return 0;
        continue;
      }
    } else {
      at = byte == 0x22 ? skipString(at + 1) : skipScalar(at);
      if (at == 0) return 0;
      at = skipSpace(at);
    }
    while (load<u8>(at) == load<u8>(top - 1)) {
      at++;
      if (--top == stack) return at;
      at = skipSpace(at);
    }
    if (load<u8>(at) != 0x2c) return 0;
    at = skipSpace(at + 1);
    if (load<u8>(top - 1) == 0x7d) at = skipKey(at);
    if (at == 0) return 0;
  }
}

/** From a key to its value. */
function skipKey(start: usize): usize {
  if (load<u8>(start) != 0x22) return 0;
  const end = skipString(start + 1);
  if (end == 0) return 0;
  const colon = skipSpace(end);
  return load<u8>(colon) == 0x3a ? skipSpace(colon + 1) : 0;
}
