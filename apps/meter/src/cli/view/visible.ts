/** Orders to the terminal, marks that turn the direction of text, blanks without width, halves of characters. */
const HIDDEN =
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/gu;

/** Most names are this. */
const PLAIN = /^[\x20-\x7e]*$/;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\0': '\\0' };

/**
 * A name of a transcript (a folder, a branch, a model), fit to be printed and still told apart from others: what has no
 * shape of its own, or would command the terminal, is spelt out as in source code.
 */
export function visible(name: string): string {
  if (PLAIN.test(name)) return name;
  return name.replace(HIDDEN, (one) => SHORT[one] ?? spelt(one.codePointAt(0) ?? 0));
}

function spelt(point: number): string {
  if (point > 0xffff) return `\\u{${point.toString(16)}}`;
  return point < 0x100
    ? `\\x${point.toString(16).padStart(2, '0')}`
    : `\\u${point.toString(16).padStart(4, '0')}`;
}
