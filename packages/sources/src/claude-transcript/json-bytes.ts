/**
 * Steps over JSON in a byte buffer without building values. Accepts exactly what `JSON.parse` accepts on one line.
 *
 * Every function takes the index where something begins and returns the index behind it, or -1 when it is no JSON.
 * None needs the line's end: a line feed is legal in no JSON that was printed on one line, so each stops there. The
 * caller sees to it that a line feed, or the end of the buffer, follows the line.
 */

/** 1 for each byte that may stand in a string as it is: all but quote, backslash and control characters. */
const PLAIN = new Uint8Array(256).fill(1, 0x20);
PLAIN[0x22] = 0;
PLAIN[0x5c] = 0;

/** 1 for each byte that may follow a backslash, `u` left out. */
const ESCAPED = new Uint8Array(256);
for (const letter of '"\\/bfnrt') ESCAPED[letter.charCodeAt(0)] = 1;

const HEX = new Uint8Array(256);
for (const digit of '0123456789abcdefABCDEF') HEX[digit.charCodeAt(0)] = 1;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const COMMA = 0x2c;
const COLON = 0x3a;

/** Index of the next byte that is no white space. */
export function skipSpace(bytes: Uint8Array, at: number): number {
  let index = at;
  for (;;) {
    const byte = bytes[index];
    if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d) return index;
    index++;
  }
}

/** `at` is behind the opening quote; returns the index of the closing quote. */
export function stringEnd(bytes: Uint8Array, at: number): number {
  let index = at;
  for (;;) {
    while (PLAIN[bytes[index] as number] === 1) index++;
    const byte = bytes[index];
    if (byte === QUOTE) return index;
    if (byte !== BACKSLASH) return -1;
    const letter = bytes[index + 1] as number;
    if (ESCAPED[letter] === 1) index += 2;
    else if (letter === 0x75 && isHex4(bytes, index + 2)) index += 6;
    else return -1;
  }
}

function isHex4(bytes: Uint8Array, at: number): boolean {
  for (let index = at; index < at + 4; index++) if (HEX[bytes[index] as number] !== 1) return false;
  return true;
}

/** Steps over any value. */
export function skipValue(bytes: Uint8Array, at: number): number {
  const byte = bytes[at];
  if (byte === QUOTE) return behind(stringEnd(bytes, at + 1));
  if (byte === OPEN_BRACE || byte === OPEN_BRACKET) return skipContainer(bytes, at);
  return skipScalar(bytes, at);
}

/** Steps over a number, `true`, `false` or `null`. */
export function skipScalar(bytes: Uint8Array, at: number): number {
  const byte = bytes[at];
  if (byte === 0x74) return isWord(bytes, at, TRUE) ? at + 4 : -1;
  if (byte === 0x66) return isWord(bytes, at, FALSE) ? at + 5 : -1;
  if (byte === 0x6e) return isWord(bytes, at, NULL) ? at + 4 : -1;
  return skipNumber(bytes, at);
}

/** Whether these bytes stand at this place. */
export function isWord(bytes: Uint8Array, at: number, word: Uint8Array): boolean {
  for (let index = 0; index < word.length; index++) if (bytes[at + index] !== word[index]) return false;
  return true;
}

/** The bytes of an ASCII text. */
export function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (letter) => letter.charCodeAt(0));
}

const TRUE = ascii('true');
const FALSE = ascii('false');
const NULL = ascii('null');

function skipNumber(bytes: Uint8Array, at: number): number {
  let index = bytes[at] === 0x2d ? at + 1 : at;
  // A leading zero stands alone.
  index = bytes[index] === 0x30 ? index + 1 : skipDigits(bytes, index);
  if (index === -1) return -1;
  if (bytes[index] === 0x2e) {
    index = skipDigits(bytes, index + 1);
    if (index === -1) return -1;
  }
  const exponent = bytes[index];
  if (exponent !== 0x65 && exponent !== 0x45) return index;
  const sign = bytes[index + 1];
  return skipDigits(bytes, sign === 0x2b || sign === 0x2d ? index + 2 : index + 1);
}

/** At least one digit. */
function skipDigits(bytes: Uint8Array, at: number): number {
  let index = at;
  for (;;) {
    const byte = bytes[index];
    if (byte === undefined || byte < 0x30 || byte > 0x39) return index === at ? -1 : index;
    index++;
  }
}

function behind(index: number): number {
  return index === -1 ? -1 : index + 1;
}

/** Room for the nesting that real lines have; deeper ones get their own. */
const SHALLOW = new Uint8Array(64);

/** Steps over an object or array of any depth, without recursion: the depth is the writer's choice. */
function skipContainer(bytes: Uint8Array, at: number): number {
  // 1 for each open object, 0 for each open array.
  let open = SHALLOW;
  let depth = 0;
  let index = at;
  for (;;) {
    const byte = bytes[index];
    if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      if (depth === open.length) open = doubled(open);
      open[depth++] = byte === OPEN_BRACE ? 1 : 0;
      index = skipSpace(bytes, index + 1);
      if (bytes[index] !== (byte === OPEN_BRACE ? CLOSE_BRACE : CLOSE_BRACKET)) {
        if (byte === OPEN_BRACE) index = skipKey(bytes, index);
        if (index === -1) return -1;
        continue;
      }
    } else {
      index = byte === QUOTE ? behind(stringEnd(bytes, index + 1)) : skipScalar(bytes, index);
      if (index === -1) return -1;
      index = skipSpace(bytes, index);
    }
    while (bytes[index] === (open[depth - 1] === 1 ? CLOSE_BRACE : CLOSE_BRACKET)) {
      index++;
      if (--depth === 0) return index;
      index = skipSpace(bytes, index);
    }
    if (bytes[index] !== COMMA) return -1;
    index = skipSpace(bytes, index + 1);
    if (open[depth - 1] === 1) index = skipKey(bytes, index);
    if (index === -1) return -1;
  }
}

/** Steps over `"key" :` to the value. */
function skipKey(bytes: Uint8Array, at: number): number {
  if (bytes[at] !== QUOTE) return -1;
  const end = stringEnd(bytes, at + 1);
  if (end === -1) return -1;
  const colon = skipSpace(bytes, end + 1);
  return bytes[colon] === COLON ? skipSpace(bytes, colon + 1) : -1;
}

function doubled(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(bytes.length * 2);
  larger.set(bytes);
  return larger;
}
