/**
 * Finds the source text of values inside JSON text that `JSON.parse` has already accepted, so that a body can be
 * passed on to the byte. It walks brackets and strings only: numbers are never read.
 */

const BACKSLASH = 0x5c;
/** What opens, closes or quotes. What lies between is passed over by one search, not by a loop over each character. */
const STRUCTURE = /["{}[\]]/g;
/** What ends a number or a word. */
const SCALAR_END = /[,}\] \n\r\t]/g;

/** The text of each member's value; of a repeated key the last one, as `JSON.parse` does. */
export function membersOf(objectText: string): Map<string, string> {
  const members = new Map<string, string>();
  let at = skipSpace(objectText, skipSpace(objectText, 0) + 1);
  while (objectText[at] === '"') {
    const keyEnd = endOfString(objectText, at);
    const key = JSON.parse(objectText.slice(at, keyEnd)) as string;
    const start = skipSpace(objectText, skipSpace(objectText, keyEnd) + 1);
    const end = endOfValue(objectText, start);
    members.set(key, objectText.slice(start, end));
    at = afterComma(objectText, end);
  }
  return members;
}

/** The text of each element. */
export function elementsOf(arrayText: string): string[] {
  const elements: string[] = [];
  let at = skipSpace(arrayText, skipSpace(arrayText, 0) + 1);
  while (at < arrayText.length && arrayText[at] !== ']') {
    const end = endOfValue(arrayText, at);
    elements.push(arrayText.slice(at, end));
    at = afterComma(arrayText, end);
  }
  return elements;
}

export interface JsonShape {
  /** Deepest nesting of objects and arrays. */
  depth: number;
  /** The first key that stands twice in one object: which of the two is meant cannot be known. */
  repeatedKey: string | null;
}

/** Measures JSON text without building it. */
export function shapeOf(text: string): JsonShape {
  const open: (Set<string> | null)[] = [];
  let depth = 0;
  let repeatedKey: string | null = null;
  for (let at = next(STRUCTURE, text, 0); at < text.length; ) {
    const char = text[at];
    let end = at + 1;
    if (char === '"') {
      end = endOfString(text, at);
      const keys = open.at(-1);
      if (keys != null && text[skipSpace(text, end)] === ':') {
        const key = JSON.parse(text.slice(at, end)) as string;
        if (keys.has(key)) repeatedKey ??= key;
        keys.add(key);
      }
    } else if (char === '{' || char === '[') {
      open.push(char === '{' ? new Set() : null);
      depth = Math.max(depth, open.length);
    } else open.pop();
    at = next(STRUCTURE, text, end);
  }
  return { depth, repeatedKey };
}

function endOfValue(text: string, start: number): number {
  const first = text[start];
  if (first === '"') return endOfString(text, start);
  if (first !== '{' && first !== '[') return next(SCALAR_END, text, start);
  let nesting = 0;
  for (let at = start; at < text.length; at = next(STRUCTURE, text, at)) {
    const char = text[at];
    if (char === '"') {
      at = endOfString(text, at);
      continue;
    }
    at += 1;
    nesting += char === '{' || char === '[' ? 1 : -1;
    if (nesting === 0) return at;
  }
  return text.length;
}

function endOfString(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text.charCodeAt(at - 1 - slashes) === BACKSLASH) slashes += 1;
    if (slashes % 2 === 0) return at + 1;
  }
  return text.length;
}

/** Where the next character of a kind stands, the end of the text where there is none. */
function next(kind: RegExp, text: string, from: number): number {
  kind.lastIndex = from;
  return kind.test(text) ? kind.lastIndex - 1 : text.length;
}

function afterComma(text: string, end: number): number {
  const at = skipSpace(text, end);
  return text[at] === ',' ? skipSpace(text, at + 1) : at;
}

function skipSpace(text: string, start: number): number {
  let at = start;
  while (at < text.length && isSpace(text.charCodeAt(at))) at += 1;
  return at;
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}
