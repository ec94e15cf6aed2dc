/**
 * Finds the source text of values inside JSON text that `JSON.parse` has already accepted, so that a body can be
 * passed on to the byte. It walks brackets and strings only: numbers are never read.
 */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

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
  let at = 0;
  while (at < text.length) {
    const char = text[at];
    if (char === '"') {
      const end = endOfString(text, at);
      const keys = open.at(-1);
      if (keys != null && text[skipSpace(text, end)] === ':') {
        const key = JSON.parse(text.slice(at, end)) as string;
        if (keys.has(key)) repeatedKey ??= key;
        keys.add(key);
      }
      at = end;
      continue;
    }
    if (char === '{' || char === '[') {
      open.push(char === '{' ? new Set() : null);
      depth = Math.max(depth, open.length);
    } else if (char === '}' || char === ']') {
      open.pop();
    }
    at += 1;
  }
  return { depth, repeatedKey };
}

function endOfValue(text: string, start: number): number {
  if (text[start] === '"') return endOfString(text, start);
  let at = start;
  let nesting = 0;
  while (at < text.length) {
    const char = text[at];
    if (char === '"') {
      at = endOfString(text, at);
      continue;
    }
    if (char === '{' || char === '[') nesting += 1;
    else if (char === '}' || char === ']') {
      if (nesting === 0) return at;
      nesting -= 1;
      if (nesting === 0) return at + 1;
    } else if (nesting === 0 && (char === ',' || isSpace(text.charCodeAt(at)))) return at;
    at += 1;
  }
  return at;
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at + 1;
    at += code === BACKSLASH ? 2 : 1;
  }
  return at;
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
