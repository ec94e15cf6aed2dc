// The skimmer for transcripts in AssemblyScript, compiled by `node scripts/skim-kernel.ts`. It does what `ByteSkimmer`
// in packages/sources does, sixteen bytes at a time; a test holds the two against each other. Its caller lays out the
// memory:
//
//   table   i32 count, first slot, end slot, a bit for each length that a key has; then per key i32 length, slot,
//           pointer to the table inside (0: none), pointer to the key's bytes
//   spans   per slot i32 from, to, counted from the start of the buffer; -1 where there is no value
//   line    i32 from, to, counted in the same way
//   stack   one byte per open bracket, as many as a line has bytes
//
// Nothing is told about the end of a line: a line feed is legal in no JSON that was printed on one line, so every
// function stops there. The caller sees to it that one follows. Vectors may be read up to 16 bytes beyond it.

let stack: usize = 0;
let spans: usize = 0;
let line: usize = 0;
let buffer: usize = 0;
/** Whether the string skipped last had an escape in it. */
let isEscaped: bool = false;

/** What `skim` answers when a key is spelt with an escape: somebody else has to read the line. */
const ESCAPED_KEY: usize = 1;

export function layOut(stackAt: usize, spansAt: usize, lineAt: usize, bufferAt: usize): void {
  stack = stackAt;
  spans = spansAt;
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
  memory.fill(spans, 0xff, load<i32>(table + 8) * 8);
  return skimObject(at, table);
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
  const end = table + 16 + load<i32>(table) * 16;
  for (let key = table + 16; key < end; key += 16) {
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
  if (inside != 0) {
    const first = load<i32>(inside + 4);
    memory.fill(spans + first * 8, 0xff, (load<i32>(inside + 8) - first) * 8);
  }
  const end = inside != 0 && load<u8>(at) == 0x7b ? skimObject(at, inside) : skipValue(at);
  const span = spans + load<i32>(key + 4) * 8;
  store<usize>(span, at - buffer);
  store<usize>(span + 4, end - buffer);
  return end;
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
