const REPLACEMENT = 0xfffd;

/**
 * The text of a JSON string whose raw inside is `bytes[from, to)`. Invalid UTF-8 becomes U+FFFD, one for each
 * maximal piece, as every browser does it.
 */
export function stringText(bytes: Uint8Array, from: number, to: number): string {
  const raw = utf8Text(bytes, from, to);
  return raw.includes('\\') ? (JSON.parse(`"${raw}"`) as string) : raw;
}

/** Decodes UTF-8. */
export function utf8Text(bytes: Uint8Array, from: number, to: number): string {
  let text = '';
  let index = from;
  while (index < to) {
    const lead = bytes[index] as number;
    if (lead < 0x80) {
      text += String.fromCharCode(lead);
      index++;
      continue;
    }
    const [point, next] = longSequence(bytes, index, to);
    text += String.fromCodePoint(point);
    index = next;
  }
  return text;
}

/** One character of two to four bytes: its code point and the index behind it. */
function longSequence(bytes: Uint8Array, at: number, to: number): [number, number] {
  const lead = bytes[at] as number;
  const wanted = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
  if (lead < 0xc2 || lead > 0xf4) return [REPLACEMENT, at + 1];
  // The first continuation byte has a narrower range where overlong forms, surrogates or points beyond U+10FFFF begin.
  let lowest = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  let highest = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  let point = lead & (0x3f >> wanted);
  for (let index = at + 1; index <= at + wanted; index++) {
    const byte = index < to ? (bytes[index] as number) : 0;
    if (byte < lowest || byte > highest) return [REPLACEMENT, index];
    point = (point << 6) | (byte & 0x3f);
    lowest = 0x80;
    highest = 0xbf;
  }
  return [point, at + wanted + 1];
}

/** Whether a raw JSON string is ASCII without escapes, so that its bytes are its characters. */
export function isPlainText(bytes: Uint8Array, from: number, to: number): boolean {
  for (let index = from; index < to; index++) {
    const byte = bytes[index] as number;
    if (byte >= 0x80 || byte === 0x5c) return false;
  }
  return true;
}
