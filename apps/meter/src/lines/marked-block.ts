/** Where a block goes in a file that other people own. */
export interface BlockPlace {
  /** How a line of comment begins. */
  comment: '#' | '//';
  /** At the end of the file, or inside its first brace (JSON with comments). */
  at: 'end' | 'first_brace';
}

const OPENING = '>>> claude-meter >>>';
const CLOSING = '<<< claude-meter <<<';

/** The file with our block in it; one that is there already is replaced where it stands. Null: there is no place for it. */
export function withBlock(text: string, lines: readonly string[], place: BlockPlace): string | null {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const indent = place.at === 'first_brace' ? '  ' : '';
  const block = [`${place.comment} ${OPENING}`, ...lines, `${place.comment} ${CLOSING}`]
    .map((line) => `${indent}${line}`)
    .join(eol);
  const found = findBlock(text, place);
  if (found !== null) return text.slice(0, found.from) + block + text.slice(found.to);
  if (place.at === 'end') {
    // The line ends around it are ours too: taking the block out gives the file back to the byte.
    return text === '' ? `${block}${eol}` : `${text}${eol}${block}${eol}`;
  }
  const brace = outerBrace(text);
  if (brace === null) return null;
  return `${text.slice(0, brace + 1)}${eol}${block}${eol}${text.slice(brace + 1)}`;
}

/** The file as it was without our block; the very text when there is none. */
export function withoutBlock(text: string, place: BlockPlace): string {
  const found = findBlock(text, place);
  if (found === null) return text;
  const before = text.slice(0, found.from);
  const after = text.slice(found.to);
  const eolBefore = /\r?\n$/.exec(before)?.[0] ?? '';
  const eolAfter = /^\r?\n/.exec(after)?.[0] ?? '';
  return before.slice(0, before.length - eolBefore.length) + after.slice(eolAfter.length);
}

function findBlock(text: string, { comment, at }: BlockPlace): { from: number; to: number } | null {
  const indent = at === 'first_brace' ? '[ \\t]*' : '';
  const mark = (word: string) => `^${indent}${comment} ${word}$`;
  const match = new RegExp(`${mark(OPENING)}.*?${mark(CLOSING)}`, 'ms').exec(text);
  return match === null ? null : { from: match.index, to: match.index + match[0].length };
}

/** The first brace that stands in no comment and no string. */
function outerBrace(text: string): number | null {
  const token = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"(?:[^"\\]|\\.)*"|\{/g;
  for (const match of text.matchAll(token)) if (match[0] === '{') return match.index;
  return null;
}
