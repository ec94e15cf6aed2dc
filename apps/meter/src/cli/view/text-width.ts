const MARK = /[\p{Mark}\u200b-\u200d\u2060\ufeff]/u;
/** East Asian full width and emoji: two cells each. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u;

/** Most text is this: the expressions above need not even be compiled for it. */
const PLAIN = /^[\x20-\x7e]*$/;

/** Cells of a terminal that one character fills. */
export function cellsOf(character: string): number {
  if (MARK.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}

/** Cells of a terminal that printable text fills. */
export function textWidth(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += cellsOf(character);
  return width;
}

/** The longest beginning of `text` that fits into `cells`. */
export function cutToWidth(text: string, cells: number): string {
  if (PLAIN.test(text)) return text.slice(0, Math.max(0, cells));
  let width = 0;
  let end = 0;
  for (const character of text) {
    width += cellsOf(character);
    if (width > cells) return text.slice(0, end);
    end += character.length;
  }
  return text;
}
