/**
 * Changes one member of a JSON object in its text and leaves every other byte alone, so that the change can be undone
 * to the byte. The text must be a JSON object that `JSON.parse` accepts.
 */

export interface MemberPlace {
  /** The value's first character, and the one behind its last. */
  start: number;
  end: number;
}

/** Where the value of a member stands; null when there is none. Of a repeated key the last one, as `JSON.parse` does. */
export function placeOfMember(text: string, key: string): MemberPlace | null {
  let found: MemberPlace | null = null;
  for (const member of members(text))
    if (member.key === key) found = { start: member.start, end: member.end };
  return found;
}

/** The text with another value in a member's place. */
export function withValue(text: string, { start, end }: MemberPlace, value: string): string {
  return text.slice(0, start) + value + text.slice(end);
}

/**
 * The text with one more member at its end, in the manner of those before it.
 *
 * @returns `inserted` is what was put in at `at`
 */
export function withMember(
  text: string,
  key: string,
  value: string,
): { text: string; at: number; inserted: string } {
  const all = members(text);
  const last = all.at(-1);
  const first = all[0];
  const open = text.indexOf('{');
  const space = first === undefined ? '\n  ' : text.slice(open + 1, first.keyStart);
  const member = `${JSON.stringify(key)}: ${value}`;
  const at = last === undefined ? open + 1 : last.end;
  const rest = text.slice(at);
  const tail = last === undefined && rest.startsWith('}') ? '\n' : '';
  const inserted = last === undefined ? `${space}${member}${tail}` : `,${space}${member}`;
  return { text: text.slice(0, at) + inserted + rest, at, inserted };
}

interface Member extends MemberPlace {
  key: string;
  keyStart: number;
}

const STRING = /"(?:[^"\\]|\\.)*"/y;

function members(text: string): Member[] {
  const found: Member[] = [];
  let at = text.indexOf('{') + 1;
  for (;;) {
    at = behindSpace(text, at, ',');
    if (text[at] !== '"') return found;
    const keyStart = at;
    at = behindString(text, at);
    const key = JSON.parse(text.slice(keyStart, at)) as string;
    const start = behindSpace(text, at, ':');
    at = behindValue(text, start);
    found.push({ key, keyStart, start, end: at });
  }
}

function behindSpace(text: string, from: number, also: string): number {
  let at = from;
  while (at < text.length && (' \t\r\n'.includes(text[at] ?? '') || text[at] === also)) at += 1;
  return at;
}

function behindString(text: string, from: number): number {
  STRING.lastIndex = from;
  return from + (STRING.exec(text)?.[0].length ?? 1);
}

function behindValue(text: string, from: number): number {
  let depth = 0;
  let at = from;
  while (at < text.length) {
    const char = text[at] ?? '';
    if (char === '"') {
      at = behindString(text, at);
      if (depth === 0) return at;
      continue;
    }
    if (depth === 0 && ',}] \t\r\n'.includes(char)) return at;
    if ('{['.includes(char)) depth += 1;
    if ('}]'.includes(char)) depth -= 1;
    at += 1;
    if (depth === 0 && '}]'.includes(char)) return at;
  }
  return at;
}
